// A list to choose from, beside a button: searchable, by keyboard or pointer, one or several choices.

import { el, icon } from "./dom.js";
import { closePopover, openPopover, place } from "./popover.js";
import { released } from "./press.js";

const TYPING_PAUSE = 80; // ms: a fast typist asks once, not for every letter
let lists = 0;

/**
 * `load(typed)` gives [{label?, note?, options: [{words, node?, hint?, chosen, pick}]}], at once or as a promise.
 * `search`: a box that filters. `keepOpen`: choosing several. `fromTop`: begin at the first, not at what is chosen.
 */
export function openList(anchor, { label, search = true, keepOpen = false, placeholder = "Search", width = null, onClose = null, fromTop = false, load }) {
  const list = new ChoiceList({ label, search, keepOpen, placeholder, fromTop, load });
  const box = openPopover(anchor, list.parts, { label, role: "group", width: width ?? Math.max(240, anchor.offsetWidth), onClose });
  if (!box) return;
  box.addEventListener("keydown", (event) => list.key(event));
  list.box = box;
  list.refresh();
  list.keys.focus();
}

class ChoiceList {
  constructor({ label, search, keepOpen, placeholder, fromTop, load }) {
    Object.assign(this, { keepOpen, fromTop, load, options: [], at: -1, turn: 0, id: `list-${(lists += 1)}` });
    this.listbox = el("ul", { class: "listbox", role: "listbox", id: this.id, "aria-label": label, "aria-multiselectable": keepOpen ? "true" : null, tabindex: search ? null : "0" });
    this.input = search ? this.searchBox(label, placeholder) : null;
    this.keys = this.input ?? this.listbox; // what has the keyboard
    this.parts = [this.input, this.listbox];
  }

  searchBox(label, placeholder) {
    const input = el("input", { type: "text", class: "list-search", role: "combobox", "aria-label": `${label}: search`, "aria-controls": this.id, "aria-expanded": "true",
      "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", placeholder });
    let timer = null;
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => released().then(() => this.refresh()), TYPING_PAUSE); });
    return input;
  }

  refresh() {
    const mine = (this.turn += 1);
    const found = this.load(this.input?.value ?? "");
    if (!(found instanceof Promise)) return this.draw(found);
    if (!this.options.length) this.say("Loading…");
    // A slow answer for "li" must not replace the one for "litter".
    return found.then((groups) => mine === this.turn && this.box.isConnected && this.draw(groups), (fault) => this.say(fault.message));
  }

  say(words) {
    this.options = [];
    this.listbox.replaceChildren(el("li", { class: "option-none", role: "presentation" }, words));
  }

  draw(groups) {
    const before = this.at;
    this.say(groups.find((group) => group.note)?.note ?? "Nothing found");
    for (const group of groups.filter(({ options }) => options.length)) {
      if (!this.options.length) this.listbox.replaceChildren();
      if (group.label) this.listbox.append(el("li", { class: "option-group", role: "presentation" }, group.label));
      for (const option of group.options) this.listbox.append(this.item(option, this.options.push(option) - 1));
    }
    const start = this.keepOpen ? before : this.fromTop ? 0 : this.options.findIndex((option) => option.chosen);
    this.highlight(Math.min(Math.max(0, start), this.options.length - 1));
    place();
  }

  item(option, index) {
    option.item = el("li", { role: "option", id: `${this.id}-${index}`, class: "option", "aria-selected": String(Boolean(option.chosen)),
      on: { click: () => this.choose(option), pointermove: () => this.at !== index && this.highlight(index) } },
    el("span", { class: "tick", "aria-hidden": "true" }, option.chosen ? "✓" : ""),
    el("span", { class: "option-words" }, option.node ?? option.words, option.hint && el("span", { class: "option-hint" }, option.hint)));
    return option.item;
  }

  highlight(index) {
    this.listbox.querySelector(".active")?.classList.remove("active");
    this.at = index;
    const current = this.options[index]?.item;
    current?.classList.add("active");
    current?.scrollIntoView({ block: "nearest" });
    if (current) this.keys.setAttribute("aria-activedescendant", current.id);
    else this.keys.removeAttribute("aria-activedescendant");
  }

  choose(option) {
    if (!this.keepOpen) closePopover(); // before the choice is made: what it does may open something else
    option.pick();
    if (this.keepOpen) this.refresh();
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const many = this.options.length;
    if (step && many) {
      event.preventDefault();
      this.highlight((this.at + step + many) % many);
    } else if ((event.key === "Enter" || (event.key === " " && !this.input)) && this.options[this.at]) {
      event.preventDefault();
      this.choose(this.options[this.at]);
    } else if (event.key === "Tab") closePopover();
  }
}

/** A select's face: what is chosen (or the placeholder) and a chevron. */
export function selectFace(words, { placeholder, label, chosen, onOpen, id = null }) {
  return el("button", { type: "button", class: chosen ? "select chosen" : "select", "aria-haspopup": "listbox", "aria-expanded": "false", id,
    "aria-label": `${label}: ${words || placeholder}`, on: { click: (event) => onOpen(event.currentTarget) } },
  el("span", { class: "select-words" }, words || placeholder), icon("chevron", 16));
}
