// The rich_text block: sections, lists, quotes, preformatted text, and the styled pieces inside them.

import { el, link } from "../dom.js";
import { emojiNode } from "../emoji.js";
import { broadcast, channelMention, userMention } from "../mrkdwn.js";
import { now } from "../state.js";
import { fullTime, slackDate } from "../times.js";

export function richTextBlock(block) {
  return el("div", { class: "rich-text" }, gatherLists(block.elements ?? []).map(part));
}

const PARTS = {
  rich_text_section: (item) => el("div", { class: "rich-section" }, pieces(item.elements)),
  rich_text_quote: (item) => el("blockquote", { class: "quote" }, pieces(item.elements)),
  rich_text_preformatted: (item) => el("pre", { class: "pre" }, pieces(item.elements)),
  lists: (item) => nestedList(item.lists),
};

function part(item) {
  const render = Object.hasOwn(PARTS, item.type) ? PARTS[item.type] : null;
  return render ? render(item) : el("pre", { class: "pre unknown" }, JSON.stringify(item, null, 2));
}

// Slack sends a nested list as a run of flat ones with an `indent`; one run becomes one tree.
function gatherLists(elements) {
  const parts = [];
  for (const item of elements) {
    if (item.type !== "rich_text_list") parts.push(item);
    else if (parts.at(-1)?.type === "lists") parts.at(-1).lists.push(item);
    else parts.push({ type: "lists", lists: [item] });
  }
  return parts;
}

function nestedList(lists) {
  const top = el("div", { class: "lists" });
  const levels = []; // the open list at each indent
  for (const item of lists) {
    const indent = Math.min(Math.max(item.indent ?? 0, 0), levels.length);
    levels.length = indent;
    const ordered = item.style === "ordered";
    const node = el(ordered ? "ol" : "ul", { class: `list list-level-${indent % 3}`, start: ordered && item.offset ? item.offset + 1 : null },
      (item.elements ?? []).map((entry) => el("li", {}, pieces(entry.elements))));
    (indent ? levels[indent - 1].lastElementChild ?? levels[indent - 1] : top).append(node);
    levels.push(node);
  }
  return top;
}

const INLINE = {
  text: (piece) => lines(piece.text),
  link: (piece) => link(piece.url, piece.text || piece.url),
  emoji: (piece) => emojiNode(piece.name, piece.unicode),
  user: (piece) => userMention(piece.user_id),
  channel: (piece) => channelMention(piece.channel_id),
  broadcast: (piece) => broadcast(piece.range),
  usergroup: (piece) => el("span", { class: "mention" }, `@${piece.usergroup_id}`),
  date: (piece) => el("time", { title: fullTime(piece.timestamp) }, slackDate(piece.timestamp, piece.format ?? "{date}", now())),
  color: (piece) => el("code", { class: "code" }, piece.value),
};

function pieces(elements) {
  return (elements ?? []).map((piece) => {
    const draw = Object.hasOwn(INLINE, piece.type) ? INLINE[piece.type] : null;
    return draw ? styled(draw(piece), piece.style) : el("code", { class: "code unknown" }, JSON.stringify(piece));
  });
}

function lines(text) {
  return String(text ?? "").split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));
}

function styled(content, style = {}) {
  const tags = [["code", "code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];
  return tags.reduce((inner, [name, tag, className]) => (style?.[name] ? el(tag, { class: className ?? null }, inner) : inner), content);
}
