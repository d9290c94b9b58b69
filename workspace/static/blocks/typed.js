// What is typed or attached: text, e-mail, address, number and rich text inputs, and the file input.

import { el, icon } from "../dom.js";
import { plainWords } from "../mrkdwn.js";

const TYPES = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "number", rich_text_input: "text" };

export function textInput(element, control) {
  const rich = element.type === "rich_text_input";
  const long = element.multiline || rich;
  const state = control.current();
  const value = rich ? richWords(state?.rich_text_value ?? element.initial_value) : (state ? state.value : element.initial_value) ?? "";
  const input = el(long ? "textarea" : "input", {
    class: "text-input", type: long ? null : TYPES[element.type], id: control.id ?? null, rows: long ? 5 : null,
    // Numbers are typed as text with a numeric keyboard: browsers' number fields swallow what they cannot read.
    ...(element.type === "number_input" ? { type: "text", inputmode: element.is_decimal_allowed ? "decimal" : "numeric" } : {}),
    placeholder: plainWords(element.placeholder) || null, maxlength: element.max_length ?? null, value, autocomplete: "off",
    "aria-label": control.id ? null : control.label, "aria-describedby": control.describedBy ?? null, "aria-required": control.required ? "true" : null,
    autofocus: element.focus_on_load ?? null, spellcheck: "true",
  });
  wire(input, element, control, rich);
  if (!element.max_length) return input;
  return el("div", { class: "counted" }, input, counter(input, element.max_length));
}

function wire(input, element, control, rich) {
  const choice = () => (rich ? { rich_text_value: asRichText(input.value) } : { value: input.value === "" ? null : input.value });
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  input.addEventListener("input", () => control.set(choice(), { node: input, tell: control.dispatches && triggers.includes("on_character_entered") }));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && control.dispatches && triggers.includes("on_enter_pressed") && !(input.tagName === "TEXTAREA" && event.shiftKey)) {
      event.preventDefault();
      control.set(choice(), { node: input, tell: true });
    }
  });
}

// Said only near the end, as Slack does: a count that is always there is noise.
function counter(input, most) {
  const node = el("span", { class: "counter", "aria-live": "polite" });
  const show = () => {
    const left = most - [...input.value].length;
    node.textContent = left <= Math.max(20, most / 10) ? String(left) : "";
  };
  input.addEventListener("input", show);
  show();
  return node;
}

const asRichText = (words) => ({ type: "rich_text", elements: [{ type: "rich_text_section", elements: words ? [{ type: "text", text: words }] : [] }] });
const richWords = (value) => (value?.elements ?? []).flatMap((part) => part.elements ?? []).map((piece) => piece.text ?? "").join("");

export function fileInput(element, control) {
  const files = [...(control.current()?.files ?? [])];
  const most = element.max_files ?? 10;
  const accept = (element.filetypes ?? []).map((type) => `.${type}`).join(",") || null;
  const list = el("div", { class: "file-list", "aria-live": "polite" });
  const input = el("input", { type: "file", hidden: true, multiple: most > 1, accept });
  const keep = () => {
    control.set({ files: [...files] });
    list.replaceChildren(...files.map((file) => el("span", { class: "chip" }, icon("file", 14), file.name,
      el("button", { type: "button", class: "chip-remove", "aria-label": `Remove ${file.name}`, on: { click: () => { files.splice(files.indexOf(file), 1); keep(); } } }, icon("close", 12)))));
  };
  const add = async (chosen) => {
    const room = [...chosen].slice(0, most - files.length);
    if (!room.length) return;
    files.push(...(await control.surface.upload(room)));
    keep();
  };
  input.addEventListener("change", () => { add(input.files); input.value = ""; });
  const drop = el("div", { class: "file-input" }, el("button", { type: "button", class: "button", id: control.id ?? null, "aria-describedby": control.describedBy ?? null, on: { click: () => input.click() } }, icon("clip", 16), " Add files"), el("span", { class: "file-hint" }, "or drop them here"), input, list);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); event.stopPropagation(); drop.classList.add("dropping"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("dropping"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); event.stopPropagation(); drop.classList.remove("dropping"); add(event.dataTransfer.files); });
  if (files.length) keep();
  return drop;
}
