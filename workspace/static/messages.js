// A list of messages (a conversation or a thread): rows, day lines, the "New" line, scrolling. One message is message.js.

import { el, icon } from "./dom.js";
import { placeOf, restore } from "./focus.js";
import { isBeingEdited, isCard, isSystem, renderMessage } from "./message.js";
import { isUnseen } from "./seen.js";
import { state } from "./state.js";
import { dayKey, dayName } from "./times.js";

const GROUP_SECONDS = 300; // Slack folds what one person says within five minutes under one name
const NEAR_BOTTOM = 80; // pixels: close enough to count as reading the newest

/** Draws messages into `scroller`; keeps each row's node while the message is unchanged, so that nothing jumps. */
export class MessageList {
  constructor(scroller, { thread = false } = {}) {
    this.scroller = scroller;
    this.thread = thread;
    this.list = el("ol", { class: "messages", data: { testid: thread ? "thread-messages" : "messages" } });
    this.rows = new Map(); // key → {signature, node}
    this.newFrom = null; // ts after which messages are new to this person
    this.more = null;
    scroller.addEventListener("scroll", () => this.atBottom() && this.onBottom?.(), { passive: true });
    // A picture that arrives, or the composer growing, must not push the newest message out of sight.
    new ResizeObserver(() => this.sticking && this.toBottom()).observe(this.list);
    scroller.addEventListener("scroll", () => { this.sticking = this.atBottom(); }, { passive: true });
    scroller.replaceChildren(this.list);
  }

  /** Another conversation: nothing of the last one stays. */
  clear() {
    this.rows.clear();
    this.list.replaceChildren();
    this.sticking = true;
  }

  atBottom() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.sticking = true;
  }

  /** Up-arrow in an empty composer edits one's last message, as in Slack. */
  editLast() {
    [...this.list.querySelectorAll(".message.mine:not(.system)")].at(-1)?.dispatchEvent(new CustomEvent("edit-message"));
  }

  draw(messages, { intro = null, channel }) {
    const focus = placeOf(this.list);
    const stick = this.sticking;
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    const firstKey = this.list.querySelector("[data-ts]")?.dataset.ts;
    this.reconcile(this.plan(messages, intro, channel));
    const grewAbove = firstKey && this.list.querySelector("[data-ts]")?.dataset.ts !== firstKey;
    if (stick) this.toBottom();
    else if (grewAbove) this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
    restore(this.list, focus);
  }

  plan(messages, intro, channel) {
    const rows = intro ? [{ key: "intro", signature: intro.signature, build: intro.build }] : [];
    let last = null;
    let marked = false;
    for (const message of messages) {
      const day = dayKey(message.ts);
      if (!this.thread && (!last || dayKey(last.ts) !== day)) rows.push(...dayRows(message.ts, day));
      const fresh = !marked && this.newFrom !== null && !message.is_ephemeral && Number(message.ts) > Number(this.newFrom) && message.user !== state.me;
      if (fresh) {
        rows.push({ key: "new", signature: "", build: newRow });
        marked = true;
      }
      const grouped = !fresh && isGrouped(last, message, day);
      rows.push(messageRow(message, { grouped, channel, thread: this.thread }));
      if (this.thread && !last) rows.push(repliesRow(messages.length - 1));
      last = this.thread && !last ? { ...message, user: null } : message;
    }
    return rows;
  }

  reconcile(rows) {
    const kept = new Map();
    let at = this.list.firstChild;
    for (const { key, signature, build } of rows) {
      const old = this.rows.get(key);
      const row = old && (old.signature === signature || isBeingEdited(old.node)) ? old : { signature, node: build() };
      const { node } = row;
      if (at === node) at = at.nextSibling;
      else {
        if (old && old !== row && at === old.node) at = at.nextSibling;
        if (old && old !== row) old.node.remove();
        this.list.insertBefore(node, at);
      }
      kept.set(key, row);
    }
    for (const [key, { node }] of this.rows) if (!kept.has(key)) node.remove();
    this.rows = kept;
  }
}

function isGrouped(last, message, day) {
  if (!last || last.user !== message.user || last.name !== message.name || dayKey(last.ts) !== day) return false;
  if (isSystem(last) || isSystem(message) || last.is_ephemeral !== message.is_ephemeral) return false;
  // Cards keep their heads: several of them under one name could not be told apart.
  if (isCard(last) || isCard(message)) return false;
  return Number(message.ts) - Number(last.ts) < GROUP_SECONDS && message.subtype !== "thread_broadcast";
}

function messageRow(message, options) {
  // What the person has chosen in a select is already on the screen; it is not a reason to draw the message anew.
  const { state: _chosen, ...seen } = message;
  const signature = JSON.stringify([seen, options.grouped, state.me, state.place.thread === message.ts, isUnseen(options.channel, message)]);
  return { key: message.ts, signature, build: () => renderMessage(message, options) };
}

function dayRows(ts, day) {
  const words = dayName(ts, new Date());
  return [
    { key: `line ${day}`, signature: "", build: () => el("li", { class: "day-line", role: "presentation" }) },
    { key: `day ${day}`, signature: words, build: () => el("li", { class: "day", data: { testid: "day" } }, el("span", {}, words)) },
  ];
}

const newRow = () => el("li", { class: "new-line", data: { testid: "new-line" } }, el("span", {}, "New"));

function repliesRow(count) {
  const words = count === 1 ? "1 reply" : `${count} replies`;
  return { key: "replies", signature: words, build: () => el("li", { class: count ? "replies-line" : "replies-line none" }, el("span", {}, count ? words : "No replies yet")) };
}

/** The pill that says there is more below. */
export function jumpPill(onPress) {
  return el("button", { type: "button", class: "jump-pill", hidden: true, data: { testid: "jump" }, on: { click: onPress } }, icon("down", 14), " New messages");
}
