// Short notices over the page, and what a screen reader is told about things that arrive.

import { el, iconButton } from "./dom.js";

/** `bad` ones are said at once and stay longer. */
export function toast(words, { bad = false } = {}) {
  const node = el("div", { class: bad ? "toast bad" : "toast", data: { testid: "toast" } }, el("span", {}, words), iconButton("close", "Dismiss", () => node.remove()));
  const box = document.getElementById(bad ? "alerts" : "notices");
  // An open modal makes the rest of the page inert and covers it: its notices appear inside it.
  (document.querySelector("dialog[open] .dialog-notices") ?? box).append(node);
  setTimeout(() => node.remove(), bad ? 9000 : 5000);
}

/** For screen readers only: a new message, an edit by the bot. */
export function announce(words) {
  document.getElementById("announcer").textContent = words;
}
