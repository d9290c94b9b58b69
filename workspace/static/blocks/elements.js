// What can be pressed in a block: buttons and overflow menus here, the rest handed to its module by type.

import { el, icon, safeAddress } from "../dom.js";
import { plainWords, renderPlain } from "../mrkdwn.js";
import { confirmed } from "../confirm.js";
import { openMenu } from "../popover.js";
import { checkboxes, radioButtons } from "./choices.js";
import { datePicker } from "./dates.js";
import { picture } from "./pictures.js";
import { selectElement } from "./selects.js";
import { fileInput, textInput } from "./typed.js";

const MAKERS = {
  button, overflow, image: (element) => picture(element, "accessory-image"),
  workflow_button: button, icon_button: button, feedback_buttons: feedback,
  radio_buttons: radioButtons, checkboxes,
  datepicker: datePicker, timepicker: datePicker, datetimepicker: datePicker,
  plain_text_input: textInput, email_text_input: textInput, url_text_input: textInput, number_input: textInput, rich_text_input: textInput,
  file_input: fileInput,
};

/** One element. `label` names it for a screen reader when it stands alone; `inInput`: keep the state, tell nobody yet. */
export function renderElement(element, blockId, surface, { label = null, inInput = false, dispatch = !inInput, ...rest } = {}) {
  const type = String(element?.type ?? "nothing");
  const make = /^(multi_)?(static|external|users|conversations|channels)_select$/.test(type) ? selectElement : Object.hasOwn(MAKERS, type) && MAKERS[type];
  if (!make) return el("pre", { class: "pre unknown", data: { testid: "unknown-element" } }, `Unknown element: ${type}\n${JSON.stringify(element, null, 2)}`);
  const words = plainWords(label ?? element.placeholder ?? null) || type.replaceAll("_", " ");
  const control = { element, blockId, surface, label: words, dispatches: dispatch, ...rest, ...holder(element, blockId, surface, dispatch) };
  const node = make(element, control);
  node.dataset.actionId = element.action_id ?? "";
  return node;
}

/** Reading and writing the element's state, and telling the bot where the element does so when it changes. */
function holder(element, blockId, surface, dispatch) {
  const actionId = element.action_id ?? "";
  return {
    current: () => surface.values[blockId]?.[actionId] ?? null,
    async set(choice, { node = null, tell = dispatch } = {}) {
      const before = surface.values[blockId]?.[actionId];
      (surface.values[blockId] ??= {})[actionId] = { type: element.type, ...choice };
      surface.changed?.(blockId);
      if (!tell) return true;
      if (element.confirm && !(await confirmed(element.confirm, node))) {
        surface.values[blockId][actionId] = before;
        return false;
      }
      return press(node, () => surface.click(blockId, element, choice));
    },
  };
}

/** Busy while the bot is asked; a warning sign where it did not answer, as Slack puts one beside the button. */
async function press(node, work) {
  node?.classList.remove("failed");
  node?.classList.add("busy");
  node?.setAttribute("aria-busy", "true");
  try {
    await work();
    return true;
  } catch (fault) {
    node?.classList.add("failed");
    node?.setAttribute("title", fault.message);
    return false;
  } finally {
    node?.classList.remove("busy");
    node?.removeAttribute("aria-busy");
  }
}

const STYLES = { primary: "button primary", danger: "button danger" };

function button(element, { blockId, surface }) {
  const words = element.text ? renderPlain(element.text.text) : [element.alt_text ?? element.action_id ?? "Button"];
  const node = el("button", {
    type: "button", class: STYLES[element.style] ?? "button", "aria-label": element.accessibility_label ?? null,
    on: { click: () => pressButton(node, element, blockId, surface) },
  }, words, element.url && el("span", { class: "button-out", "aria-label": " (opens a page)", role: "img" }, "↗"));
  return node;
}

async function pressButton(node, element, blockId, surface) {
  if (node.classList.contains("busy")) return; // a double press is one press
  if (element.confirm && !(await confirmed(element.confirm, node))) return;
  const address = element.url && safeAddress(element.url);
  if (address) window.open(address, "_blank", "noopener,noreferrer");
  await press(node, () => surface.click(blockId, element, element.value === undefined ? {} : { value: element.value }));
}

function overflow(element, { blockId, surface }) {
  const pick = async (option) => {
    if (element.confirm && !(await confirmed(element.confirm, node))) return;
    const address = option.url && safeAddress(option.url);
    if (address) window.open(address, "_blank", "noopener,noreferrer");
    await press(node, () => surface.click(blockId, element, { selected_option: bare(option) }));
  };
  const node = el("button", {
    type: "button", class: "button overflow", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", "aria-expanded": "false",
    on: { click: () => openMenu(node, element.options.map((option) => ({ text: renderPlain(option.text?.text), hint: option.description && plainWords(option.description), pick: () => pick(option) })), { label: "More actions" }) },
  }, icon("dots"));
  return node;
}

const bare = ({ text, value }) => ({ text, value });

function feedback(element, control) {
  const sides = [element.positive_button, element.negative_button].filter(Boolean);
  return el("span", { class: "feedback" }, sides.map((side) => {
    const node = el("button", { type: "button", class: "button", on: { click: () => press(node, () => control.surface.click(control.blockId, element, { value: side.value })) } }, renderPlain(side.text?.text ?? side.value));
    return node;
  }));
}
