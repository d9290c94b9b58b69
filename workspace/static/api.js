// The page's only door to the workspace: the JSON API under /ui (docs/workspace.md) and its stream of changes.

import { released } from "./press.js";

/** A refusal. `error` is for the program, `message` for the person. */
class Refusal extends Error {
  constructor(error, says) {
    super(says);
    this.error = error;
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refusal("no_workspace", "The workspace cannot be reached. Is it still running?");
  }
  const answer = await response.json().catch(() => null);
  if (!answer?.ok) throw new Refusal(answer?.error ?? `http_${response.status}`, answer?.says ?? `The workspace answered ${response.status}.`);
  return answer;
}

const query = (params) => {
  const given = Object.entries(params).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

/** What is read is drawn, so the answer waits until nothing is pressed. */
export async function get(path, params = {}) {
  const answer = await call(`/ui/${path}${query(params)}`);
  await released();
  return answer;
}

export const remove = (path, params = {}) => call(`/ui/${path}${query(params)}`, { method: "DELETE" });
export const post = (path, body = {}) =>
  call(`/ui/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const as = (user) => `as/${encodeURIComponent(user)}`;

/** What a person sees and does. `verb` is one of the addresses in docs/workspace.md. */
export const see = (user, what, params) => get(`${as(user)}/${what}`, params);
export const act = (user, verb, body) => post(`${as(user)}/${verb}`, body);

/** Files go as a form; the header is how the workspace knows the page sent it. Answers with `files`. */
export function upload(user, files, fields = {}) {
  const form = new FormData();
  for (const file of files) form.append("file", file, file.name);
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
  return call(`/ui/${as(user)}/upload`, { method: "POST", headers: { "X-Workspace": "page" }, body: form });
}

/** Changes as they happen. `onOpen` also runs after a break, when everything should be fetched again. */
export function listen(onChange, onOpen, onBreak) {
  const stream = new EventSource("/ui/stream");
  stream.addEventListener("open", onOpen);
  stream.addEventListener("error", onBreak);
  stream.addEventListener("change", (event) => onChange(JSON.parse(event.data)));
  return stream;
}

/**
 * One run at a time, and one more if it was asked for meanwhile: changes come in bursts, and two answers must not
 * overtake each other. Returns a promise of a run that began after the call.
 */
export function serial(work) {
  let running = null;
  let waiting = null;
  const start = () => {
    running = Promise.resolve().then(work).finally(() => { running = null; });
    return running;
  };
  return () => {
    if (!running) return start();
    waiting ??= running.catch(() => null).then(() => { waiting = null; return start(); });
    return waiting;
  };
}
