// Surfaces: where blocks stand (a message, a modal, the Home tab) and what pressing something there does.

import { act, upload } from "./api.js";
import { emit, state } from "./state.js";
import { toast } from "./toast.js";

/** `place` is what a click names: {channel, message_ts} or {view_id}. */
export function makeSurface(kind, place, { values = {}, errors = {}, changed = null } = {}) {
  const user = state.me;
  const where = (blockId, element) => ({ ...place, block_id: blockId, action_id: element.action_id });
  return {
    kind, place, values: structuredClone(values), errors, changed,
    async click(blockId, element, choice) {
      const body = { ...where(blockId, element), ...choice, ...(kind === "message" ? {} : { values: this.values }) };
      const answer = await told(() => act(user, "click", body));
      // The modal that a click opened is drawn from its answer: no wait for the stream.
      if (answer.view !== undefined) emit("view", { user });
      return answer;
    },
    options: (blockId, element, typed) => act(user, "options", { ...where(blockId, element), value: typed }),
    async upload(files) {
      return (await told(() => upload(user, files))).files;
    },
  };
}

/** Do it; if it is refused say why, and let the caller know too. */
export async function told(work) {
  try {
    return await work();
  } catch (fault) {
    toast(fault.message, { bad: true });
    throw fault;
  }
}

/** Do it; if it is refused say why, and answer null. For acts that nothing waits for. */
export const attempt = (work) => told(work).catch(() => null);
