// One message: who and when, what it says, its files, reactions, reply line and the bar of things to do with it.

import { act } from "./api.js";
import { renderBlocks } from "./blocks/index.js";
import { confirmed } from "./confirm.js";
import { el, icon, iconButton, isOurs, link } from "./dom.js";
import { canonical, emojiNode } from "./emoji.js";
import { avatar, showProfile } from "./faces.js";
import { renderMrkdwn } from "./mrkdwn.js";
import { openMenu } from "./popover.js";
import { pickEmoji } from "./picker.js";
import { emit, go, nameOf, rememberEmoji, state } from "./state.js";
import { attempt, makeSurface } from "./surface.js";
import { isUnseen } from "./seen.js";
import { ago, clockTime, fullTime } from "./times.js";

/** Joins, leaves, renames: said by the workspace, not by the person. */
export const isSystem = (message) => /^channel_|^group_/.test(message.subtype ?? "");

/** A list item. `grouped`: under the same name as the one before it. */
export function renderMessage(message, { grouped, channel, thread }) {
  const mine = message.user === state.me;
  const classes = ["message", grouped && "grouped", message.is_ephemeral && "ephemeral", mine && "mine", isSystem(message) && "system", state.place.thread === message.ts && !thread && "in-thread"];
  const item = el("li", { class: classes.filter(Boolean).join(" "), data: { testid: "message", ts: message.ts, user: message.user }, "aria-label": `${message.name}, ${clockTime(message.ts)}` });
  const body = el("div", { class: "message-body" },
    message.is_ephemeral && el("div", { class: "only-you" }, icon("eye", 14), " Only visible to you"),
    message.subtype === "thread_broadcast" && !thread && broadcastLine(message),
    !grouped && heading(message),
    content(message, channel),
    files(message),
    message.is_ephemeral ? dismissLine(message, channel) : [reactions(message, channel), !thread && replyLine(message, channel)]);
  item.append(gutter(message, grouped), body);
  item.addEventListener("edit-message", () => edit(item, message, channel)); // the composer's up-arrow
  if (!message.is_ephemeral && message.subtype !== "tombstone") item.append(toolbar(message, { item, channel, thread, mine }));
  return item;
}

function gutter(message, grouped) {
  const time = el("time", { class: "gutter-time", datetime: new Date(Number(message.ts) * 1000).toISOString(), title: fullTime(message.ts) }, clockTime(message.ts));
  return el("div", { class: "gutter" }, grouped ? time : avatar(message));
}

function heading(message) {
  const title = state.people.get(message.user)?.title;
  return el("div", { class: "message-head" },
    el("button", { type: "button", class: "author", title: title ?? null, on: { click: (event) => showProfile(event.currentTarget, message.user) } }, message.name),
    message.is_bot && el("span", { class: "app-tag" }, "APP"),
    el("time", { class: "time", datetime: new Date(Number(message.ts) * 1000).toISOString(), title: fullTime(message.ts) }, clockTime(message.ts)),
    isCard(message) && editedMark(message));
}

const editedMark = (message) => message.edited && el("span", { class: "edited", title: fullTime(message.edited.ts) }, " (edited)");

/** Built of blocks by an app, rather than written. */
export const isCard = (message) => (message.blocks ?? []).some((block) => block.type !== "rich_text");

function content(message, channel) {
  const surface = makeSurface("message", { channel: channel.id, message_ts: message.ts }, { values: message.state ?? {} });
  const shown = message.blocks?.length ? renderBlocks(message.blocks, surface) : renderMrkdwn(message.text);
  const edited = editedMark(message);
  const words = el("div", { class: isJumbo(message) ? "words jumbo" : "words", data: { testid: "message-words" } }, shown);
  // The mark stands at the end of the last line of words, or beside the time of a card (heading).
  if (edited && !isCard(message)) lastLine(words).append(edited);
  return [words, (message.attachments ?? []).map((item) => attachment(item, surface))];
}

const lastLine = (words) => [...words.querySelectorAll(".rich-section")].at(-1) ?? words;

