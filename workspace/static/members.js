// Who is in a channel, and the few things a person may do with one: invite, remove, leave, rename, archive.

import { act } from "./api.js";
import { confirmed } from "./confirm.js";
import { el } from "./dom.js";
import { avatar } from "./faces.js";
import { openList } from "./lists.js";
import { closePopover, openPopover } from "./popover.js";
import { emit, person, state } from "./state.js";
import { attempt } from "./surface.js";

const change = (verb, body) => attempt(() => act(state.me, verb, body)).then(() => emit("stale"));

export function openMembers(anchor, channel) {
  const row = (id) => el("li", { class: "member" }, avatar({ user: id, name: person(id)?.name ?? id, is_bot: id === state.bot.id }, "small"),
    el("span", { class: "member-words" }, person(id)?.name ?? id, el("span", { class: "muted small" }, ` ${person(id)?.title ?? ""}`)),
    channel.is_member && id !== state.me && el("button", { type: "button", class: "text-button small", "aria-label": `Remove ${person(id)?.name ?? id}`, on: { click: () => { closePopover(); change("remove", { channel: channel.id, user: id }); } } }, "Remove"));
  const invite = el("button", { type: "button", class: "button small", on: { click: () => inviteTo(anchor, channel) } }, "Add people");
  const more = [
    ["Leave channel", () => change("leave", { channel: channel.id })],
    channel.is_archived ? ["Unarchive", () => change("unarchive", { channel: channel.id })] : ["Archive…", () => archive(channel)],
  ].map(([words, pick]) => el("button", { type: "button", class: "text-button small", on: { click: () => { closePopover(); pick(); } } }, words));
  openPopover(anchor, el("div", { class: "members" }, el("h3", {}, `In #${channel.name}`), el("ul", {}, channel.members.map(row)),
    el("div", { class: "members-foot" }, channel.is_member && [invite, more])), { label: `Members of ${channel.name}`, align: "end", width: 340 });
}

function inviteTo(anchor, channel) {
  closePopover({ refocus: false });
  const load = (typed) => {
    const others = [...state.people.values(), { ...state.bot, title: "App" }].filter((one) => !channel.members.includes(one.id) && `${one.name} ${one.title}`.toLowerCase().includes(typed.toLowerCase()));
    return [{ options: others.map((one) => ({ words: one.name, hint: one.title, chosen: false, pick: () => change("invite", { channel: channel.id, user: one.id }) })) }];
  };
  openList(anchor, { label: `Add to #${channel.name}`, load, width: 320 });
}

async function archive(channel) {
  if (await confirmed({ title: `Archive #${channel.name}?`, text: "Nobody will be able to write in it. The bot is told.", confirm: "Archive", deny: "Cancel", style: "danger" })) await change("archive", { channel: channel.id });
}
