// Block Kit as nodes: which block is drawn by which module. An unknown block is shown as its type and JSON, never nothing.
//
// A "surface" is where blocks stand, and what they can do there (surface.js makes them):
//   kind "message" | "modal" | "home" · values {block_id: {action_id: STATE}} · errors {block_id: words}
//   click(blockId, element, choice) → promise · options(blockId, element, typed) → promise · upload(files) → promise

import { el } from "../dom.js";
import { renderMarkdown } from "../markdown.js";
import { actionsBlock, contextBlock, fileBlock, headerBlock, imageBlock, sectionBlock } from "./layout.js";
import { alertBlock, cardBlock, containerBlock } from "./cards.js";
import { inputBlock } from "./inputs.js";
import { richTextBlock } from "./rich_text.js";
import { dataTableBlock, tableBlock } from "./table.js";

const RENDERERS = {
  actions: actionsBlock,
  alert: alertBlock,
  card: cardBlock,
  container: containerBlock,
  context: contextBlock,
  context_actions: actionsBlock,
  data_table: dataTableBlock,
  divider: () => el("hr", { class: "divider" }),
  file: fileBlock,
  header: headerBlock,
  image: imageBlock,
  input: inputBlock,
  markdown: (block) => el("div", { class: "markdown" }, renderMarkdown(block.text)),
  rich_text: richTextBlock,
  section: sectionBlock,
  table: tableBlock,
};

/** One element per block, in order. */
export function renderBlocks(blocks, surface) {
  return (blocks ?? []).map((block, index) => renderBlock(block, surface, index));
}

export function renderBlock(block, surface, index = 0) {
  const type = String(block?.type ?? "nothing");
  const blockId = block?.block_id ?? `block-${index}`;
  const node = el("div", { class: `block block-${type.replace(/\W/g, "")}`, data: { testid: "block", type, blockId } });
  try {
    const render = Object.hasOwn(RENDERERS, type) ? RENDERERS[type] : null;
    node.append(render ? render({ ...block, block_id: blockId }, surface, renderBlock) : unknown(`Unknown block: ${type}`, block));
  } catch (fault) {
    // A malformed block must not take the message with it.
    node.append(unknown(`Broken block: ${type} (${fault.message})`, block));
  }
  return node;
}

/** What cannot be drawn, shown as it is. */
export function unknown(title, data) {
  return el("div", { class: "unknown", data: { testid: "unknown-block" } },
    el("div", { class: "unknown-title" }, title), el("pre", { class: "pre" }, JSON.stringify(data, null, 2)));
}
