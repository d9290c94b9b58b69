// Blocks that mostly show: header, section, context, image, file, and the row that actions stand in.

import { el, icon } from "../dom.js";
import { renderPlain, renderText } from "../mrkdwn.js";
import { renderElement } from "./elements.js";
import { picture } from "./pictures.js";

export function headerBlock(block) {
  // Level 3: a message's author is the heading above it.
  return el("h3", { class: "block-header-text" }, renderPlain(block.text?.text));
}

export function sectionBlock(block, surface) {
  const fields = block.fields?.length && el("div", { class: "fields" }, block.fields.map((field) => el("div", { class: "field" }, renderText(field))));
  const words = [block.text && el("div", { class: "section-text" }, renderText(block.text)), fields];
  if (!block.accessory) return el("div", { class: "section" }, words);
  const accessory = renderElement(block.accessory, block.block_id, surface, { label: block.text });
  return el("div", { class: "section with-accessory" }, el("div", { class: "section-words" }, words), el("div", { class: "accessory" }, accessory));
}

export function contextBlock(block) {
  return el("div", { class: "context" }, (block.elements ?? []).map((item) =>
    item.type === "image" ? picture(item, "context-image") : el("span", { class: "context-text" }, renderText(item))));
}

export function imageBlock(block) {
  const title = block.title && el("div", { class: "image-title" }, renderText(block.title));
  return el("figure", { class: "image-block" }, title, picture(block, "picture"));
}

export function actionsBlock(block, surface) {
  return el("div", { class: "actions" }, (block.elements ?? []).map((element) => renderElement(element, block.block_id, surface)));
}

export function fileBlock(block) {
  return el("div", { class: "file-card" }, icon("file", 24), el("span", {}, `File ${block.external_id ?? block.file_id ?? ""}`));
}
