// The virtual clock at the top: casework's day, and the buttons that move it. Messages keep real time.

import { get, post } from "./api.js";
import { el, icon, replace } from "./dom.js";
import { openMenu } from "./popover.js";
import { emit, now, state } from "./state.js";
import { attempt } from "./surface.js";
import { clockDay, clockMinute, fromLocal, toLocal } from "./times.js";
import { announce } from "./toast.js";

const STEPS = [
  ["+1 hour", () => new Date(now().getTime() + 3_600_000)],
  ["+1 working day", () => sameTimeLater(1, { working: true })],
  ["+1 day", () => sameTimeLater(1)],
  ["+5 days", () => sameTimeLater(5)],
];

export function startClock() {
  draw();
  setInterval(tick, 1000);
}

export async function refreshClock() {
  const answer = await get("clock").catch(() => null);
  if (!answer) return;
  const moved = state.clock && state.clock.offset_seconds !== answer.offset_seconds;
  state.clock = answer;
  draw();
  if (moved) {
    announce(`Casework's day is now ${clockDay(now())}, ${clockMinute(now())}`);
    emit("clock");
  }
}

/**
 * The same time of day, so many days on (so that summer time does not shift office hours). A working day is Monday to
 * Friday here; the bank holidays are the bot's to know.
 */
function sameTimeLater(days, { working = false } = {}) {
  const [day, time] = toLocal(now().getTime() / 1000).split("T");
  const at = new Date(`${day}T12:00:00Z`);
  const weekend = () => at.getUTCDay() === 0 || at.getUTCDay() === 6;
  for (let left = days; left > 0; left -= working && weekend() ? 0 : 1) at.setUTCDate(at.getUTCDate() + 1);
  while (working && weekend()) at.setUTCDate(at.getUTCDate() + 1);
  // toLocal speaks in minutes; the seconds go along, so that a day is never a few seconds short.
  return new Date(fromLocal(`${at.toISOString().slice(0, 10)}T${time}`) * 1000 + (now().getTime() % 60_000));
}

const move = async (target) => {
  const seconds = Math.round((target.getTime() - now().getTime()) / 1000);
  if (await attempt(() => post("clock", { forward_seconds: seconds }))) await refreshClock();
};

function draw() {
  const box = document.getElementById("clock");
  const moved = Math.abs(state.clock?.offset_seconds ?? 0) >= 60;
  const reset = () => attempt(() => post("clock", { reset: true })).then(refreshClock);
  const small = el("button", { type: "button", class: "clock-button only-narrow", "aria-label": "Move the clock", "aria-haspopup": "menu", "aria-expanded": "false",
    on: { click: (event) => openMenu(event.currentTarget, [...STEPS.map(([text, target]) => ({ text, pick: () => move(target()) })), null, { text: "Back to real time", pick: reset }], { label: "Move the clock" }) } }, icon("clock", 16), icon("chevron", 12));
  replace(box,
    el("span", { class: moved ? "clock-face moved" : "clock-face", data: { testid: "clock-face" }, title: "Casework's day. Slack's own timestamps keep real time." },
      el("span", { class: "clock-label" }, "Casework’s day "), el("time", { class: "clock-day" }, clockDay(now())), " ", el("time", { class: "clock-time" }, clockMinute(now())), moved && el("span", { class: "clock-moved" }, howFar())),
    el("span", { class: "clock-steps", role: "group", "aria-label": "Move the clock" },
      STEPS.map(([words, target]) => el("button", { type: "button", class: "clock-button", on: { click: () => move(target()) } }, words)),
      moved && el("button", { type: "button", class: "clock-button", on: { click: reset } }, "Reset")),
    small);
  if (state.clock && state.clock.moves_the_bot === false) box.title = "No clock file is set, so the bot's day does not move.";
}

function howFar() {
  const hours = Math.round((state.clock?.offset_seconds ?? 0) / 3600);
  const days = Math.trunc(hours / 24);
  const parts = [days && `${days} d`, hours % 24 && `${hours % 24} h`].filter(Boolean);
  return ` (${hours < 0 ? "" : "+"}${parts.join(" ") || "under an hour"})`;
}

function tick() {
  const time = document.querySelector(".clock-time");
  if (time && time.textContent !== clockMinute(now())) draw();
}
