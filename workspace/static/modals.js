// The bot's modals. The workspace keeps the stack (at most three); the page shows the topmost and what is typed into it.

import { act, see, serial } from "./api.js";
import { renderBlocks } from "./blocks/index.js";
import { isEmpty, showError } from "./blocks/inputs.js";
import { el, iconButton } from "./dom.js";
import { avatar } from "./faces.js";
import { closePopover } from "./popover.js";
import { placeOf, restore } from "./focus.js";
import { renderPlain } from "./mrkdwn.js";
import { on, state } from "./state.js";
import { makeSurface } from "./surface.js";
import { toast } from "./toast.js";

// The modal on show: {id, hash, surface, dialog, form}. Kept so that a change of one block does not lose what was typed.
let shown = null;
let opener = null;

export function startModals() {
  on("view", ({ user } = {}) => (!user || user === state.me) && refreshView());
}

export const refreshView = serial(async () => {
  const user = state.me;
  const answer = await see(user, "view").catch(() => null);
  if (!answer || user !== state.me) return;
  if (!answer.view) return takeDown();
  if (shown?.id === answer.view.id && shown.hash === answer.view.hash && shown.user === user) return;
  show(answer, user);
});

function takeDown() {
  if (!shown) return;
  const { dialog } = shown;
  shown = null;
  closePopover({ refocus: false });
  dialog.close();
  dialog.remove();
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

function show({ view, depth = 1, values = {}, errors = {} }, user) {
  const before = shown;
  if (!before) opener = document.activeElement;
  closePopover({ refocus: false });
  const same = before?.id === view.id;
  // An updated view keeps what the person has typed into inputs that are still there, as Slack's clients do.
  const surface = makeSurface("modal", { view_id: view.id }, { values: same ? keep(view, values, before.surface.values) : values, errors, changed: (blockId) => clearError(blockId) });
  const focus = same ? placeOf(before.dialog) : null;
  const dialog = before?.dialog ?? newDialog();
  const form = drawForm(view, depth, surface);
  shown = { id: view.id, hash: view.hash, view, user, surface, dialog, form };
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  if (!restore(dialog, focus)) firstField(form).focus({ preventScroll: true });
}

function keep(view, fresh, typed) {
  const kept = structuredClone(fresh);
  for (const block of view.blocks ?? []) {
    const actionId = block.element?.action_id;
    const value = typed[block.block_id]?.[actionId];
    if (block.type === "input" && value && value.type === block.element.type) (kept[block.block_id] ??= {})[actionId] = value;
  }
  return kept;
}

function newDialog() {
  const dialog = el("dialog", { class: "modal", data: { testid: "modal" }, "aria-labelledby": "modal-title" });
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); leave(); }); // Escape
  document.body.append(dialog);
  return dialog;
}

function drawForm(view, depth, surface) {
  const body = el("div", { class: "modal-body" }, renderBlocks(view.blocks, surface));
  const submit = view.submit && el("button", { type: "submit", class: "button primary", data: { testid: "modal-submit" } }, renderPlain(view.submit.text));
  const close = el("button", { type: "button", class: "button", data: { testid: "modal-close" }, on: { click: () => leave() } }, renderPlain(view.close?.text ?? "Cancel"));
  const head = el("header", { class: "modal-head" },
    depth > 1 && iconButton("back", "Back", () => leave()),
    avatar({ ...state.bot, is_bot: true }, "small"),
    el("h2", { id: "modal-title" }, renderPlain(view.title?.text)),
    iconButton("close", "Close", () => leave({ all: true }), { "data-testid": "modal-x" }));
  const foot = el("footer", { class: "dialog-buttons" }, el("div", { class: "dialog-notices", "aria-live": "assertive" }), close, submit);
  return el("form", { class: "modal-form", novalidate: true, on: { submit: (event) => { event.preventDefault(); send(); } } }, head, body, foot);
}

async function leave({ all = false } = {}) {
  const { id, user } = shown ?? {};
  if (!id) return;
  try {
    await act(user, "close", { view_id: id, all });
  } catch (fault) {
    toast(fault.message, { bad: true });
  }
  await refreshView();
}

async function send() {
  const { view, surface, form, user } = shown;
  if (form.classList.contains("sending")) return;
  const missing = {};
  for (const block of view.blocks ?? []) {
    if (block.type === "input" && !block.optional && isEmpty(block, surface.values)) missing[block.block_id] = "Please complete this required field.";
  }
  if (Object.keys(missing).length) return mark(missing);
  form.classList.add("sending");
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await act(user, "submit", { view_id: view.id, values: surface.values });
    if (answer.result === "errors") mark(answer.errors ?? {});
    else {
      if (answer.result === "updated" && shown) shown.hash = null; // an update answers the form: it is drawn anew
      await refreshView();
    }
  } catch (fault) {
    toast(fault.message, { bad: true });
  } finally {
    form.classList.remove("sending");
    form.removeAttribute("aria-busy");
  }
}

/** Words under the inputs they are about; focus on the first. */
function mark(errors) {
  const { form, surface } = shown;
  surface.errors = errors;
  let first = null;
  for (const node of form.querySelectorAll("[data-testid=block]")) {
    const words = errors[node.dataset.blockId] ?? null;
    showError(node, words);
    if (words) first ??= node;
  }
  (first?.querySelector("input, textarea, button") ?? firstField(form)).focus();
  const strays = Object.entries(errors).filter(([id]) => !form.querySelector(`[data-block-id="${CSS.escape(id)}"] .input`));
  if (strays.length) toast(strays.map(([, words]) => words).join(" "), { bad: true });
}

function clearError(blockId) {
  if (!shown?.surface.errors?.[blockId]) return;
  delete shown.surface.errors[blockId];
  const node = shown.form.querySelector(`[data-block-id="${CSS.escape(blockId)}"]`);
  if (node) showError(node, null);
}

const FIELDS = ".modal-body :is(input:not([type=file]), textarea, button)";
const firstField = (form) => form.querySelector("[autofocus]") ?? form.querySelector(FIELDS) ?? form.querySelector("footer button");
