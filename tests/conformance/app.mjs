// A small app on Bolt for JavaScript, run by test_bolt_for_javascript.py. What it hears it prints, one JSON line each.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.env.BOLT_HOME + "/package.json"));
const { App } = require("@slack/bolt");

const say = (kind, value) => process.stdout.write(JSON.stringify({ kind, value }) + "\n");
const socketMode = process.env.TRANSPORT === "socket";
const quiet = { getLevel: () => "error", setLevel() {}, setName() {}, debug() {}, info() {}, warn() {}, error: (...all) => say("error", all.map(String)) };

const app = new App({
  token: process.env.BOT_TOKEN,
  ...(socketMode ? { socketMode, appToken: process.env.APP_TOKEN } : { signingSecret: process.env.SIGNING_SECRET }),
  clientOptions: { slackApiUrl: process.env.BASE_URL + "/api/" },
  logger: quiet,
});

const form = {
  type: "modal",
  callback_id: "note.form",
  title: { type: "plain_text", text: "A note" },
  submit: { type: "plain_text", text: "Keep" },
  blocks: [
    {
      type: "input",
      block_id: "words",
      label: { type: "plain_text", text: "Words" },
      element: { type: "plain_text_input", action_id: "text" },
    },
  ],
};

app.message(async ({ message, say: answer }) => {
  say("message", message);
  await answer({
    text: "A card",
    thread_ts: message.ts,
    metadata: { event_type: "card", event_payload: { n: 1 } },
    blocks: [
      {
        type: "actions",
        elements: [
          { type: "button", action_id: "note", value: "7", text: { type: "plain_text", text: "Add a note" } },
        ],
      },
    ],
  });
});

app.event("app_mention", async ({ event }) => say("mention", event));

app.action("note", async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form });
  say("click", body.actions[0]);
});

app.view("note.form", async ({ ack, view, body, client }) => {
  const words = view.state.values.words.text.value;
  if (words.includes("bad")) {
    await ack({ response_action: "errors", errors: { words: "Please be kind." } });
    return;
  }
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: `Kept: ${words}` });
});

app.command("/wardline", async ({ ack, command, respond }) => {
  await ack();
  say("command", command);
  await respond({ text: `Understood: ${command.text}`, response_type: "ephemeral" });
});

app.shortcut("enquiry.raise", async ({ ack, shortcut }) => {
  await ack();
  say("shortcut", shortcut);
});

app.event("app_home_opened", async ({ event, client }) => {
  await client.views.publish({
    user_id: event.user,
    view: { type: "home", blocks: [{ type: "header", text: { type: "plain_text", text: "Your cases" } }] },
  });
});

app.event("reaction_added", async ({ event, client }) => {
  const file = await client.filesUploadV2({
    channel_id: event.item.channel,
    thread_ts: event.item.ts,
    content: "some words",
    filename: "note.txt",
  });
  const found = await client.conversations.replies({
    channel: event.item.channel,
    ts: event.item.ts,
    include_all_metadata: true,
  });
  const people = [];
  for await (const page of client.paginate("users.list", { limit: 2 })) people.push(...page.members.map((one) => one.id));
  say("replies", { ok: file.ok, people, messages: found.messages });
});

const port = Number(process.env.PORT ?? 0);
await (socketMode ? app.start() : app.start({ port, host: "127.0.0.1" }));
say("ready", true);
process.stdin.on("end", () => process.exit(0)).resume();
