// Every kind of select, single and multi: static, external, users, conversations, channels.

import { el, icon } from "../dom.js";
import { plainWords } from "../mrkdwn.js";
import { openList, selectFace } from "../lists.js";
import { state, person, conversation } from "../state.js";

// Where the options come from, and in which field of the state a choice is kept (singular, plural).
const SOURCES = {
  static: { one: "selected_option", many: "selected_options", initial: ["initial_option", "initial_options"], load: staticOptions },
  external: { one: "selected_option", many: "selected_options", initial: ["initial_option", "initial_options"], load: externalOptions },
  users: { one: "selected_user", many: "selected_users", initial: ["initial_user", "initial_users"], load: userOptions },
  conversations: { one: "selected_conversation", many: "selected_conversations", initial: ["initial_conversation", "initial_conversations"], load: conversationOptions },
  channels: { one: "selected_channel", many: "selected_channels", initial: ["initial_channel", "initial_channels"], load: channelOptions },
};

export function selectElement(element, control) {
  const many = element.type.startsWith("multi_");
  const source = SOURCES[element.type.replace(/^multi_/, "").replace(/_select$/, "")];
  const state = control.current();
  const start = state ? state[many ? source.many : source.one] : element[source.initial[many ? 1 : 0]];
  const chosen = many ? [...(start ?? [])] : start ? [start] : [];
  const node = el("div", { class: many ? "select-box multi" : "select-box" });
  const select = { element, control, many, source, chosen, node };
  draw(select);
  return node;
}

function draw(select) {
  const { element, control, many, chosen, node } = select;
  const placeholder = plainWords(element.placeholder) || (many ? "Select some" : "Select an option");
  const words = many ? "" : chosen.map(wordsOf).join("");
  const hadFocus = node.contains(document.activeElement);
  const face = selectFace(words, { placeholder, label: control.label, chosen: chosen.length > 0, onOpen: (anchor) => open(select, anchor) });
  if (control.describedBy) face.setAttribute("aria-describedby", control.describedBy);
  const chips = many && chosen.length ? el("div", { class: "chips" }, chosen.map((item) => chip(select, item))) : null;
  node.replaceChildren(...[chips, face].filter(Boolean));
  if (hadFocus) face.focus({ preventScroll: true });
}

function chip(select, item) {
  return el("span", { class: "chip" }, wordsOf(item),
    el("button", { type: "button", class: "chip-remove", "aria-label": `Remove ${wordsOf(item)}`, on: { click: () => pick(select, item) } }, icon("close", 12)));
}

function open(select, anchor) {
  const { element, many, source, chosen } = select;
  const isChosen = (item) => chosen.some((other) => keyOf(other) === keyOf(item));
  const load = (typed) => {
    const groups = source.load(typed.trim(), select);
    const finish = (found) => found.map((group) => ({ ...group, options: group.items.map((item) => ({ words: item.words, hint: item.hint, chosen: isChosen(item.value), pick: () => pick(select, item.value) })) }));
    return groups instanceof Promise ? groups.then(finish) : finish(groups);
  };
  const few = element.options && element.options.length <= 5;
  openList(anchor, { label: select.control.label, load, search: !few, keepOpen: many, onClose: () => many && flush(select) });
}

function pick(select, value) {
  const { chosen, many, element } = select;
  const at = chosen.findIndex((other) => keyOf(other) === keyOf(value));
  if (!many) chosen.splice(0, chosen.length, value);
  else if (at >= 0) chosen.splice(at, 1);
  else if (chosen.length < (element.max_selected_items ?? Infinity)) chosen.push(value);
  select.dirty = true;
  if (many && select.node.querySelector("[aria-expanded='true']")) drawChips(select);
  else flush(select);
}

// While the list of a multi-select is open its face is the list's anchor, so only the chips beside it are redrawn.
function drawChips(select) {
  select.node.querySelector(".chips")?.remove();
  if (select.chosen.length) select.node.prepend(el("div", { class: "chips" }, select.chosen.map((item) => chip(select, item))));
}

// Slack tells the bot about a multi-select once, when its list closes; a single one at once.
async function flush(select) {
  if (!select.dirty) return;
  select.dirty = false;
  const { control, source, many, chosen, node } = select;
  const before = control.current();
  draw(select);
  const kept = await control.set(many ? { [source.many]: [...chosen] } : { [source.one]: chosen[0] ?? null }, { node });
  if (kept || node.classList.contains("failed")) return;
  const earlier = before?.[many ? source.many : source.one];
  chosen.splice(0, chosen.length, ...(many ? earlier ?? [] : earlier ? [earlier] : []));
  draw(select);
}

const keyOf = (item) => (typeof item === "string" ? item : item?.value);

function wordsOf(item) {
  if (typeof item !== "string") return plainWords(item?.text);
  return person(item)?.name ?? (conversation(item) ? `#${conversation(item).name}` : item);
}

const matches = (words, typed) => words.toLowerCase().includes(typed.toLowerCase());

function asItems(options, typed = "") {
  return (options ?? []).map((option) => ({ words: plainWords(option.text), hint: option.description ? plainWords(option.description) : null, value: bare(option) }))
    .filter((item) => matches(`${item.words} ${item.hint ?? ""}`, typed));
}

const bare = ({ text, description, value }) => (description ? { text, description, value } : { text, value });

function staticOptions(typed, { element }) {
  if (element.option_groups) return element.option_groups.map((group) => ({ label: plainWords(group.label), items: asItems(group.options, typed) }));
  return [{ items: asItems(element.options, typed) }];
}

async function externalOptions(typed, { element, control }) {
  const least = element.min_query_length ?? 3;
  if (typed.length < least) return [{ note: `Type at least ${least} letter${least === 1 ? "" : "s"}`, items: [] }];
  const answer = await control.surface.options(control.blockId, element, typed);
  if (answer.option_groups?.length) return answer.option_groups.map((group) => ({ label: plainWords(group.label), items: asItems(group.options) }));
  return [{ items: asItems(answer.options) }];
}

function userOptions(typed) {
  const items = [...state.people.values()].map(({ id, name, title }) => ({ words: name, hint: title, value: id }));
  return [{ items: items.filter((item) => matches(`${item.words} ${item.hint ?? ""}`, typed)) }];
}

function channelOptions(typed) {
  return [{ items: state.sidebar.channels.map(({ id, name }) => ({ words: `#${name}`, value: id })).filter((item) => matches(item.words, typed)) }];
}

function conversationOptions(typed) {
  const dms = state.sidebar.dms.map(({ id, name }) => ({ words: name, value: id })).filter((item) => matches(item.words, typed));
  return [...channelOptions(typed), { items: dms }];
}
