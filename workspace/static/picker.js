// The emoji picker: a search box over a grid. The common ones and the lately used come first.

import { el } from "./dom.js";
import { COMMON, EMOJI, searchEmoji } from "./emoji.js";
import { closePopover, openPopover } from "./popover.js";
import { recentEmoji } from "./state.js";

const COLUMNS = 8;

export function pickEmoji(anchor, onPick) {
  const search = el("input", { type: "text", class: "list-search", placeholder: "Search emoji", "aria-label": "Search emoji", autocomplete: "off", spellcheck: "false" });
  const grid = el("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
  const choose = (name) => { closePopover(); onPick(name); };
  const cell = (name) => el("button", { type: "button", class: "emoji-cell", title: `:${name}:`, "aria-label": name.replaceAll("_", " "), data: { emoji: name }, on: { click: () => choose(name) } }, EMOJI.get(name));
  const draw = () => {
    const first = [...new Set([...recentEmoji(), ...COMMON])];
    const names = search.value.trim() ? searchEmoji(search.value) : [...first, ...searchEmoji("").filter((name) => !first.includes(name))];
    grid.replaceChildren(...(names.length ? names.map(cell) : [el("div", { class: "option-none" }, "Nothing found")]));
  };
  const box = openPopover(anchor, [search, grid], { label: "Choose an emoji", align: "end", width: 312 });
  if (!box) return;
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    const first = grid.querySelector("button");
    if (event.key === "Enter" && first) { event.preventDefault(); choose(first.dataset.emoji); }
    if (event.key === "ArrowDown") { event.preventDefault(); first?.focus(); }
  });
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (!step) return;
    event.preventDefault();
    const cells = [...grid.querySelectorAll("button")];
    const next = cells[cells.indexOf(document.activeElement) + step];
    (next ?? (step < 0 ? search : document.activeElement)).focus();
  });
  draw();
  search.focus();
}

