// Date, time and date-with-time pickers: a face that reads as a person would write it, a calendar and a list of times.

import { el, icon } from "../dom.js";
import { openList, selectFace } from "../lists.js";
import { closePopover, openPopover, place } from "../popover.js";
import { now } from "../state.js";
import { dateWords, fromLocal, monthWords, toLocal } from "../times.js";

const STEP = 15; // minutes between the times offered; any other can be typed

export function datePicker(element, control) {
  if (element.type === "datepicker") return dateBox({ control, field: "selected_date", initial: element.initial_date });
  if (element.type === "timepicker") return timeBox({ control, field: "selected_time", initial: element.initial_time });
  return bothBox(element, control);
}

const start = (control, field, initial) => (control.current() ? control.current()[field] : initial) ?? null;

function dateBox({ control, field, initial, keep = null }) {
  const node = el("div", { class: "select-box date-box" });
  let value = start(control, field, initial);
  const choose = (day) => {
    value = day;
    draw(true);
    if (keep) keep(day);
    else control.set({ [field]: day }, { node });
  };
  const draw = (refocus = false) => {
    const face = selectFace(value ? dateWords(value) : "", { placeholder: "Select a date", label: control.label, chosen: Boolean(value), id: control.id, onOpen: (anchor) => openCalendar(anchor, value, control.label, choose) });
    node.replaceChildren(face);
    if (refocus) face.focus({ preventScroll: true });
  };
  draw();
  return node;
}

function timeBox({ control, field, initial, keep = null }) {
  const node = el("div", { class: "select-box time-box" });
  let value = start(control, field, initial);
  const choose = (time) => {
    value = time;
    draw(true);
    if (keep) keep(time);
    else control.set({ [field]: time }, { node });
  };
  const draw = (refocus = false) => {
    const face = selectFace(value ?? "", { placeholder: "Select a time", label: control.label, chosen: Boolean(value), onOpen: (anchor) => openList(anchor, { label: control.label, placeholder: "e.g. 14:05", width: 160, load: (typed) => [{ options: times(typed, value, choose) }] }) });
    node.replaceChildren(face);
    if (refocus) face.focus({ preventScroll: true });
  };
  draw();
  return node;
}

function times(typed, value, choose) {
  const exact = /^([01]?\d|2[0-3])[:.]?([0-5]\d)$/.exec(typed.trim());
  const all = Array.from({ length: (24 * 60) / STEP }, (_, index) => `${pad(Math.floor((index * STEP) / 60))}:${pad((index * STEP) % 60)}`);
  const found = exact ? [`${exact[1].padStart(2, "0")}:${exact[2]}`] : all.filter((time) => time.startsWith(typed.trim()) || time.startsWith(`0${typed.trim()}`));
  return found.map((time) => ({ words: time, chosen: time === (value ?? "09:00"), pick: () => choose(time) }));
}

const pad = (number) => String(number).padStart(2, "0");

function bothBox(element, control) {
  const local = toLocal(start(control, "selected_date_time", element.initial_date_time));
  const parts = { day: local.slice(0, 10) || null, time: local.slice(11) || null };
  const node = el("div", { class: "date-and-time" });
  const keep = (name) => (value) => {
    parts[name] = value;
    if (parts.day && parts.time) control.set({ selected_date_time: fromLocal(`${parts.day}T${parts.time}`) }, { node });
  };
  const silent = { ...control, current: () => null };
  node.append(dateBox({ control: silent, initial: parts.day, keep: keep("day") }), timeBox({ control: { ...silent, id: null, label: `${control.label}, time` }, initial: parts.time, keep: keep("time") }));
  return node;
}

/** One month at a time, Monday first. Arrows move by day and week, Page Up and Page Down by month. */
function openCalendar(anchor, value, label, choose) {
  const today = toLocal(now().getTime() / 1000).slice(0, 10);
  let at = value ?? today;
  const grid = el("div", { class: "calendar", role: "group", "aria-label": label });
  const box = openPopover(anchor, grid, { label, width: 276 });
  if (!box) return;
  const draw = (focus = true) => {
    grid.replaceChildren(calendarHead(at, (months) => { at = addMonths(at, months); draw(); }), weekdays(), days(at, { value, today, pick: (day) => { closePopover(); choose(day); } }));
    place();
    if (focus) grid.querySelector(`[data-date="${at}"]`).focus();
  };
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    if (!step && !months) return;
    event.preventDefault();
    at = step ? addDays(at, step) : addMonths(at, months);
    draw();
  });
  draw();
}

function calendarHead(at, turn) {
  const arrow = (name, label, months) => el("button", { type: "button", class: `icon-button ${name}`, "aria-label": label, title: label, on: { click: () => turn(months) } }, icon("chevron", 16));
  return el("div", { class: "calendar-head" }, arrow("earlier", "Earlier month", -1), el("strong", { "aria-live": "polite" }, monthWords(at)), arrow("later", "Later month", 1));
}

const weekdays = () => el("div", { class: "calendar-week", "aria-hidden": "true" }, ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].map((day) => el("span", {}, day)));

function days(at, { value, today, pick }) {
  const first = `${at.slice(0, 8)}01`;
  const offset = (utc(first).getUTCDay() + 6) % 7;
  const count = utc(addDays(addMonths(first, 1), -1)).getUTCDate();
  const cells = Array.from({ length: count }, (_, index) => addDays(first, index)).map((day) => el("button", {
    type: "button", class: ["day-cell", day === today && "today", day === value && "chosen"].filter(Boolean).join(" "), tabindex: day === at ? "0" : "-1",
    data: { date: day }, "aria-label": dateWords(day), "aria-pressed": String(day === value), on: { click: () => pick(day) },
  }, Number(day.slice(8))));
  return el("div", { class: "calendar-days" }, Array.from({ length: offset }, () => el("span")), cells);
}

const utc = (day) => new Date(`${day}T00:00:00Z`);
const iso = (date) => date.toISOString().slice(0, 10);

function addDays(day, count) {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + count);
  return iso(date);
}

/** The same day of another month, or that month's last: 31 January and a month is the end of February. */
function addMonths(day, count) {
  const date = utc(`${day.slice(0, 8)}01`);
  date.setUTCMonth(date.getUTCMonth() + count);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(Number(day.slice(8)), last));
  return iso(date);
}
