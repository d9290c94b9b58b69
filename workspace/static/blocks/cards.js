// The newer blocks that group others: card, alert, container. Drawn plainly; what they hold is drawn as anywhere.

import { el } from "../dom.js";
import { renderText } from "../mrkdwn.js";
import { renderElement } from "./elements.js";
import { picture } from "./pictures.js";

export function cardBlock(block, surface) {
  return el("div", { class: "card" },
    block.hero_image && picture(block.hero_image, "picture"),
    block.icon && picture(block.icon, "context-image"),
    block.title && el("div", { class: "card-title" }, renderText(block.title)),
    block.subtitle && el("div", { class: "card-subtitle" }, renderText(block.subtitle)),
    block.body && el("div", { class: "card-body" }, renderText(block.body)),
    block.actions?.length && el("div", { class: "actions" }, block.actions.map((item) => renderElement(item, block.block_id, surface))));
}

export function alertBlock(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  return el("div", { class: `alert alert-${level}`, role: "note" }, renderText(block.text));
}

export function containerBlock(block, surface, renderBlock) {
  const children = (block.child_blocks ?? block.blocks ?? []).map((child, index) => renderBlock(child, surface, `${block.block_id}-${index}`));
  const title = block.title && el(block.is_collapsible ? "summary" : "div", { class: "card-title" }, renderText(block.title));
  const subtitle = block.subtitle && el("div", { class: "card-subtitle" }, renderText(block.subtitle));
  if (!block.is_collapsible) return el("div", { class: "card" }, title, subtitle, children);
  return el("details", { class: "card", open: !(block.default_collapsed ?? false) }, title, subtitle, children);
}
