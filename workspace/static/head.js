// The head of the conversation: its name, topic and people, the tabs of the bot's conversation, and why one may not write.

import { act } from "./api.js";
import { el, icon, iconButton, replace } from "./dom.js";
import { avatar } from "./faces.js";
import { openMembers } from "./members.js";
import { openSidebar } from "./sidebar.js";
import { conversation, emit, go, isBotDm, state } from "./state.js";
import { attempt } from "./surface.js";

const byId = (id) => document.getElementById(id);

export function drawHead() {
  const item = conversation(state.place.in);
  const head = byId("conversation-head");
  if (!item) return replace(head, el("h1", { tabindex: "-1" }, "Choose a conversation"));
  const isApp = isBotDm(item);
  const face = item.kind === "im" ? avatar({ user: item.with, name: item.name, is_bot: isApp }, "small") : icon(item.kind === "private" ? "lock" : "hash", 18);
  const focused = head.contains(document.activeElement) ? document.activeElement.getAttribute("data-testid") : null;
  replace(head,
    iconButton("menu", "Show conversations", () => openSidebar(), { class: "icon-button only-narrow", "data-testid": "open-sidebar" }),
    el("h1", { class: "conversation-title", tabindex: "-1", data: { testid: "conversation-title" } }, face, el("span", { class: "title-words" }, item.name), isApp && el("span", { class: "app-tag" }, "APP")),
    item.topic && el("span", { class: "topic" }, item.topic),
    el("span", { class: "spacer" }),
    item.kind !== "im" && el("button", { type: "button", class: "members-button", "aria-label": `${item.members.length} members`, data: { testid: "members" }, on: { click: (event) => openMembers(event.currentTarget, item) } },
      item.members.slice(0, 3).map((id) => avatar({ user: id, name: state.people.get(id)?.name ?? state.bot.name, is_bot: id === state.bot.id }, "tiny")), el("span", {}, item.members.length)));
  if (focused) head.querySelector(`[data-testid="${focused}"]`)?.focus();
  drawTabs(item, isApp);
}

function drawTabs(item, isApp) {
  const bar = byId("tabs");
  bar.hidden = !isApp;
  if (!isApp) return bar.replaceChildren();
  const present = state.place.tab ?? "messages";
  const tabs = [["home", "Home", state.bot.home_tab], ["messages", "Messages", state.bot.messages_tab], ["about", "About", true]].filter(([, , on]) => on !== false);
  const focused = bar.contains(document.activeElement);
  replace(bar, tabs.map(([name, words]) => el("button", { type: "button", role: "tab", class: "tab", id: `tab-${name}`, "aria-selected": String(name === present), tabindex: name === present ? "0" : "-1",
    on: { click: () => go({ in: item.id, tab: name }), keydown: (event) => tabKeys(event, tabs.map(([one]) => one), name, item) } }, words)));
  if (focused) bar.querySelector("[aria-selected=true]")?.focus();
  return null;
}

function tabKeys(event, names, name, item) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) go({ in: item.id, tab: names[(names.indexOf(name) + step + names.length) % names.length] });
}

export function whyNot(item) {
  if (item.is_archived) return [icon("file", 18), " This channel has been archived. It can be read, but not written in."];
  if (!item.is_member && item.kind !== "im") {
    return [el("span", {}, "You are looking at ", el("strong", {}, `#${item.name}`)), el("button", { type: "button", class: "button primary", data: { testid: "join" }, on: { click: () => attempt(() => act(state.me, "join", { channel: item.id })).then(() => emit("stale")) } }, "Join channel")];
  }
  if (isBotDm(item) && state.bot.messages_read_only) return [`Sending messages to ${state.bot.name} has been turned off.`];
  return null;
}