// Three emoji or fewer and nothing else are drawn large.
const isJumbo = (message) => !message.is_bot && /^\s*(:[a-z0-9_+'-]+:|\p{Extended_Pictographic}\uFE0F?)(\s*(:[a-z0-9_+'-]+:|\p{Extended_Pictographic}\uFE0F?)){0,2}\s*$/u.test(message.text ?? "");

function attachment(item, surface) {
  const bar = el("div", { class: "attachment" },
    item.pretext && el("div", {}, renderMrkdwn(item.pretext)),
    item.author_name && el("div", { class: "attachment-author" }, item.author_name),
    item.title && el("div", { class: "attachment-title" }, item.title_link ? link(item.title_link, item.title) : item.title),
    item.blocks ? renderBlocks(item.blocks, surface) : el("div", {}, renderMrkdwn(item.text ?? item.fallback)),
    item.fields?.length && el("div", { class: "fields" }, item.fields.map((field) => el("div", { class: "field" }, el("strong", {}, field.title), el("br"), renderMrkdwn(field.value)))),
    item.footer && el("div", { class: "context-text" }, item.footer));
  if (/^#?[0-9a-f]{6}$/i.test(item.color ?? "")) bar.style.borderLeftColor = `#${item.color.replace("#", "")}`;
  return bar;
}

function files(message) {
  if (!message.files?.length) return null;
  return el("div", { class: "files" }, message.files.map((file) => {
    const address = file.page_url;
    if (/^image\/(png|jpe?g|gif|webp)$/.test(file.mimetype ?? "") && isOurs(address)) {
      return el("a", { class: "file-image", href: address, target: "_blank", rel: "noopener noreferrer", data: { testid: "file" } },
        el("span", { class: "file-name" }, file.title ?? file.name), el("img", { src: address, alt: file.alt_txt || file.title || file.name, loading: "lazy" }));
    }
    return el("a", { class: "file-card", href: address, target: "_blank", rel: "noopener noreferrer", data: { testid: "file" } }, icon("file", 28),
      el("span", { class: "file-words" }, el("strong", {}, file.title ?? file.name), el("span", { class: "muted" }, `${(file.filetype ?? "file").toUpperCase()} · ${size(file.size)}`)));
  }));
}

const size = (bytes) => (bytes > 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round((bytes ?? 0) / 1024))} KB`);

function reactions(message, channel) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map(({ name, count, users }) => {
    const on = users.includes(state.me);
    const who = users.map((id) => (id === state.me ? "You" : nameOf(id).name ?? id)).join(", ");
    return el("button", { type: "button", class: on ? "reaction on" : "reaction", "aria-pressed": String(on), data: { testid: "reaction", name },
      title: `${who} reacted with :${name}:`, "aria-label": `${name.replaceAll("_", " ")}, ${count}, ${who}`, on: { click: () => toggle(message, channel, name) } },
    emojiNode(name), el("span", { class: "count" }, count));
  });
  const add = iconButton("smile", "Add a reaction", (event) => pickEmoji(event.currentTarget, (name) => toggle(message, channel, name)), { class: "reaction add" });
  return el("div", { class: "reactions" }, chips, add);
}

function toggle(message, channel, picked) {
  const name = canonical(picked);
  const on = (message.reactions ?? []).some((item) => item.name === name && item.users.includes(state.me));
  rememberEmoji(name);
  return attempt(() => act(state.me, on ? "unreact" : "react", { channel: channel.id, ts: message.ts, name }));
}

const openThread = (channel, ts) => go({ in: channel.id, thread: ts, tab: state.place.tab });

function replyLine(message, channel) {
  if (!message.reply_count) return null;
  const unseen = isUnseen(channel, message);
  return el("button", { type: "button", class: unseen ? "reply-line unseen" : "reply-line", data: { testid: "reply-line" }, on: { click: () => openThread(channel, message.ts) } },
    (message.reply_users ?? []).slice(0, 4).map((id) => avatar({ user: id, name: nameOf(id).name ?? id, is_bot: id === state.bot.id }, "tiny")),
    el("span", { class: "reply-count" }, message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`),
    unseen && el("span", { class: "unseen-tag" }, "New"),
    el("span", { class: "reply-when" }, el("span", { class: "when-text" }, `Last reply ${ago(message.latest_reply, new Date())}`), el("span", { class: "view-text" }, "View thread")));
}

