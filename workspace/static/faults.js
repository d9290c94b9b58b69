// Causing trouble on purpose: a 429, a cut link, an answer lost after the work was done.

import { get, post, remove } from "./api.js";
import { el, iconButton, replace } from "./dom.js";
import { attempt } from "./surface.js";

export async function drawFaults() {
  const box = document.getElementById("faults");
  if (!box) return;
  const answer = await get("faults").catch(() => null);
  if (!answer || !box.isConnected) return;
  replace(box, form(answer.kinds), el("h3", {}, "Active"), active(answer.faults));
}

function form(kinds) {
  const fields = el("div", { class: "fault-fields" });
  const select = el("select", { class: "plain-select", "aria-label": "What goes wrong" }, kinds.map((item) => el("option", { value: item.kind }, item.says)));
  const drawFields = () => replace(fields, kinds.find((item) => item.kind === select.value)?.fields.map(field));
  select.addEventListener("change", drawFields);
  drawFields();
  const send = async (event) => {
    event.preventDefault();
    const given = [...fields.querySelectorAll("input")].filter((input) => input.value !== "").map((input) => [input.name, /^\d+(\.\d+)?$/.test(input.value) ? Number(input.value) : input.value]);
    if (await attempt(() => post("faults", { kind: select.value, ...Object.fromEntries(given) }))) await drawFaults();
  };
  return el("form", { class: "fault-form", on: { submit: send } }, el("h3", {}, "Make something go wrong"), select, fields, el("button", { type: "submit", class: "button danger" }, "Cause it"));
}

const HINTS = { method: "any method", times: "1", retry_after: "seconds, 1", seconds: "seconds", status: "500", error: "e.g. internal_error", channel: "C…" };

function field(name) {
  return el("label", { class: "fault-field" }, el("span", {}, name.replaceAll("_", " ")), el("input", { type: "text", name, class: "text-input", placeholder: HINTS[name] ?? "", autocomplete: "off" }));
}

function active(faults) {
  if (!faults.length) return el("p", { class: "muted" }, "None. All is well.");
  const rows = faults.map(({ id, kind, ...rest }) => el("li", { class: "fault", data: { testid: "fault" } }, el("strong", {}, kind.replaceAll("_", " ")),
    el("span", { class: "muted" }, Object.entries(rest).filter(([, value]) => value !== null && value !== undefined && value !== "").map(([name, value]) => ` ${name} ${value}`).join(",")),
    iconButton("close", `Remove ${kind}`, () => attempt(() => remove("faults", { id })).then(drawFaults))));
  return [el("ul", { class: "faults" }, rows), el("button", { type: "button", class: "button small", on: { click: () => attempt(() => remove("faults")).then(drawFaults) } }, "Remove all")];
}
