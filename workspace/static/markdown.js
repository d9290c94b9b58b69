// Standard Markdown as nodes, for the `markdown` block only: headings, lists and task lists, quotes, fences, tables, links.
// Raw HTML in it is shown as the characters it is. Slack's own markup is mrkdwn.js.

import { el, link } from "./dom.js";
import { withEmoji } from "./mrkdwn.js";

/** Returns nodes. */
export function renderMarkdown(text) {
  return blocksOf(String(text ?? "").replaceAll("\r\n", "\n").split("\n"));
}

// Each rule looks at the lines from `at` and takes some: {node, next}, or null when it is not its kind.
const RULES = [fence, heading, rule, table, quote, list];

function blocksOf(lines) {
  const nodes = [];
  let paragraph = [];
  const flush = () => {
    if (paragraph.length) nodes.push(el("p", {}, paragraph.flatMap((line, index) => (index ? [el("br"), ...spans(line)] : spans(line)))));
    paragraph = [];
  };
  let at = 0;
  while (at < lines.length) {
    const found = RULES.map((read) => read(lines, at)).find(Boolean);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.next;
    } else {
      if (lines[at].trim()) paragraph.push(lines[at].trim());
      else flush();
      at += 1;
    }
  }
  flush();
  return nodes;
}

function fence(lines, at) {
  if (!/^\s*```/.test(lines[at])) return null;
  let end = at + 1;
  while (end < lines.length && !/^\s*```\s*$/.test(lines[end])) end += 1;
  return { node: el("pre", { class: "pre" }, lines.slice(at + 1, end).join("\n")), next: end + 1 };
}

function heading(lines, at) {
  const match = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines[at]);
  if (!match) return null;
  // Headings of a message sit under the page's own, so they start at level 4; the size is by class.
  return { node: el("h4", { class: `md-heading md-heading-${match[1].length}` }, spans(match[2])), next: at + 1 };
}

function rule(lines, at) {
  return /^\s*([-*_])(\s*\1){2,}\s*$/.test(lines[at]) ? { node: el("hr", { class: "divider" }), next: at + 1 } : null;
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

function table(lines, at) {
  if (!lines[at].includes("|") || !/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "") || !lines[at + 1].includes("-")) return null;
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end += 1;
  const row = (line, tag) => el("tr", {}, cells(line).map((cell) => el(tag, tag === "th" ? { scope: "col" } : {}, spans(cell))));
  const node = el("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" },
    el("table", { class: "table" }, el("thead", {}, row(lines[at], "th")), el("tbody", {}, lines.slice(at + 2, end).map((line) => row(line, "td")))));
  return { node, next: end };
}

function quote(lines, at) {
  if (!/^\s*>/.test(lines[at])) return null;
  let end = at;
  while (end < lines.length && /^\s*>/.test(lines[end])) end += 1;
  return { node: el("blockquote", { class: "quote" }, blocksOf(lines.slice(at, end).map((line) => line.replace(/^\s*>\s?/, "")))), next: end };
}

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;

function list(lines, at) {
  const first = ITEM.exec(lines[at]);
  if (!first) return null;
  const indent = first[1].length;
  const ordered = /\d/.test(first[2]);
  const items = [];
  let end = at;
  while (end < lines.length) {
    const match = ITEM.exec(lines[end]);
    if (match && match[1].length === indent && /\d/.test(match[2]) === ordered) items.push([match[3]]);
    else if (lines[end].trim() && /^\s/.test(lines[end]) && lines[end].search(/\S/) > indent) items.at(-1).push(lines[end].trimEnd());
    else break;
    end += 1;
  }
  const tag = ordered ? "ol" : "ul";
  const start = ordered ? Number.parseInt(first[2], 10) : null;
  return { node: el(tag, { class: "list", start: start === 1 ? null : start }, items.map(listItem)), next: end };
}

function listItem([words, ...nested]) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(words);
  const done = task && task[1] !== " ";
  const mark = task && el("input", { type: "checkbox", checked: done, disabled: true, "aria-label": done ? "done" : "to do" });
  return el("li", { class: task ? "task" : null }, mark, spans(task ? task[2] : words), nested.length ? blocksOf(nested) : null);
}

// The first mark in the text wins; what is inside it is read again, what is before it is plain.
const SPANS = [
  [/`([^`]+)`/, (match) => el("code", { class: "code" }, match[1])],
  [/!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, (match) => link(match[2], match[1] || match[2])],
  [/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/, (match) => link(match[2], spans(match[1]))],
  [/\*\*(?=\S)(.+?)(?<=\S)\*\*/, (match) => el("strong", {}, spans(match[1]))],
  [/__(?=\S)(.+?)(?<=\S)__/, (match) => el("strong", {}, spans(match[1]))],
  [/~~(?=\S)(.+?)(?<=\S)~~/, (match) => el("s", {}, spans(match[1]))],
  [/\*(?=\S)(.+?)(?<=\S)\*/, (match) => el("em", {}, spans(match[1]))],
  [/(?<![\p{L}\p{N}])_(?=\S)(.+?)(?<=\S)_(?![\p{L}\p{N}])/u, (match) => el("em", {}, spans(match[1]))],
  [/https?:\/\/[^\s<>]+[^\s<>.,:;!?'")\]]/, (match) => link(match[0], match[0])],
];

function spans(text) {
  let best = null;
  for (const [pattern, make] of SPANS) {
    const match = pattern.exec(text);
    if (match && (!best || match.index < best.match.index)) best = { match, make };
  }
  const literal = (words) => withEmoji(words.replace(/\\([\\`*_{}[\]()#+\-.!|~>])/g, "$1"));
  if (!best) return literal(text);
  const { match, make } = best;
  return [...literal(text.slice(0, match.index)), make(match), ...spans(text.slice(match.index + match[0].length))];
}
