// Which threads this persona has looked at. Slack's server keeps this; the local one does not, so the browser does.

import { state } from "./state.js";

const KEY = "threads-seen";

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

const nameOf = (channelId, ts) => `${state.me} ${channelId} ${ts}`;

export function markSeen(channelId, threadTs, latest) {
  const seen = read();
  seen[nameOf(channelId, threadTs)] = latest;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(seen));
  } catch {
    // Without storage every thread simply counts as seen.
  }
}

/** Replies since the person last had the thread open, in a thread that is theirs (theirs to have started or joined). */
export function isUnseen(channel, message) {
  const theirs = message.user === state.me || (message.reply_users ?? []).includes(state.me) || channel.kind === "im";
  if (!theirs || !message.latest_reply) return false;
  const last = read()[nameOf(channel.id, message.ts)] ?? channel.last_read ?? "0";
  return Number(message.latest_reply) > Number(last);
}
