// Threads with replies this persona has not looked at, by conversation: Slack's "Threads" line, kept beside each name.

import { see, serial } from "./api.js";
import { isUnseen } from "./seen.js";
import { conversation, emit, on, state } from "./state.js";

const RECENT = 50; // messages looked at in each conversation: an older thread that wakes up is found when one goes there
let counts = new Map();

export const unseenIn = (channelId) => counts.get(channelId) ?? 0;

export function startUnseen() {
  on("persona", countAll);
  on("seen", () => count(state.place.in));
}

function countAll() {
  counts = new Map();
  const mine = [...state.sidebar.channels.filter((item) => item.is_member && !item.is_archived), ...state.sidebar.dms];
  return Promise.all(mine.map((item) => count(item.id)));
}

const looks = new Map(); // conversation → its look: one at a time, so that an older answer never overtakes a newer one

/** Look again at one conversation: a reply has come, or a thread was read. */
export function count(channelId) {
  if (!looks.has(channelId)) looks.set(channelId, serial(() => look(channelId)));
  return looks.get(channelId)();
}

async function look(channelId) {
  const user = state.me;
  const item = conversation(channelId);
  if (!item) return;
  const answer = await see(user, "messages", { channel: channelId, limit: RECENT }).catch(() => null);
  if (!answer || user !== state.me) return;
  const number = answer.messages.filter((message) => message.ts !== state.place.thread && isUnseen(item, message)).length;
  if (number === unseenIn(channelId)) return;
  counts.set(channelId, number);
  emit("sidebar");
}
