// What opens over the page beside a button: popovers and menus. One at a time. Lists to choose from are lists.js,
// modals are modals.js and confirm.js.

import { el } from "./dom.js";

let open = null;

/** Show `content` beside `anchor`. Escape, a press elsewhere or closePopover() ends it; focus goes back to the anchor. */
export function openPopover(anchor, content, { label, role = "dialog", align = "start", onClose = null, width = null } = {}) {
  const again = open?.anchor === anchor;
  closePopover();
  if (again) return null; // the same button pressed twice: that was "close"
  const box = el("div", { class: "popover", role, "aria-label": label, tabindex: "-1" }, content);
  if (width) box.style.width = `${width}px`;
  // A modal dialog makes everything outside it inert, so what belongs to it opens inside it.
  (anchor.closest("dialog") ?? document.body).append(box);
  open = { anchor, box, onClose, align };
  anchor.setAttribute("aria-expanded", "true");
  place();
  return box;
}

export function closePopover({ refocus = true } = {}) {
  if (!open) return;
  const { anchor, box, onClose } = open;
  open = null;
  const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
  box.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (refocus && hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
  onClose?.();
}

export const isOpen = () => open !== null;

/** Below the anchor if it fits, else above; never off the screen. */
export function place() {
  if (!open?.anchor.isConnected) return;
  const { anchor, box, align } = open;
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = align === "end" ? at.right - width : at.left;
  const below = at.bottom + 4;
  const top = below + height <= innerHeight - 8 || at.top < innerHeight / 2 ? below : at.top - height - 4;
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.box.contains(event.target) && !open.anchor.contains(event.target)) closePopover({ refocus: false });
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !open) return;
  // The innermost thing closes first: a list inside a modal must not take the modal with it.
  event.preventDefault();
  event.stopPropagation();
  closePopover();
}, true);
addEventListener("resize", () => closePopover({ refocus: false }));

/** A menu of actions: [{text, hint?, danger?, pick}], null for a line between. */
export function openMenu(anchor, items, { label, align = "end" } = {}) {
  const entries = items.map((item) => item && el("button", {
    type: "button", class: item.danger ? "menu-item danger" : "menu-item", role: "menuitem", tabindex: "-1",
    on: { click: () => { closePopover(); item.pick(); } },
  }, el("span", { class: "menu-text" }, item.text), item.hint && el("span", { class: "menu-hint" }, item.hint)));
  const content = entries.map((entry) => entry ?? el("div", { class: "menu-line", role: "separator" }));
  const box = openPopover(anchor, content, { label, role: "menu", align });
  if (!box) return;
  const buttons = entries.filter(Boolean);
  buttons[0]?.focus();
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Tab") closePopover();
    if (!step) return;
    event.preventDefault();
    buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
  });
}
