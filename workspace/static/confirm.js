// "Are you sure?": a Block Kit confirm object, or a question of the page's own. Modals of the bot are modals.js.

import { el } from "./dom.js";
import { renderPlain, renderText } from "./mrkdwn.js";

/** True when the person says yes. Escape and "no" are the same. Focus goes back to where it was. */
export function confirmed(question, opener = null) {
  const { promise, resolve } = Promise.withResolvers ? Promise.withResolvers() : withResolvers();
  const answer = (yes) => { dialog.close(); resolve(yes); };
  const yes = el("button", { type: "button", class: question.style === "danger" ? "button danger" : "button primary", on: { click: () => answer(true) } }, words(question.confirm, "Yes"));
  const no = el("button", { type: "button", class: "button", on: { click: () => answer(false) } }, words(question.deny, "Cancel"));
  const dialog = el("dialog", { class: "confirm", "aria-labelledby": "confirm-title", data: { testid: "confirm" } },
    el("h2", { id: "confirm-title" }, words(question.title, "Are you sure?")),
    el("div", { class: "confirm-text" }, typeof question.text === "string" ? question.text : renderText(question.text)),
    el("div", { class: "dialog-buttons" }, no, yes));
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); answer(false); });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
  // Enter must not destroy anything by accident: a dangerous question starts on "no".
  (question.style === "danger" ? no : yes).focus();
  return promise;
}

const words = (object, fallback) => (object ? (typeof object === "string" ? object : renderPlain(object.text)) : fallback);

function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve) => { parts.resolve = resolve; });
  return parts;
}
