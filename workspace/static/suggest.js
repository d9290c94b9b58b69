// Suggestions while one types in the composer: @people, #channels, :emoji and /commands.

import { el } from "./dom.js";
import { EMOJI, searchEmoji } from "./emoji.js";
import { avatar } from "./faces.js";
import { state } from "./state.js";

const MOST = 8;
let boxes = 0;

// What is before the caret, and what it asks for. Each finds [{insert, face, words, hint}].
const KINDS = [
  { pattern: /^\/([\w-]*)$/, find: commands },
  { pattern: /(?:^|\s)@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]*)?)$/u, find: people },
  { pattern: /(?:^|\s)#([\w-]*)$/, find: channels },
  { pattern: /(?:^|\s):([a-z0-9_+-]{2,})$/, find: emoji },
];

export class Suggestions {
  constructor(input, host, onChange) {
    this.input = input;
    this.onChange = onChange;
    this.id = `suggest-${(boxes += 1)}`;
    this.box = el("ul", { class: "suggestions", role: "listbox", id: this.id, "aria-label": "Suggestions", hidden: true });
    host.prepend(this.box);
    input.setAttribute("aria-autocomplete", "list");
    input.addEventListener("input", () => this.update());
    input.addEventListener("blur", () => this.hide());
    this.items = [];
    this.at = 0;
  }

  update() {
    const before = this.input.value.slice(0, this.input.selectionStart);
    for (const { pattern, find } of KINDS) {
      const match = pattern.exec(before);
      if (!match) continue;
      const items = find(match[1].toLowerCase()).slice(0, MOST);
      if (items.length) return this.show(items, before.length - match[1].length - 1);
    }
    return this.hide();
  }

  show(items, from) {
    this.items = items;
    this.from = from;
    this.at = 0;
    this.box.hidden = false;
    this.input.setAttribute("aria-controls", this.id);
    this.draw();
  }

  hide() {
    this.items = [];
    this.box.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
    this.input.removeAttribute("aria-controls");
  }

  draw() {
    this.box.replaceChildren(...this.items.map((item, index) => el("li", {
      role: "option", id: `${this.id}-${index}`, class: index === this.at ? "option active" : "option", "aria-selected": String(index === this.at),
      // pointerdown, not click: the click would come after the box has lost the focus and closed.
      on: { pointerdown: (event) => { event.preventDefault(); this.take(item); } },
    }, item.face, el("span", { class: "option-words" }, item.words, item.hint && el("span", { class: "option-hint" }, item.hint)))));
    this.input.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
    this.box.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  take(item) {
    this.input.setRangeText(`${item.insert} `, this.from, this.input.selectionStart, "end");
    this.hide();
    this.onChange();
    this.input.focus();
  }

  /** True when the key was for the suggestions. */
  key(event) {
    if (this.box.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const typedWhole = event.key === "Enter" && this.input.value.slice(this.from, this.input.selectionStart) === this.items[this.at].insert;
    if (step) {
      this.at = (this.at + step + this.items.length) % this.items.length;
      this.draw();
    } else if (event.key === "Escape") this.hide();
    else if ((event.key === "Enter" && !typedWhole) || event.key === "Tab") this.take(this.items[this.at]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

const begins = (words, typed) => words.toLowerCase().startsWith(typed) || words.toLowerCase().split(/\s+/).some((part) => part.startsWith(typed));

function people(typed) {
  const all = [{ ...state.bot, title: "App", is_bot: true }, ...state.people.values()];
  const ranges = ["channel", "here"].map((name) => ({ insert: `@${name}`, words: `@${name}`, hint: "Notify everyone in this conversation" })).filter((item) => begins(item.words.slice(1), typed));
  const found = all.filter((one) => begins(one.name, typed) || one.name.toLowerCase().includes(` ${typed}`)).map((one) => ({ insert: `@${one.name}`, words: one.name, hint: one.title, face: avatar({ user: one.id, name: one.name, is_bot: one.is_bot }, "small") }));
  return typed ? [...found, ...ranges] : [...found.slice(0, MOST - 2), ...ranges];
}

function channels(typed) {
  return state.sidebar.channels.filter((one) => one.name.includes(typed)).map((one) => ({ insert: `#${one.name}`, words: `#${one.name}`, hint: one.topic }));
}

function emoji(typed) {
  return searchEmoji(typed).map((name) => ({ insert: `:${name}:`, words: `:${name}:`, face: el("span", { class: "emoji" }, EMOJI.get(name)) }));
}

function commands(typed) {
  return state.commands.filter((one) => one.command.slice(1).startsWith(typed)).map((one) => ({ insert: one.command, words: `${one.command} ${one.usage_hint ?? ""}`, hint: one.description }));
}
