// The box one writes in: Enter sends, Shift+Enter is a new line; files, emoji, mentions, slash commands and shortcuts.

import { act, upload } from "./api.js";
import { el, icon, iconButton } from "./dom.js";
import { character } from "./emoji.js";
import { openMenu } from "./popover.js";
import { pickEmoji } from "./picker.js";
import { rememberEmoji, state } from "./state.js";
import { Suggestions } from "./suggest.js";
import { attempt, told } from "./surface.js";
import { toast } from "./toast.js";

const drafts = new Map(); // "user channel thread" → {text, files}: what was begun stays where it was begun

export class Composer {
  constructor(element, { onEditLast, onSaid }) {
    this.element = element;
    this.onEditLast = onEditLast;
    this.onSaid = onSaid;
    this.files = [];
    this.build();
    this.suggestions = new Suggestions(this.input, this.element, () => this.grow());
  }

  build() {
    this.input = el("textarea", { class: "composer-input", rows: 1, spellcheck: "true", data: { testid: "composer-input" }, "aria-multiline": "true" });
    this.chips = el("div", { class: "composer-files", hidden: true });
    this.picker = el("input", { type: "file", multiple: true, hidden: true, data: { testid: "file-picker" } });
    this.sendButton = iconButton("send", "Send now", () => this.send(), { class: "icon-button send-button", disabled: true, "data-testid": "send" });
    this.broadcast = el("input", { type: "checkbox" });
    this.broadcastLine = el("label", { class: "broadcast" }, this.broadcast, el("span", {}, "Also send to channel"));
    const buttons = el("div", { class: "composer-bar" },
      iconButton("clip", "Attach files", () => this.picker.click()),
      iconButton("smile", "Emoji", (event) => pickEmoji(event.currentTarget, (name) => this.insertEmoji(name))),
      el("button", { type: "button", class: "icon-button at", title: "Mention someone", "aria-label": "Mention someone", on: { click: () => this.insert("@") } }, "@"),
      iconButton("bolt", "Shortcuts", (event) => this.shortcuts(event.currentTarget), { "data-testid": "shortcuts", "aria-haspopup": "menu" }),
      el("span", { class: "composer-hint", "aria-hidden": "true" }, "Shift + Enter for a new line"), this.sendButton);
    this.box = el("div", { class: "composer-box" }, this.input, this.chips, this.broadcastLine, buttons, this.picker);
    this.element.append(this.box);
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => this.take(event, event.clipboardData?.files));
    this.picker.addEventListener("change", () => { this.attach(this.picker.files); this.picker.value = ""; });
    // The whole pane is where files may be dropped, not only the box.
    const pane = this.element.closest(".pane");
    pane.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      pane.classList.add("dropping");
    });
    pane.addEventListener("dragleave", (event) => !pane.contains(event.relatedTarget) && pane.classList.remove("dropping"));
    pane.addEventListener("drop", (event) => { pane.classList.remove("dropping"); this.take(event, event.dataTransfer.files); });
  }

  take(event, files) {
    if (!files?.length || this.element.hidden) return;
    event.preventDefault();
    this.attach(files);
  }

  /** Another conversation or thread: keep this draft, bring out that one. */
  moveTo({ channel, thread }) {
    this.keepDraft();
    this.channel = channel;
    this.thread = thread;
    this.user = state.me;
    const draft = drafts.get(this.draftKey()) ?? { text: "", files: [] };
    this.input.value = draft.text;
    this.files = [...draft.files];
    this.broadcast.checked = false;
    this.suggestions?.hide();
    if (channel) this.retarget(channel);
    this.drawChips();
    this.changed();
  }

  /** The same place, with fresher facts about it (a renamed channel, a new name). */
  retarget(channel) {
    if (this.channel && channel.id !== this.channel.id) return;
    this.channel = channel;
    const name = channel.kind === "im" ? channel.name : `#${channel.name}`;
    const words = this.thread ? "Reply…" : `Message ${name}`;
    this.input.placeholder = words;
    this.input.setAttribute("aria-label", this.thread ? `Reply in thread in ${name}` : words);
    this.broadcastLine.hidden = !this.thread || channel.kind === "im";
    this.broadcastLine.lastElementChild.textContent = `Also send to #${channel.name}`;
  }

  draftKey() {
    return `${this.user} ${this.channel?.id} ${this.thread ?? ""}`;
  }

  keepDraft() {
    if (!this.channel) return;
    if (this.input.value || this.files.length) drafts.set(this.draftKey(), { text: this.input.value, files: this.files });
    else drafts.delete(this.draftKey());
  }

  focus() {
    // On a touch screen focus would bring up the keyboard over what one came to read.
    if (matchMedia("(hover: hover)").matches || this.thread) this.input.focus({ preventScroll: true });
  }

  changed() {
    this.grow();
    this.sendButton.disabled = !this.input.value.trim() && !this.files.length;
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, innerHeight * 0.4)}px`;
  }

  key(event) {
    if (this.suggestions.key(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.input.value) {
      event.preventDefault();
      this.onEditLast();
    }
  }

  insert(words) {
    const { selectionStart: start, selectionEnd: end, value } = this.input;
    const gap = words === "@" && start > 0 && !/\s/.test(value[start - 1]) ? " " : "";
    this.input.focus();
    this.input.setRangeText(gap + words, start, end, "end");
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  insertEmoji(name) {
    rememberEmoji(name);
    this.insert(character(name) ? `:${name}: ` : `:${name}:`);
  }

  attach(files) {
    this.files.push(...files);
    this.drawChips();
    this.changed();
    this.input.focus();
  }

  drawChips() {
    this.chips.hidden = !this.files.length;
    this.chips.replaceChildren(...this.files.map((file, index) => el("span", { class: "chip" }, icon("file", 14), file.name,
      el("button", { type: "button", class: "chip-remove", "aria-label": `Remove ${file.name}`, on: { click: () => { this.files.splice(index, 1); this.drawChips(); this.changed(); } } }, icon("close", 12)))));
  }

  async send() {
    const text = this.input.value;
    const files = [...this.files];
    const { channel, thread, user } = this;
    if ((!text.trim() && !files.length) || this.sending) return;
    if (this.isCommand(text)) return this.command(text);
    this.sending = true;
    this.element.classList.add("sending");
    try {
      // Files first: the message that carries them is said once they are all there.
      const fileIds = files.length ? (await told(() => upload(user, files))).files.map((file) => file.id) : [];
      await told(() => act(user, "say", { channel: channel.id, text, thread_ts: thread ?? undefined, broadcast: (!this.broadcastLine.hidden && this.broadcast.checked) || undefined, file_ids: fileIds }));
      await this.onSaid(); // what was said stands in the conversation before it goes from the box
      this.empty({ text, files }, { user, channel, thread });
    } catch {
      // The words stay in the box; why it was refused has been said.
    } finally {
      this.sending = false;
      this.element.classList.remove("sending");
    }
    return null;
  }

  /** What was sent goes; what was typed or attached while it was on its way stays. */
  empty({ text, files }, { user, channel, thread }) {
    drafts.delete(`${user} ${channel.id} ${thread ?? ""}`);
    if (this.user !== user || this.channel.id !== channel.id || this.thread !== thread || !this.input.value.startsWith(text)) return;
    this.input.value = this.input.value.slice(text.length);
    this.files = this.files.filter((file) => !files.includes(file));
    this.broadcast.checked = false;
    this.drawChips();
    this.changed();
  }

  isCommand(text) {
    return /^\/[a-z]/i.test(text.trim());
  }

  async command(text) {
    const [command, ...rest] = text.trim().split(/\s+/);
    if (this.thread) return toast("Slash commands do not work in threads. Write it in the conversation itself.", { bad: true });
    if (!state.commands.some((item) => item.command === command)) return toast(`${command} is not a command here.`, { bad: true });
    const where = { user: this.user, channel: this.channel, thread: this.thread };
    const answer = await attempt(() => act(this.user, "command", { command, text: rest.join(" "), channel: this.channel.id }));
    if (answer) this.empty({ text, files: [] }, where);
    return null;
  }

  shortcuts(anchor) {
    const global = state.shortcuts.filter((item) => item.type === "global").map((item) => ({ text: item.name, hint: state.bot.name, pick: () => attempt(() => act(state.me, "shortcut", { callback_id: item.callback_id })) }));
    const commands = this.thread ? [] : state.commands.map((item) => ({ text: item.command, hint: item.description, pick: () => { this.input.value = ""; this.insert(`${item.command} `); } }));
    const items = [...global, global.length && commands.length ? null : undefined, ...commands].filter((item) => item !== undefined);
    openMenu(anchor, items.length ? items : [{ text: "This app has no shortcuts", pick: () => null }], { label: "Shortcuts", align: "start" });
  }
}