function broadcastLine(message) {
  return el("div", { class: "muted small" }, "replied to ", el("button", { type: "button", class: "text-button", on: { click: () => go({ ...state.place, thread: message.thread_ts }) } }, "a thread"));
}

function dismissLine(message, channel) {
  return el("button", { type: "button", class: "text-button small", on: { click: () => attempt(() => act(state.me, "dismiss", { channel: channel.id, ts: message.ts })) } }, "Dismiss message");
}

function toolbar(message, { item, channel, thread, mine }) {
  const quick = ["white_check_mark", "eyes"].map((name) => el("button", { type: "button", class: "icon-button", title: `React with :${name}:`, "aria-label": `React with ${name.replaceAll("_", " ")}`, on: { click: () => toggle(message, channel, name) } }, emojiNode(name)));
  const more = iconButton("dots", "More actions", () => openMenu(more, moreActions(message, { item, channel, mine }), { label: "Message actions" }), { "aria-haspopup": "menu", "aria-expanded": "false", "data-testid": "more" });
  return el("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" }, quick,
    iconButton("smile", "Find another reaction", (event) => pickEmoji(event.currentTarget, (name) => toggle(message, channel, name)), { "data-testid": "react" }),
    !thread && iconButton("thread", "Reply in thread", () => openThread(channel, message.thread_ts ?? message.ts), { "data-testid": "reply" }),
    more);
}

function moreActions(message, { item, channel, mine }) {
  const shortcuts = state.shortcuts.filter((shortcut) => shortcut.type === "message").map((shortcut) => ({
    text: shortcut.name, hint: state.bot.name, pick: () => attempt(() => act(state.me, "shortcut", { callback_id: shortcut.callback_id, channel: channel.id, message_ts: message.ts })),
  }));
  const own = mine && !isSystem(message) ? [
    { text: "Edit message", hint: "E", pick: () => edit(item, message, channel) },
    { text: "Delete message…", danger: true, pick: () => erase(message, channel) },
  ] : [];
  const copy = { text: "Copy text", pick: () => navigator.clipboard?.writeText(item.querySelector(".words")?.innerText ?? "") };
  return [...shortcuts, shortcuts.length ? null : undefined, copy, ...own].filter((entry) => entry !== undefined);
}

async function erase(message, channel) {
  const sure = await confirmed({ title: "Delete message", text: "Are you sure you want to delete this message? This cannot be undone.", confirm: "Delete", deny: "Cancel", style: "danger" });
  if (sure) await attempt(() => act(state.me, "delete", { channel: channel.id, ts: message.ts }));
}

export const isBeingEdited = (item) => item.querySelector(".edit-form") !== null;

/** Editing happens where the words stand; Escape gives it up. Meanwhile the message is not drawn anew. */
function edit(item, message, channel) {
  const words = item.querySelector(".words");
  if (!words || isBeingEdited(item)) return;
  const before = document.activeElement;
  const box = el("textarea", { class: "edit-box", "aria-label": "Edit message", value: typedForm(message.text), rows: 2 });
  const done = () => {
    form.remove();
    words.hidden = false;
    if (before?.isConnected) before.focus({ preventScroll: true });
    emit("stale"); // what came meanwhile is drawn now
  };
  const save = async () => {
    if (!box.value.trim()) return erase(message, channel);
    if (await attempt(() => act(state.me, "edit", { channel: channel.id, ts: message.ts, text: box.value }))) done();
    return null;
  };
  const form = el("form", { class: "edit-form", on: { submit: (event) => { event.preventDefault(); save(); } } }, box,
    el("div", { class: "edit-buttons" }, el("button", { type: "button", class: "button small", on: { click: done } }, "Cancel"), el("button", { type: "submit", class: "button primary small" }, "Save")));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); done(); }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); save(); }
  });
  words.hidden = true;
  words.after(form);
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

// Slack's markup back to what a person would type: @Name, #channel, bare addresses, real & < >.
function typedForm(text) {
  return String(text ?? "")
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${nameOf(id).name ?? id}`)
    .replace(/<#\w+\|([^>]*)>/g, "#$1")
    .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, "@$1")
    .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
