// The persona switcher: every one of the cast, grouped by what they are, with what waits for each.

import { see } from "./api.js";
import { el } from "./dom.js";
import { avatar } from "./faces.js";
import { openList } from "./lists.js";
import { place } from "./popover.js";
import { go, state } from "./state.js";

const RECENT = "recent-personas";
const OTHERS = "Others";
const FEW = 4; // roles of one person each that may still have a heading of their own
let waiting = new Map(); // user → what is unread for them, as of the last time the switcher was opened

export function openPersonas(anchor) {
  openList(anchor, { label: "Who are you?", load, placeholder: "Find a person", width: 340, fromTop: true });
  countWaiting().then(() => mark());
}

export function become(id) {
  remember(id);
  go({ as: id });
}

function load(typed) {
  const words = typed.trim().toLowerCase();
  const all = [...state.people.values()].filter((one) => `${one.name} ${one.title}`.toLowerCase().includes(words));
  const nameGroup = grouping();
  const groups = new Map();
  for (const one of all) {
    const name = nameGroup(one.title);
    groups.set(name, [...(groups.get(name) ?? []), option(one)]);
  }
  const others = groups.get(OTHERS); // the last resort stands last
  if (others && groups.delete(OTHERS)) groups.set(OTHERS, others);
  const recent = words ? [] : recentPeople().filter((id) => id !== state.me).slice(0, 3).map((id) => option(state.people.get(id)));
  return [{ label: "Lately", options: recent }, ...[...groups].map(([label, options]) => ({ label, options }))];
}

function option(one) {
  return { words: one.name, node: [avatar({ user: one.id, name: one.name }, "small"), el("span", { class: "person-name" }, one.name), el("span", { class: "badge", hidden: true, data: { waiting: one.id } })],
    hint: one.title, chosen: one.id === state.me, pick: () => become(one.id) };
}

/** "Member for Linacre" and "Member for Derby" are both members; "Area Co-ordinator, Crosby" is an Area Co-ordinator. */
const roleOf = (title) => (title ?? "").split(/\s+(?:for|of)\s+|,|\s[–—-]\s|:|\(/)[0].trim();

/** A role of one person alone goes by its last word ("Highways Manager": Manager), and one still alone with the others. */
function grouping() {
  const titles = [...state.people.values()].map((one) => roleOf(one.title));
  const count = (items) => items.reduce((sums, item) => sums.set(item, (sums.get(item) ?? 0) + 1), new Map());
  const whole = count(titles);
  const short = (role) => (whole.get(role) > 1 ? role : /(?:^|\s)(\p{Lu}\S+)$/u.exec(role)?.[1] ?? OTHERS);
  const shared = count(titles.map(short));
  const alone = [...shared.values()].filter((number) => number === 1).length;
  return (title) => {
    const name = short(roleOf(title));
    return shared.get(name) > 1 || alone <= FEW ? name : OTHERS;
  };
}

// Asked only when the switcher opens: it is what a person looks for when deciding whom to be next.
async function countWaiting() {
  const ids = [...state.people.keys()];
  const found = await Promise.all(ids.map((id) => see(id, "sidebar").catch(() => null)));
  waiting = new Map(ids.map((id, index) => [id, waitingFor(found[index])]));
}

function waitingFor(sidebar) {
  if (!sidebar) return 0;
  const sum = (items, field) => items.reduce((total, item) => total + (item[field] || 0), 0);
  return sum(sidebar.dms, "unread") + sum(sidebar.channels.filter((item) => item.is_member), "unread");
}

function mark() {
  for (const node of document.querySelectorAll("[data-waiting]")) {
    const number = waiting.get(node.dataset.waiting) ?? 0;
    node.hidden = !number;
    node.textContent = String(number);
    node.title = `${number} unread`;
  }
  place();
}

function recentPeople() {
  try {
    return JSON.parse(sessionStorage.getItem(RECENT) ?? "[]").filter((id) => state.people.has(id));
  } catch {
    return [];
  }
}

function remember(id) {
  try {
    sessionStorage.setItem(RECENT, JSON.stringify([...new Set([id, state.me, ...recentPeople()])].slice(0, 5)));
  } catch {
    // Without storage there is simply no "Lately".
  }
}
