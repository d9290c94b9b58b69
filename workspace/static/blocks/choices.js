// Radio buttons and checkboxes.

import { el } from "../dom.js";
import { plainWords, renderText } from "../mrkdwn.js";

let groups = 0;

export function radioButtons(element, control) {
  return choiceGroup(element, control, "radio");
}

export function checkboxes(element, control) {
  return choiceGroup(element, control, "checkbox");
}

function choiceGroup(element, control, type) {
  const many = type === "checkbox";
  const state = control.current();
  const chosen = new Set(many ? valuesOf(state ? state.selected_options : element.initial_options) : valuesOf([state ? state.selected_option : element.initial_option]));
  const name = `choice-${(groups += 1)}`;
  const node = el("div", { class: "choices", role: many ? "group" : "radiogroup", "aria-label": control.label, "aria-describedby": control.describedBy ?? null });
  const changed = () => {
    const picked = element.options.filter((_, index) => node.querySelectorAll("input")[index].checked).map(bare);
    control.set(many ? { selected_options: picked } : { selected_option: picked[0] ?? null }, { node });
  };
  node.append(...element.options.map((option, index) => choice(option, { type, name, checked: chosen.has(option.value), id: `${name}-${index}`, changed })));
  return node;
}

function choice(option, { type, name, checked, id, changed }) {
  return el("label", { class: "choice", for: id },
    el("input", { type, name, id, checked, on: { change: changed }, "aria-label": plainWords(option.text) }),
    el("span", {}, renderText(option.text), option.description && el("span", { class: "choice-description" }, renderText(option.description))));
}

const valuesOf = (options) => (options ?? []).filter(Boolean).map((option) => option.value);
const bare = ({ text, description, value }) => (description ? { text, description, value } : { text, value });
