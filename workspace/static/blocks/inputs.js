// The input block: a label, one element, a hint, and the words of an error under it.

import { el } from "../dom.js";
import { renderPlain } from "../mrkdwn.js";
import { renderElement } from "./elements.js";

let inputs = 0;

export function inputBlock(block, surface) {
  const id = `input-${(inputs += 1)}`;
  const error = surface.errors?.[block.block_id] ?? null;
  const described = [block.hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const control = renderElement(block.element, block.block_id, surface, {
    label: block.label, inInput: true, dispatch: Boolean(block.dispatch_action), describedBy: described, required: !block.optional, id,
  });
  const node = el("div", { class: error ? "input has-error" : "input" },
    el("label", { class: "input-label", for: id }, renderPlain(block.label?.text), block.optional && el("span", { class: "optional" }, " (optional)")),
    control,
    el("div", { class: "input-error", id: `${id}-error`, role: "alert", data: { testid: "input-error" } }, error),
    block.hint && el("div", { class: "input-hint", id: `${id}-hint` }, renderPlain(block.hint.text)));
  markInvalid(node, error);
  return node;
}

/** Put the words under the input (or take them away) without drawing it anew, so that what is typed stays. */
export function showError(blockNode, words) {
  const node = blockNode.querySelector(".input");
  if (!node) return;
  node.classList.toggle("has-error", Boolean(words));
  node.querySelector(".input-error").textContent = words ?? "";
  markInvalid(node, words);
}

function markInvalid(node, words) {
  const field = node.querySelector("input, textarea, select, button.select");
  if (words) field?.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
}

/** Can it be sent without an answer? For saying "required" before the bot is asked. */
export function isEmpty(block, values) {
  const state = values[block.block_id]?.[block.element?.action_id ?? ""];
  if (!state) return !Object.keys(block.element ?? {}).some((key) => key.startsWith("initial_"));
  const { type: _type, ...rest } = state;
  return Object.values(rest).every((value) => value === null || value === undefined || (typeof value === "string" && !value.trim()) || (Array.isArray(value) && !value.length));
}
