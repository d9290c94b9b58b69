// Times and dates as a person in a UK office reads them. Not the virtual clock (clock.js).

// The council's zone, whatever machine the page is opened on: a due time must read the same for everyone.
const ZONE = "Europe/London";

/** A formatter for British eyes: "Tue 24 Nov 2026", without the comma that browsers put after the weekday. */
function format(options) {
  const made = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options });
  return { format: (date) => made.format(date).replace(/^(\p{L}+),/u, "$1") };
}


const TIME = format({ hour: "2-digit", minute: "2-digit" });
const TIME_SECONDS = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY_KEY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const LONG_DAY = format({ weekday: "long", day: "numeric", month: "long" });
const LONG_DAY_YEAR = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT_DAY = format({ day: "numeric", month: "short" });
const FULL = format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
const DATE_STYLES = {
  date_num: DAY_KEY,
  date: format({ day: "numeric", month: "long", year: "numeric" }),
  date_short: format({ day: "numeric", month: "short", year: "numeric" }),
  date_long: LONG_DAY_YEAR,
};

const toDate = (ts) => new Date(Number(ts) * 1000);
export const clockTime = (ts) => TIME.format(toDate(ts));
export const secondsTime = (ts) => TIME_SECONDS.format(toDate(ts));
export const fullTime = (ts) => FULL.format(toDate(ts));
export const dayKey = (ts) => DAY_KEY.format(toDate(ts));
const shortDay = (ts) => SHORT_DAY.format(toDate(ts));

const daysApart = (ts, now) => Math.round((Date.parse(dayKey(ts)) - Date.parse(DAY_KEY.format(now))) / 86_400_000);

function pretty(ts, now) {
  return { 0: "today", 1: "tomorrow", "-1": "yesterday" }[daysApart(ts, now)] ?? null;
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** "Today", "Yesterday" or "Monday 23 November" (with the year when it is not this one). */
export function dayName(ts, now) {
  const near = pretty(ts, now);
  if (near) return capital(near);
  return (dayKey(ts).slice(0, 4) === DAY_KEY.format(now).slice(0, 4) ? LONG_DAY : LONG_DAY_YEAR).format(toDate(ts));
}

/** Slack's <!date^…> tokens. `{ago}` and the rest we do not know stay as they were written. */
export function slackDate(seconds, pattern, now) {
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name === "time") return TIME.format(toDate(seconds));
    if (name === "time_secs") return TIME_SECONDS.format(toDate(seconds));
    if (name === "ago") return ago(seconds, now);
    const style = DATE_STYLES[name.replace(/_pretty$/, "")];
    if (!style) return whole;
    return (name.endsWith("_pretty") && pretty(seconds, now)) || style.format(toDate(seconds));
  });
}

/** "just now", "5 minutes ago", "yesterday at 14:02", "12 Nov": for thread summaries. */
export function ago(ts, now) {
  const seconds = now.getTime() / 1000 - Number(ts);
  if (seconds < 60) return "just now";
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"} ago`;
  if (seconds < 3600) return count(Math.floor(seconds / 60), "minute");
  if (seconds < 86_400 && daysApart(ts, now) === 0) return count(Math.floor(seconds / 3600), "hour");
  return pretty(ts, now) ? `${pretty(ts, now)} at ${clockTime(ts)}` : shortDay(ts);
}

const DAY_WORDS = format({ timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" });
const MONTH_WORDS = format({ timeZone: "UTC", month: "long", year: "numeric" });
const CLOCK_DAY = format({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const LOCAL = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** A moment as "Tue 24 Nov 2026", and as "10:30". */
export const clockDay = (date) => CLOCK_DAY.format(date);
export const clockMinute = (date) => TIME.format(date);

/** "2026-11-25" as "Wed 25 Nov 2026", and as "November 2026". */
export const dateWords = (day) => DAY_WORDS.format(new Date(`${day}T00:00:00Z`));
export const monthWords = (day) => MONTH_WORDS.format(new Date(`${day}T00:00:00Z`));

/** Unix seconds as "2026-11-23T09:30" on the council's clock; "" for none. */
export function toLocal(seconds) {
  if (!seconds) return "";
  const at = Object.fromEntries(LOCAL.formatToParts(new Date(seconds * 1000)).map((part) => [part.type, part.value]));
  return `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}`;
}

/** And back. The zone's offset is found by asking what the guess looks like there, so summer time is right too. */
export function fromLocal(words) {
  if (!words) return null;
  const guess = Date.parse(`${words}:00Z`) / 1000;
  const shown = Date.parse(`${toLocal(guess)}:00Z`) / 1000;
  return guess - (shown - guess);
}
