// The middle pane: the conversation's head, its messages and what stands in place of the composer when one may not write.

import { act, see, serial } from "./api.js";
import { Composer } from "./composer.js";
import { el, icon, replace } from "./dom.js";
import { avatar } from "./faces.js";
import { drawHead, whyNot } from "./head.js";
import { hideHome, openHome, showAbout } from "./home.js";
import { jumpPill, MessageList } from "./messages.js";
import { conversation, isBotDm, on, state } from "./state.js";
import { announce } from "./toast.js";

const PAGE = 100;
let list = null;
let pill = null;
let composer = null;
let limit = PAGE;
let shown = null; // "user channel" of what is on show
let newest = null; // ts of the newest message drawn

const byId = (id) => document.getElementById(id);
const key = () => `${state.me} ${state.place.in}`;

export function startConversation() {
  list = new MessageList(byId("messages-scroller"));
  pill = jumpPill(() => list.toBottom());
  byId("messages-foot").before(pill);
  list.onBottom = () => { pill.hidden = true; };
  composer = new Composer(byId("composer"), { onEditLast: () => list.editLast(), onSaid: () => refreshMessages() });
  on("place", () => showPlace());
  on("sidebar", () => { drawHead(); drawFoot(); });
  document.addEventListener("visibilitychange", () => markRead());
}

function showPlace() {
  const item = conversation(state.place.in);
  const tab = isBotDm(item) ? state.place.tab ?? "messages" : "messages";
  if (key() !== shown) startOver(item);
  drawHead();
  drawFoot();
  byId("messages-pane").hidden = tab !== "messages";
  if (tab === "home") openHome();
  else if (tab === "about") showAbout();
  else hideHome();
  if (tab === "messages") refreshMessages();
}

function startOver(item) {
  shown = key();
  limit = PAGE;
  newest = null;
  list.clear();
  // The "New" line stays where it was when the conversation was opened, until one leaves it.
  list.newFrom = item?.unread ? item.last_read ?? "0" : null;
  pill.hidden = true;
  composer.moveTo({ channel: item, thread: null });
  byId("messages-scroller").setAttribute("aria-busy", "true");
  if (isBotDm(item) && (state.place.tab ?? "messages") === "messages") act(state.me, "open_home", { tab: "messages" }).catch(() => null);
}

export const refreshMessages = serial(async () => {
  const { me } = state;
  const channelId = state.place.in;
  if (!channelId) return;
  const answer = await see(me, "messages", { channel: channelId, limit }).catch(() => null);
  if (!answer || me !== state.me || channelId !== state.place.in) return;
  byId("messages-scroller").removeAttribute("aria-busy");
  const arrived = newest === null ? [] : answer.messages.filter((message) => Number(message.ts) > Number(newest) && message.user !== me);
  const reading = list.sticking;
  list.draw(answer.messages, { channel: answer.channel, intro: intro(answer) });
  newest = answer.messages.at(-1)?.ts ?? newest ?? "0";
  if (arrived.length) {
    if (!reading) pill.hidden = false;
    announce(arrived.map((message) => `${message.name}: ${wordsOf(message)}`).join(". "));
  }
  markRead(answer.messages);
});

function wordsOf(message) {
  const node = [...byId("messages-scroller").querySelectorAll("[data-ts]")].find((item) => item.dataset.ts === message.ts);
  return (node?.querySelector(".words")?.textContent ?? "").slice(0, 200);
}

/** Reading is being there with the page in sight. */
function markRead(messages = null) {
  const item = conversation(state.place.in);
  const latest = messages?.filter((message) => !message.is_ephemeral).at(-1)?.ts ?? item?.latest;
  const looking = document.visibilityState === "visible" && !byId("messages-pane").hidden;
  if (!item || !latest || !looking || !item.is_member || Number(latest) <= Number(item.last_read ?? 0)) return;
  item.last_read = latest; // at once, so that two refreshes do not both say so
  act(state.me, "read", { channel: item.id, ts: latest }).catch(() => null);
}

function intro({ channel, has_more: hasMore }) {
  if (hasMore) {
    return { signature: "more", build: () => el("li", { class: "intro" }, el("button", { type: "button", class: "button small", on: { click: () => { limit += PAGE; refreshMessages(); } } }, "Show earlier messages")) };
  }
  return { signature: `${channel.id} ${channel.name}`, build: () => el("li", { class: "intro" }, introWords(channel)) };
}

function introWords(channel) {
  if (channel.kind === "im") {
    const isApp = channel.with === state.bot.id;
    const who = isApp ? state.bot : state.people.get(channel.with) ?? { name: channel.name };
    return [avatar({ user: channel.with, name: who.name, is_bot: isApp }, "large"), el("h3", {}, who.name),
      el("p", { class: "muted" }, isApp ? `This is the very beginning of your direct messages with ${who.name}, an app.` : `${who.title ?? ""} This conversation is just between the two of you.`)];
  }
  return [el("h3", {}, icon(channel.kind === "private" ? "lock" : "hash", 22), ` ${channel.name}`), el("p", { class: "muted" }, channel.topic || `This is the very beginning of the ${channel.name} channel.`)];
}

/** The composer, or why there is none. */
function drawFoot() {
  const item = conversation(state.place.in);
  const note = byId("composer-note");
  const reason = !item ? "" : whyNot(item);
  byId("composer").hidden = !item || Boolean(reason);
  note.hidden = !reason;
  if (reason) replace(note, reason);
  if (item) composer.retarget(item);
}
