// The bot's Home and About tabs. Its Messages tab is an ordinary conversation (messages.js).

import { act, see, serial } from "./api.js";
import { renderBlocks } from "./blocks/index.js";
import { el, replace } from "./dom.js";
import { on, state } from "./state.js";
import { attempt, makeSurface } from "./surface.js";

const pane = () => document.getElementById("home-pane");
let drawn = null; // user and hash of what is on show: an unchanged Home is not drawn again under the reader

export function startHome() {
  on("home", () => isShown() && refreshHome());
}

const isShown = () => state.place.tab === "home" && !pane().hidden;

/** Opening the tab is an act: it sends app_home_opened, which is when most bots publish it. */
export async function openHome() {
  drawn = null;
  pane().hidden = false;
  pane().setAttribute("aria-busy", "true");
  await refreshHome();
  await attempt(() => act(state.me, "open_home", { tab: "home" }));
  await refreshHome();
  pane().removeAttribute("aria-busy");
}

export const refreshHome = serial(async () => {
  const user = state.me;
  const answer = await see(user, "home").catch(() => null);
  if (!answer || user !== state.me || !isShown()) return;
  const mark = `${user} ${answer.view?.id} ${answer.view?.hash}`;
  if (mark === drawn) return;
  drawn = mark;
  const top = pane().scrollTop;
  replace(pane(), answer.view ? homeView(answer) : nothingYet());
  pane().scrollTop = top;
});

function homeView({ view, values }) {
  const surface = makeSurface("home", { view_id: view.id }, { values });
  return el("div", { class: "home-view", data: { testid: "home" } }, renderBlocks(view.blocks, surface));
}

function nothingYet() {
  return el("div", { class: "home-view empty", data: { testid: "home" } },
    el("h3", {}, `${state.bot.name} has not put anything here yet`), el("p", {}, state.bot.online ? "It is being asked now." : `${state.bot.name} is not running.`));
}

export function showAbout() {
  pane().hidden = false;
  drawn = null;
  const row = (name, value) => [el("dt", {}, name), el("dd", {}, value)];
  replace(pane(), el("div", { class: "home-view about", data: { testid: "about" } },
    el("h3", {}, `About ${state.bot.name}`),
    el("p", {}, state.bot.description ?? "An app in this workspace. It runs on this machine and speaks Slack's own protocol to it."),
    el("dl", { class: "about-list" },
      row("State", state.bot.online ? "Connected" : "Not connected"), row("App", state.bot.app_id), row("Bot user", state.bot.id),
      row("Commands", state.commands.map((item) => `${item.command} ${item.usage_hint ?? ""}`.trim()).join(", ") || "none"),
      row("Shortcuts", state.shortcuts.map((item) => `${item.name} (${item.type})`).join(", ") || "none"))));
}

export function hideHome() {
  pane().hidden = true;
  drawn = null;
}
