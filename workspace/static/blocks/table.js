// Tables: the `table` block (rows of cells that may be rich text) and the newer `data_table`.

import { el } from "../dom.js";
import { renderText } from "../mrkdwn.js";
import { richTextBlock } from "./rich_text.js";

export function tableBlock(block) {
  const settings = block.column_settings ?? [];
  // Slack shows the first row as the head.
  const [head = [], ...rows] = block.rows ?? [];
  return frame(el("thead", {}, row(head, "th", settings)), el("tbody", {}, rows.map((cells) => row(cells, "td", settings))));
}

export function dataTableBlock(block) {
  if (!block.columns) return tableBlock(block);
  const head = block.columns.map((column) => column.name ?? column.title ?? column.label ?? "");
  const rows = (block.rows ?? []).map((entry) => entry.cells ?? entry);
  return frame(block.caption && el("caption", {}, cell(block.caption)),
    el("thead", {}, row(head, "th", [])), el("tbody", {}, rows.map((cells) => row(cells, "td", []))));
}

const frame = (...parts) => el("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" }, el("table", { class: "table" }, parts));

function row(cells, tag, settings) {
  return el("tr", {}, cells.map((item, index) => el(tag, {
    class: `align-${settings[index]?.align ?? (item?.type === "raw_number" ? "right" : "left")}${settings[index]?.is_wrapped ? " wrapped" : ""}`,
    scope: tag === "th" ? "col" : null,
  }, cell(item))));
}

function cell(item) {
  if (item === null || item === undefined) return "";
  if (typeof item !== "object") return String(item);
  if (item.type === "rich_text") return richTextBlock(item);
  if (item.type === "mrkdwn" || item.type === "plain_text") return renderText(item);
  return String(item.text ?? item.value ?? JSON.stringify(item));
}
