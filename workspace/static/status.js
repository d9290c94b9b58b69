// "Wardline is looking at this…": the bot's status line under a conversation or a thread.

import { on, state } from "./state.js";

const lines = new Map(); // "channel thread" → words

const key = (channel, thread) => `${channel ?? ""} ${thread ?? ""}`;

export function showStatus({ channel, thread_ts: thread, status }) {
  if (!channel) return;
  if (status) lines.set(key(channel, thread), status);
  else lines.delete(key(channel, thread));
  draw();
}

function draw() {
  const { in: channel, thread } = state.place;
  const write = (id, words) => { document.getElementById(id).textContent = words ? `${state.bot.name} ${words}` : ""; };
  write("status-line", lines.get(key(channel, null)));
  write("thread-status-line", thread && lines.get(key(channel, thread)));
}

on("place", draw);
