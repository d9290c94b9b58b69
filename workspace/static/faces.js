// Avatars (initials on a person's own colour, a squarer one for an app) and the small profile behind a name.

import { act } from "./api.js";
import { el } from "./dom.js";
import { closePopover, openPopover } from "./popover.js";
import { colourOf, go, initials, person, state } from "./state.js";
import { attempt } from "./surface.js";

export function avatar({ user, name, is_bot: isBot }, sizeName = "") {
  const node = el("span", { class: `avatar ${isBot ? "app" : ""} ${sizeName}`, "aria-hidden": "true" }, initials(name));
  if (!isBot) node.style.backgroundColor = colourOf(user);
  return node;
}

export function showProfile(anchor, id) {
  const who = person(id);
  if (!who) return;
  const message = async () => {
    closePopover({ refocus: false });
    const answer = await attempt(() => act(state.me, "open_dm", { with: id }));
    if (answer) go({ in: answer.channel.id });
  };
  openPopover(anchor, el("div", { class: "profile" },
    avatar({ user: id, name: who.name, is_bot: who.isBot }, "large"),
    el("div", { class: "profile-name" }, who.name, who.isBot && el("span", { class: "app-tag" }, "APP")),
    el("div", { class: "muted" }, who.title), who.email && el("div", { class: "muted small" }, who.email),
    el("div", { class: "profile-buttons" },
      id !== state.me && el("button", { type: "button", class: "button small", on: { click: message } }, "Message"),
      id !== state.me && !who.isBot && el("button", { type: "button", class: "button small", on: { click: () => { closePopover({ refocus: false }); go({ ...state.place, as: id, thread: null }); } } }, "Be this person"))), { label: `Profile of ${who.name}` });
}
