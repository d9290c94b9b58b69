// Where the keyboard is, said in a way that survives redrawing: the block and action rather than the node.

/** A description of the focused control inside `root`, or null. */
export function placeOf(root) {
  const node = document.activeElement;
  if (!node || !root.contains(node)) return null;
  const item = node.closest("[data-ts]")?.dataset.ts ?? null;
  const blockId = node.closest("[data-block-id]")?.dataset.blockId ?? null;
  const action = node.closest("[data-action-id]")?.dataset.actionId ?? null;
  const name = node.getAttribute("aria-label") ?? node.textContent;
  return { item, blockId, action, name, start: node.selectionStart, end: node.selectionEnd };
}

/** Put it back, if the same control is still there. True when it was found. */
export function restore(root, place) {
  if (!place || (document.activeElement && document.activeElement !== document.body && root.contains(document.activeElement))) return false;
  const item = place.item ? root.querySelector(`[data-ts="${CSS.escape(place.item)}"]`) : root;
  const block = place.blockId ? item?.querySelector(`[data-block-id="${CSS.escape(place.blockId)}"]`) : item;
  const within = place.action ? block?.querySelector(`[data-action-id="${CSS.escape(place.action)}"]`) : null;
  const field = within ? controlIn(within) : [...(block?.querySelectorAll("button, input, textarea, a[href]") ?? [])].find((node) => (node.getAttribute("aria-label") ?? node.textContent) === place.name);
  if (!field) return false;
  field.focus({ preventScroll: true });
  try {
    if (place.start !== undefined && place.start !== null) field.setSelectionRange?.(place.start, place.end);
  } catch {
    // Some input types (date, checkbox) have no selection.
  }
  return true;
}

const controlIn = (node) => (node.matches("input, textarea, button") ? node : node.querySelector("input, textarea, button"));
