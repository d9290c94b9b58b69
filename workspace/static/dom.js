// Building the page's elements. The one place that creates nodes from data: text goes in as text, addresses are
// checked, and nothing here (or anywhere else in the page) parses data as HTML.

const ADDRESS_ATTRIBUTES = new Set(["href", "src", "action", "formaction"]);

/** An element. `props`: class, text, on {event: handler}, data {name: value}, else an attribute (false/null: left out). */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  append(node, children);
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "text") node.textContent = value;
  else if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
  else if (name === "data") for (const [key, item] of Object.entries(value)) { if (item !== null && item !== undefined) node.dataset[key] = item; }
  else if (name === "value") node.value = value;
  // Data never names an attribute, but a slip must not become a script: handlers only come through `on`.
  else if (/^on/i.test(name)) throw new Error(`handlers go in "on", not ${name}`);
  else if (ADDRESS_ATTRIBUTES.has(name)) { const safe = safeAddress(value); if (safe) node.setAttribute(name, safe); }
  else node.setAttribute(name, value === true ? "" : String(value));
}

export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** The address if it is http(s) (or relative to this page), else null: javascript:, data: and the like never pass. */
export function safeAddress(address) {
  try {
    const url = new URL(String(address), document.baseURI);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Is it served by this workspace? Pictures from elsewhere are named and linked, never loaded (no outside resources). */
export function isOurs(address) {
  const safe = safeAddress(address);
  return safe !== null && new URL(safe).origin === location.origin;
}

/** A link that opens elsewhere, or plain text where the address is not one we open. */
export function link(address, content, props = {}) {
  const href = safeAddress(address);
  if (!href) return el("span", { class: "dead-link", title: String(address) }, content);
  return el("a", { class: "link", href, target: "_blank", rel: "noopener noreferrer", ...props }, content);
}

export function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

/** Our own line icons, drawn here so that the page needs no font or picture. */
const ICON_PATHS = {
  send: "M3 11.5 21 3l-6.5 18-3-7.5z M11.5 13.5 21 3",
  clip: "M8 12.5 14.5 6a3.2 3.2 0 0 1 4.6 4.6l-8.4 8.3a5.2 5.2 0 0 1-7.3-7.4l8-8",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M8 14.2c1 1.5 2.4 2.3 4 2.3s3-.8 4-2.3 M9 9.6v.3 M15 9.6v.3",
  bolt: "M13 3 5 13.5h6L10 21l9-11.5h-6.5z",
  thread: "M4 5h16v11H11l-4.5 4v-4H4z M8 9h8 M8 12h5",
  dots: "M5.5 11.2v1.6 M12 11.2v1.6 M18.5 11.2v1.6",
  close: "M6 6l12 12 M18 6 6 18",
  chevron: "M6 9l6 6 6-6",
  back: "M15 5l-7 7 7 7",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M16.2 16.2 21 21",
  lock: "M7 11V8a5 5 0 0 1 10 0v3 M5 11h14v9H5z",
  hash: "M9 4 7 20 M17 4l-2 16 M4 9h17 M3 15h17",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M12 7v5l3.5 2",
  menu: "M4 7h16 M4 12h16 M4 17h16",
  lens: "M4 5h16v14H4z M4 10h16 M9 10v9",
  file: "M6 3h8l5 5v13H6z M14 3v5h5",
  down: "M12 5v14 M6 13l6 6 6-6",
  plus: "M12 5v14 M5 12h14",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
};

export function icon(name, size = 18) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const attributes = { viewBox: "0 0 24 24", width: size, height: size, class: "icon", "aria-hidden": "true" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  path.setAttribute("d", ICON_PATHS[name]);
  svg.append(path);
  return svg;
}

/** A square button that shows only an icon; `label` is what a screen reader and the tooltip say. */
export function iconButton(name, label, onClick, props = {}) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: onClick }, ...props }, icon(name));
}
