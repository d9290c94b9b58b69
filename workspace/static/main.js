// The page's start: who is here, where the address bar says we are, and what to fetch when something changes.

import { get, listen } from "./api.js";
import { refreshClock, startClock } from "./clock.js";
import { refreshMessages, startConversation } from "./conversation.js";
import { refreshHome, startHome } from "./home.js";
import { refreshFaults, refreshRequests, startInspector } from "./inspector.js";
import { refreshView, startModals } from "./modals.js";
import { closePopover } from "./popover.js";
import { refreshSidebar, startSidebar } from "./sidebar.js";
import { conversation, emit, go, isBotDm, on, readPlace, state } from "./state.js";
import { showStatus } from "./status.js";
import { refreshThread, startThread } from "./thread.js";
import { toast } from "./toast.js";
import { count as countUnseen, startUnseen } from "./unseen.js";

const lastPlaces = new Map(); // persona → where they were: becoming someone again brings you back there
let arrival = 0;

async function loadPeople() {
  const answer = await get("people");
  state.team = answer.team;
  state.bot = answer.bot;
  state.people = new Map(answer.people.map((one) => [one.id, one]));
  state.commands = answer.commands ?? [];
  state.shortcuts = answer.shortcuts ?? [];
  document.getElementById("team-name").textContent = state.team.name;
  document.getElementById("offline").hidden = state.bot.online;
  document.getElementById("offline").textContent = `${state.bot.name} is not running: what you write is kept and delivered when it is back.`;
}

/** The address bar changed: become that persona, stand in that place. */
async function arrive() {
  const turn = (arrival += 1);
  const address = location.hash;
  const overtaken = () => turn !== arrival || location.hash !== address; // by another move, heard of or not yet
  const wanted = readPlace();
  const user = state.people.has(wanted.as) ? wanted.as : state.me ?? remembered() ?? [...state.people.keys()][0];
  closePopover({ refocus: false });
  if (user !== state.me) await become(user);
  if (overtaken()) return;
  let item = conversation(wanted.in);
  if (wanted.in && !item) {
    await refreshSidebar(); // a conversation made a moment ago
    item = conversation(wanted.in);
  }
  if (overtaken()) return;
  if (!item) {
    const back = lastPlaces.get(user);
    go(conversation(back?.in) ? back : { in: (state.sidebar.dms.find(isBotDm) ?? state.sidebar.channels.find((one) => one.is_member) ?? state.sidebar.channels[0])?.id });
    return;
  }
  state.place = { in: item.id, thread: wanted.thread, tab: wanted.tab };
  lastPlaces.set(user, state.place);
  emit("place");
}

async function become(user) {
  // Nothing of the last persona stays on show meanwhile: a composer must never belong to somebody else than it says.
  state.me = user;
  state.sidebar = { channels: [], dms: [] };
  state.place = { in: null, thread: null, tab: null };
  emit("place");
  try {
    localStorage.setItem("persona", user);
  } catch {
    // Without storage the page starts as the first person next time.
  }
  await refreshSidebar();
  refreshView();
  emit("persona");
}

function remembered() {
  try {
    const id = localStorage.getItem("persona");
    return state.people.has(id) ? id : null;
  } catch {
    return null;
  }
}

const concerns = ({ users }) => !users || users.includes(state.me);

// What to fetch for each kind of change. A burst is one fetch: every refresh runs one at a time (api.js, serial).
const REFRESH = {
  message(change) {
    if (!concerns(change)) return;
    refreshSidebar();
    if (change.thread_ts) countUnseen(change.channel);
    if (change.channel === state.place.in) {
      refreshMessages();
      if (state.place.thread) refreshThread();
    }
  },
  channel: (change) => concerns(change) && refreshSidebar().then(refreshMessages),
  read: (change) => concerns(change) && refreshSidebar(),
  view: (change) => concerns(change) && refreshView(),
  home: (change) => concerns(change) && refreshHome(),
  status: (change) => { showStatus(change); loadPeople().then(() => emit("sidebar")); },
  clock: () => refreshClock(),
  faults: () => refreshFaults(),
  requests: () => refreshRequests(),
};

function refreshAll() {
  refreshSidebar();
  refreshMessages();
  refreshThread();
  refreshView();
  refreshHome();
  refreshClock();
  refreshRequests();
}

function connected(is) {
  document.getElementById("unreachable").hidden = is;
  state.connected = is;
}

async function start() {
  startSidebar();
  startConversation();
  startThread();
  startModals();
  startHome();
  startInspector();
  startUnseen();
  on("stale", refreshAll);
  on("seen", refreshMessages);
  on("clock", () => { refreshMessages(); refreshHome(); });
  await loadPeople();
  await refreshClock();
  startClock();
  addEventListener("hashchange", arrive);
  await arrive();
  let opened = false;
  // After a break anything may have changed, the cast included; the first opening has nothing to catch up with.
  const onOpen = () => { connected(true); if (opened) loadPeople().then(refreshAll); opened = true; };
  listen((change) => REFRESH[change.kind]?.(change), onOpen, () => connected(false));
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the fragment is the place, not an anchor
    document.getElementById("main-pane").focus();
  });
  document.body.dataset.ready = "true"; // for tests: from here on the page follows the address bar and the stream
}

start().catch((fault) => toast(fault.message, { bad: true }));
