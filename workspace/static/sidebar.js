// The sidebar: who you are, the channels and direct messages, and what is unread in them.

import { act, see, serial } from "./api.js";
import { el, icon, iconButton, replace } from "./dom.js";
import { avatar } from "./faces.js";
import { openPersonas } from "./personas.js";
import { openList } from "./lists.js";
import { emit, go, on, person, state } from "./state.js";
import { attempt } from "./surface.js";
import { unseenIn } from "./unseen.js";

const byId = (id) => document.getElementById(id);

export function startSidebar() {
  on("sidebar", draw);
  on("place", draw);
  byId("persona").addEventListener("click", (event) => openPersonas(event.currentTarget));
  byId("scrim").addEventListener("click", closeSidebar);
  byId("sidebar").addEventListener("keydown", (event) => event.key === "Escape" && closeSidebar());
}

/** On a narrow screen the sidebar lies over the conversation: it takes the keyboard, and gives it back. */
export function openSidebar() {
  document.body.classList.add("sidebar-open");
  (byId("conversations").querySelector("[aria-current]") ?? byId("persona")).focus();
}

function closeSidebar() {
  if (!document.body.classList.contains("sidebar-open")) return;
  document.body.classList.remove("sidebar-open");
  document.querySelector("[data-testid=open-sidebar]")?.focus();
}

export const refreshSidebar = serial(async () => {
  const user = state.me;
  const answer = await see(user, "sidebar").catch(() => null);
  if (!answer || user !== state.me) return;
  state.sidebar = { channels: answer.channels, dms: answer.dms };
  emit("sidebar");
});

function draw() {
  const me = person(state.me);
  if (!me) return;
  replace(byId("persona"), avatar({ user: me.id, name: me.name }, "small"),
    el("span", { class: "persona-words" }, el("span", { class: "persona-label" }, "You are: "), el("span", { class: "persona-name" }, me.name), el("span", { class: "persona-title" }, me.title)), icon("chevron", 16));
  const { channels, dms } = state.sidebar;
  const joined = channels.filter((item) => item.is_member && !item.is_archived).sort(byName);
  const others = channels.filter((item) => !item.is_member && !item.is_archived).sort(byName);
  const apps = dms.filter((item) => item.with === state.bot.id);
  const nav = byId("conversations");
  const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  replace(nav,
    section("Channels", joined.map(row), addButton("Add or browse channels", (anchor) => browse(anchor, others))),
    section("Direct messages", dms.filter((item) => !apps.includes(item)).map(row), addButton("New direct message", newMessage)),
    section("Apps", apps.map(row)));
  if (focused) nav.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  const waiting = [...joined, ...dms].reduce((sum, item) => sum + count(item), 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}${state.team.name}`;
}

const byName = (a, b) => a.name.localeCompare(b.name);

// A badge is for what is addressed to you: mentions in a channel, everything in a direct message.
const count = (item) => (item.kind === "im" ? item.unread : item.mentions) || 0;

function section(title, rows, extra = null) {
  const id = `section-${title.replace(/\W/g, "-").toLowerCase()}`;
  return el("section", { class: "nav-section", "aria-labelledby": id }, el("div", { class: "nav-head" }, el("h2", { id }, title), extra),
    el("ul", {}, rows.length ? rows : el("li", { class: "nav-none" }, "None yet")));
}

function addButton(label, onPress) {
  return iconButton("plus", label, (event) => onPress(event.currentTarget), { class: "icon-button dark", "aria-haspopup": "listbox" });
}

function row(item) {
  const here = item.id === state.place.in;
  const badge = count(item);
  const threads = unseenIn(item.id);
  const unread = item.unread > 0 || threads > 0;
  const isApp = item.with === state.bot.id;
  const face = item.kind === "im" ? avatar({ user: item.with, name: item.name, is_bot: isApp }, "tiny") : icon(item.kind === "private" ? "lock" : "hash", 16);
  return el("li", {}, el("button", {
    type: "button", class: ["nav-item", here && "here", unread && "unread"].filter(Boolean).join(" "), data: { id: item.id, testid: "nav-item" }, "aria-current": here ? "page" : null,
    "aria-label": [item.name, item.kind === "im" ? "direct message" : item.kind === "private" ? "private channel" : "channel", item.unread > 0 && `${item.unread} unread`, threads > 0 && `new replies in ${threads === 1 ? "a thread" : `${threads} threads`}`].filter(Boolean).join(", "),
    on: { click: () => { closeSidebar(); go({ in: item.id }); } },
  }, face, el("span", { class: "nav-words" }, item.name), isApp && !state.bot.online && el("span", { class: "offline", title: `${item.name} is not running` }), threads > 0 && el("span", { class: "thread-badge", title: "New replies in threads", data: { testid: "thread-badge" } }, icon("thread", 14), threads), badge > 0 && el("span", { class: "badge", "aria-hidden": "true" }, badge)));
}

function browse(anchor, others) {
  const load = (typed) => {
    const name = typed.trim().toLowerCase().replace(/\s+/g, "-");
    const found = others.filter((item) => item.name.includes(name)).map((item) => ({ words: `#${item.name}`, hint: item.topic || `${item.members.length} members`, chosen: false, pick: () => go({ in: item.id }) }));
    const create = name && !state.sidebar.channels.some((item) => item.name === name) ? [{ words: `Create #${name}`, chosen: false, pick: () => createChannel(name) }] : [];
    return [{ label: found.length ? "Channels you are not in" : null, options: found }, { options: create }];
  };
  openList(anchor, { label: "Channels", load, placeholder: "Find a channel, or type a new name", width: 300 });
}

async function createChannel(name) {
  const answer = await attempt(() => act(state.me, "create", { name }));
  if (answer) await refreshSidebar().then(() => go({ in: answer.channel.id }));
}

function newMessage(anchor) {
  const load = (typed) => [{ options: [...state.people.values()].filter((one) => one.id !== state.me && `${one.name} ${one.title}`.toLowerCase().includes(typed.toLowerCase()))
    .map((one) => ({ words: one.name, hint: one.title, chosen: false, pick: () => write(one.id) })) }];
  openList(anchor, { label: "People", load, width: 300 });
}

async function write(id) {
  const answer = await attempt(() => act(state.me, "open_dm", { with: id }));
  if (answer) await refreshSidebar().then(() => go({ in: answer.channel.id }));
}
