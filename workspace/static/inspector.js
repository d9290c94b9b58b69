// The drawer behind the scenes: what passed between the bot and the workspace (faults.js causes trouble there).

import { get, serial } from "./api.js";
import { el, iconButton, replace } from "./dom.js";
import { drawFaults } from "./faults.js";
import { secondsTime } from "./times.js";

const MOST = 300;
let requests = [];
let last = 0;
let tab = "requests";
let filter = "";
let failuresOnly = false;
let opener = null;
const unfolded = new Set(); // numbers of the requests whose bodies are open

const drawer = () => document.getElementById("inspector");
const isOpen = () => !drawer().hidden;

export function startInspector() {
  const button = document.getElementById("inspector-button");
  button.addEventListener("click", () => (isOpen() ? close() : open(button)));
  drawer().addEventListener("keydown", (event) => event.key === "Escape" && close());
}

function open(button) {
  opener = button;
  drawer().hidden = false;
  button.setAttribute("aria-expanded", "true");
  drawShell();
  refreshRequests();
  drawer().querySelector("button").focus();
}

function close() {
  drawer().hidden = true;
  opener?.setAttribute("aria-expanded", "false");
  opener?.focus();
}

function drawShell() {
  const tabs = [["requests", "Requests"], ["faults", "Faults"]].map(([name, words]) => el("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(name === tab), on: { click: () => { tab = name; drawShell(); } } }, words));
  replace(drawer(), el("header", { class: "drawer-head" }, el("h2", {}, "Inspector"), el("div", { class: "tabs", role: "tablist" }, tabs), el("span", { class: "spacer" }), iconButton("close", "Close inspector", close)),
    tab === "requests" ? requestsShell() : el("div", { class: "drawer-body", id: "faults" }));
  if (tab === "requests") drawRequests();
  else drawFaults();
}

function requestsShell() {
  const search = el("input", { type: "search", class: "list-search", placeholder: "Filter by name, place or result", "aria-label": "Filter requests", value: filter });
  search.addEventListener("input", () => { filter = search.value.toLowerCase(); drawRequests(); });
  const only = el("input", { type: "checkbox", checked: failuresOnly });
  only.addEventListener("change", () => { failuresOnly = only.checked; drawRequests(); });
  return el("div", { class: "drawer-body" }, el("div", { class: "drawer-tools" }, search, el("label", { class: "check" }, only, " Failures only")), el("ul", { class: "requests", id: "requests" }));
}

export const refreshRequests = serial(async () => {
  if (!isOpen()) return;
  const answer = await get("requests", { after: last || null, limit: MOST }).catch(() => null);
  if (!answer) return;
  // A smaller number means that the workspace was started again.
  if (answer.last < last) { requests = []; last = 0; return; }
  last = answer.last;
  requests = [...requests, ...answer.requests].slice(-MOST);
  if (tab === "requests") drawRequests();
});

/** The faults changed elsewhere (a script, another window). */
export function refreshFaults() {
  if (isOpen() && tab === "faults") drawFaults();
}

const failed = (item) => !/^(ok|acknowledged|acked|delivered|200)$/i.test(String(item.result));

function drawRequests() {
  const list = document.getElementById("requests");
  if (!list) return;
  const shown = requests.filter((item) => (!failuresOnly || failed(item)) && `${item.name} ${item.detail} ${item.result}`.toLowerCase().includes(filter));
  replace(list, shown.length ? shown.toReversed().map(row) : el("li", { class: "option-none" }, requests.length ? "Nothing matches." : "Nothing has passed yet."));
}

function row(item) {
  const details = el("details", { class: "request-details", open: unfolded.has(item.n) }, el("summary", {},
    el("span", { class: `direction ${item.direction}`, title: item.direction === "in" ? "the bot called" : "delivered to the bot" }, item.direction === "in" ? "bot →" : "→ bot"),
    el("span", { class: "request-name" }, item.name), el("span", { class: "request-detail" }, item.detail ?? ""),
    el("span", { class: failed(item) ? "request-result bad" : "request-result" }, String(item.result ?? "")), el("span", { class: "request-ms" }, item.ms === null || item.ms === undefined ? "" : `${Math.round(item.ms)} ms`),
    el("time", { class: "request-at", title: item.at }, secondsTime(Date.parse(item.at) / 1000))));
  const unfold = () => { if (details.open && details.children.length === 1) details.append(body("request", item.request), body("response", item.response)); };
  details.addEventListener("toggle", () => { unfolded[details.open ? "add" : "delete"](item.n); unfold(); });
  unfold();
  return el("li", { data: { testid: "request" } }, details);
}

const body = (title, data) => el("div", {}, el("h4", {}, title), el("pre", { class: "pre" }, JSON.stringify(data ?? null, null, 2)));
