// Slack's own markup ("mrkdwn") as nodes: *bold*, _italic_, ~struck~, `code`, fences, quotes, <links|…>, mentions, emoji.
// Standard Markdown (the markdown block) is markdown.js.

import { el, link } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { nameOf, channelName, now } from "./state.js";
import { slackDate, fullTime } from "./times.js";

/** &lt; &gt; &amp; are the only entities Slack knows; anything else stays as it was written. */
function unescape(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

/** Text with paragraphs, quotes and fences. Returns nodes. */
export function renderMrkdwn(text) {
  const nodes = [];
  for (const piece of String(text ?? "").split(/(```[\s\S]+?```)/)) {
    if (/^```[\s\S]+```$/.test(piece)) nodes.push(el("pre", { class: "pre" }, plainMarkup(piece.slice(3, -3).replace(/^\n|\n$/g, ""))));
    else if (piece) nodes.push(...renderLines(piece));
  }
  return nodes;
}

/** A plain_text object: no markup, but emoji names are drawn unless `emoji` is false. Returns nodes. */
export function renderPlain(text, { emoji = true } = {}) {
  return breakLines(String(text ?? ""), (line) => (emoji ? withEmoji(line) : [line]));
}

/** A text object of either type. */
export function renderText(object) {
  if (!object) return [];
  if (typeof object === "string") return renderPlain(object);
  return object.type === "mrkdwn" ? renderMrkdwn(object.text) : renderPlain(object.text, { emoji: object.emoji !== false });
}

/** What a text object says, without marks: for labels, tooltips and announcements. */
export function plainWords(object) {
  if (!object) return "";
  const holder = document.createElement("div");
  holder.append(...renderText(object));
  for (const lineBreak of holder.querySelectorAll("br")) lineBreak.replaceWith(" ");
  return holder.textContent;
}

// A quote is a run of lines that begin with > ; >>> quotes all that follows. Typed ones arrive as &gt;
function renderLines(text) {
  const nodes = [];
  let run = [];
  let quoting = false;
  const flush = () => {
    if (!run.length) return;
    const body = breakLines(run.join("\n"), inline);
    nodes.push(...(quoting ? [el("blockquote", { class: "quote" }, body)] : body));
    run = [];
  };
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const rest = /^(?:&gt;|>){3}\s?/.exec(lines[index]);
    const quoted = /^(?:&gt;|>)\s?/.exec(lines[index]);
    if (rest) {
      flush();
      quoting = true;
      run = [lines[index].slice(rest[0].length), ...lines.slice(index + 1)];
      break;
    }
    if (Boolean(quoted) !== quoting) { flush(); quoting = Boolean(quoted); }
    run.push(quoted ? lines[index].slice(quoted[0].length) : lines[index]);
  }
  flush();
  return nodes;
}

function breakLines(text, render) {
  return text.split("\n").flatMap((line, index) => (index ? [el("br"), ...render(line)] : render(line)));
}

const MARKS = { "*": "strong", _: "em", "~": "s" };
const BOUNDARY = /[\s\p{P}\p{S}]/u;

/** One line's marks. A mark opens after a boundary and before a non-space, and closes the other way round, as in Slack. */
function inline(text) {
  const nodes = [];
  let plain = "";
  const flush = () => { if (plain) nodes.push(...words(plain)); plain = ""; };
  let at = 0;
  while (at < text.length) {
    const found = readAngle(text, at) ?? readCode(text, at) ?? readMark(text, at);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function readAngle(text, at) {
  if (text[at] !== "<") return null;
  const end = text.indexOf(">", at);
  if (end < 0 || end === at + 1) return null;
  const node = angle(text.slice(at + 1, end));
  return node ? { node, end: end + 1 } : null;
}

function readCode(text, at) {
  if (text[at] !== "`") return null;
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  return { node: el("code", { class: "code" }, plainMarkup(text.slice(at + 1, end))), end: end + 1 };
}

function readMark(text, at) {
  const tag = MARKS[text[at]];
  if (!tag || (at > 0 && !BOUNDARY.test(text[at - 1])) || !text[at + 1] || /\s/.test(text[at + 1]) || text[at + 1] === text[at]) return null;
  for (let end = text.indexOf(text[at], at + 1); end > 0; end = text.indexOf(text[at], end + 1)) {
    const closes = !/\s/.test(text[end - 1]) && (end + 1 === text.length || BOUNDARY.test(text[end + 1]));
    if (closes) return { node: el(tag, {}, inline(text.slice(at + 1, end))), end: end + 1 };
  }
  return null;
}

// Inside code, marks are literal but <links> and entities still are what they are.
function plainMarkup(text) {
  return text.split(/(<[^<>\n]+>)/).map((part) => (/^<.+>$/.test(part) && angle(part.slice(1, -1))) || unescape(part));
}

/** The inside of <…>: a mention, a date or a link. Null when it is none of these (then it is shown as typed). */
function angle(body) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? null : body.slice(bar + 1);
  if (/^@[UWB]\w+$/.test(target)) return userMention(target.slice(1), label);
  if (/^#[CG]\w+$/.test(target)) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, label ?? "@group");
  if (/^(https?:|mailto:|tel:)/i.test(target)) return link(unescape(target), label === null ? unescape(target).replace(/^(mailto|tel):/i, "") : withEmoji(unescape(label)));
  return null;
}

function dateNode(target, label) {
  const [, seconds, pattern, address] = target.split("^");
  if (!/^\d+$/.test(seconds ?? "")) return el("span", {}, label ?? "");
  const shown = el("time", { datetime: new Date(Number(seconds) * 1000).toISOString(), title: fullTime(seconds) }, slackDate(seconds, unescape(pattern ?? "{date}"), now()));
  return address ? link(unescape(address), shown) : shown;
}

/** @Name, marked when it is the person whose eyes we see with. */
export function userMention(id, label = null) {
  const { name, isMe } = nameOf(id);
  return el("span", { class: isMe ? "mention mention-me" : "mention", data: { user: id } }, `@${name ?? label ?? id}`);
}

export function channelMention(id, label = null) {
  const name = channelName(id);
  return el("a", { class: "mention", href: `#in=${encodeURIComponent(id)}`, data: { channelLink: id } }, `#${name ?? label ?? "a private channel"}`);
}

export function broadcast(range) {
  return el("span", { class: "mention mention-me" }, `@${range}`);
}

// Bare addresses become links (Slack's clients do this on the way in; a bot's text may hold one).
const BARE = /(https?:\/\/[^\s<>]+[^\s<>.,:;!?'")\]])/g;

function words(text) {
  return text.split(BARE).flatMap((part, index) => (index % 2 ? [link(unescape(part), unescape(part))] : withEmoji(unescape(part))));
}

const EMOJI_NAME = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g;

/** Text with :names: drawn. 10:30:45 is a time, not an emoji: only known names are replaced. */
export function withEmoji(text) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(EMOJI_NAME)) {
    const node = emojiNode(match[1]);
    if (node.className !== "emoji") continue;
    nodes.push(text.slice(last, match.index), node);
    last = match.index + match[0].length;
  }
  nodes.push(text.slice(last));
  return nodes.filter((part) => part !== "");
}
