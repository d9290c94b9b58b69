// The thread pane on the right: the parent, its replies and a box to reply in.

import { see, serial } from "./api.js";
import { Composer } from "./composer.js";
import { el, iconButton, replace } from "./dom.js";
import { jumpPill, MessageList } from "./messages.js";
import { markSeen } from "./seen.js";
import { conversation, emit, go, on, state } from "./state.js";
import { announce } from "./toast.js";

const byId = (id) => document.getElementById(id);
let list = null;
let pill = null;
let composer = null;
let shown = null;
let newest = null;
let opener = null; // what had the keyboard when the thread was opened

export function startThread() {
  list = new MessageList(byId("thread-scroller"), { thread: true });
  pill = jumpPill(() => list.toBottom());
  byId("thread-composer").before(pill);
  list.onBottom = () => { pill.hidden = true; };
  composer = new Composer(byId("thread-composer"), { onEditLast: () => list.editLast(), onSaid: () => refreshThread() });
  on("place", show);
  on("sidebar", () => { const item = conversation(state.place.in); if (item && state.place.thread) composer.retarget(item); });
  byId("thread-pane").addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());
}

function close() {
  go({ ...state.place, thread: null });
}

function show() {
  const { thread } = state.place;
  const item = conversation(state.place.in);
  const pane = byId("thread-pane");
  const wanted = thread && item ? `${state.me} ${item.id} ${thread}` : null;
  if (wanted === shown) return;
  if (!shown) opener = document.activeElement;
  shown = wanted;
  newest = null;
  list.clear();
  pane.hidden = !wanted;
  document.body.classList.toggle("thread-open", Boolean(wanted));
  pill.hidden = true;
  if (!wanted) return leave();
  drawHead(item);
  composer.moveTo({ channel: item, thread });
  composer.element.hidden = item.is_archived || (!item.is_member && item.kind !== "im");
  refreshThread();
  composer.focus();
}

function leave() {
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

function drawHead(item) {
  replace(byId("thread-head"), el("h2", {}, "Thread"), el("span", { class: "muted thread-where" }, item.kind === "im" ? item.name : `#${item.name}`), el("span", { class: "spacer" }),
    iconButton("close", "Close thread", close, { "data-testid": "close-thread" }));
}

export const refreshThread = serial(async () => {
  const { me } = state;
  const { in: channelId, thread } = state.place;
  if (!thread || !channelId) return;
  const answer = await see(me, "messages", { channel: channelId, thread_ts: thread, limit: 500 }).catch(() => null);
  if (!answer || me !== state.me || thread !== state.place.thread) return;
  const arrived = newest === null ? [] : answer.messages.filter((message) => Number(message.ts) > Number(newest) && message.user !== me);
  const reading = list.sticking;
  list.draw(answer.messages, { channel: answer.channel });
  newest = answer.messages.at(-1)?.ts ?? "0";
  if (arrived.length) {
    if (!reading) pill.hidden = false;
    announce(arrived.map((message) => `${message.name} replied`).join(". "));
  }
  const latest = answer.messages.filter((message) => !message.is_ephemeral).at(-1)?.ts;
  if (latest && document.visibilityState === "visible") {
    markSeen(channelId, thread, latest);
    emit("seen");
  }
});
