// What the page knows, and where the person is. Drawing is elsewhere; the address bar's #fragment is the place.

import { character } from "./emoji.js";

export const state = {
  me: null, // Slack user id of the persona
  team: null,
  bot: null,
  people: new Map(),
  commands: [],
  shortcuts: [],
  sidebar: { channels: [], dms: [] },
  place: { in: null, thread: null, tab: null }, // conversation, thread ts, tab of the bot's conversation
  clock: null,
  connected: true,
};

const hearers = new Map();

export function on(topic, hearer) {
  if (!hearers.has(topic)) hearers.set(topic, []);
  hearers.get(topic).push(hearer);
}

export function emit(topic, detail) {
  for (const hearer of hearers.get(topic) ?? []) hearer(detail);
}

export function person(id) {
  if (state.bot && (id === state.bot.id || id === state.bot.bot_id)) return { ...state.bot, id: state.bot.id, title: "App", isBot: true };
  return state.people.get(id) ?? null;
}

export function nameOf(id) {
  return { name: person(id)?.name ?? null, isMe: id === state.me };
}

export function conversation(id) {
  return [...state.sidebar.channels, ...state.sidebar.dms].find((item) => item.id === id) ?? null;
}

export function channelName(id) {
  return conversation(id)?.name ?? null;
}

/** Casework's present moment: what "today" means in a due date. Messages keep real time. */
export function now() {
  return new Date(Date.now() + (state.clock?.offset_seconds ?? 0) * 1000);
}

export const isBotDm = (item) => item?.kind === "im" && item.with === state.bot?.id;

/** The place in the address bar: #as=U01&in=C01&thread=…&tab=home */
export function readPlace() {
  const params = new URLSearchParams(location.hash.slice(1));
  return { as: params.get("as"), in: params.get("in"), thread: params.get("thread"), tab: params.get("tab") };
}

/** Go somewhere. What is not named is left behind, except the persona. */
export function go(place) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ as: state.me, ...place })) if (value) params.set(name, value);
  location.hash = params.toString();
}

/** The same colour for the same person everywhere: from a set that all carry white letters at 4.5:1 or better. */
const COLOURS = ["#8a3ffc", "#b0345f", "#0f6d6a", "#1f5fbf", "#9a4a00", "#3d6b21", "#6b4a9c", "#a3363b", "#2a6a8a", "#7a5a00", "#4a5fa8", "#86407c"];

export function colourOf(id) {
  let sum = 7;
  for (const letter of String(id)) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return COLOURS[sum % COLOURS.length];
}

const TITLES = /^(cllr|councillor|mr|mrs|ms|miss|mx|dr|sir|dame|the|rev)\.?$/i;

/** "Cllr Ada Example" is AE: titles are not part of who you are at a glance. */
export function initials(name) {
  const parts = String(name ?? "?").split(/\s+/).filter((part) => /^\p{L}/u.test(part) && !TITLES.test(part));
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : parts.slice(0, 1);
  return letters.map((part) => [...part][0].toUpperCase()).join("") || "?";
}

/** Recently used emoji first, kept in this browser only. */
export function recentEmoji() {
  try {
    return JSON.parse(localStorage.getItem("recent-emoji") ?? "[]").filter((name) => character(name));
  } catch {
    return [];
  }
}

export function rememberEmoji(name) {
  const names = [name, ...recentEmoji().filter((other) => other !== name)].slice(0, 8);
  try {
    localStorage.setItem("recent-emoji", JSON.stringify(names));
  } catch {
    // Private windows may refuse storage: the picker then simply starts from the common set.
  }
}
