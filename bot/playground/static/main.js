/**
 * Puts the page together: one store, one stream of events for the person one is, the views, and what connects them.
 * @module
 */

import { Actions } from "./actions.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { displayName } from "./avatars.js";
import { Deeds } from "./deeds.js";
import { h } from "./dom.js";
import { Drawer } from "./drawer.js";
import { dropping } from "./dropping.js";
import { Faults } from "./faults.js";
import { Header } from "./header.js";
import { Members } from "./members.js";
import { Session } from "./session.js";
import { settingsButton } from "./settings.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";
import { keepCounting } from "./timestamps.js";
import { Toasts } from "./toast.js";
import { FIRST_TRY, welcome } from "./welcome.js";

const store = new Store();
const toasts = new Toasts();
const complain = (text) => toasts.show(text);
const session = new Session(store, complain);
const deeds = new Deeds(store, session, complain);

const settings = settingsButton(store, (installed) => deeds.install(installed));
const sidebar = new Sidebar(store, { onPerson: become, onPrivate: () => deeds.openDm(), settings });
const people = new Members(store);
const faults = new Faults(store, deeds);
const drawers = [
  new Drawer("people", "People", people.element),
  new Drawer("bolt", "Faults", faults.element, () => faults.refresh()),
];
const header = new Header(store, {
  onDrawer: () => sidebar.toggle(true),
  onRestart: () => deeds.restartBot(),
  tools: drawers.map((drawer) => drawer.button),
});
const conversation = new Conversation(store, welcome);
const composer = new Composer(store, deeds);
const typing = h("p", { class: "typing", role: "status" });
const lost = h("p", { class: "lost", role: "alert", hidden: true }, "The playground does not answer. Trying again…");
const main = h(
  "main",
  { class: "main" },
  header.element,
  lost,
  conversation.element,
  h("div", { class: "dock" }, composer.element, h("div", { class: "dock-foot" }, typing, composer.again)),
);

document.body.append(
  h("div", { class: "app" }, sidebar.element, main, ...drawers.map((drawer) => drawer.element)),
  toasts.element,
);
const actions = new Actions(store, session, { onTry: tryFirst, complain });
for (const element of [conversation.element, people.element]) actions.listen(element);
dropping(main, composer);
keepCounting(document.body);

store.on("current", () => {
  composer.refresh();
  showTyping();
});
store.on("commands", () => {
  composer.refresh();
  conversation.schedule();
});
store.on("typing", showTyping);
store.on("modal", (event) => deeds.openModal(event));
session.onConnection = (connected) => {
  lost.hidden = connected;
};
session.start();
document.addEventListener("keydown", typeAnywhere);
if (matchMedia("(hover: hover)").matches) composer.focus();

function become(personId) {
  composer.forget();
  session.become(personId);
}

/** Somebody who simply begins to type means the composer. */
function typeAnywhere(event) {
  const plain = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && event.target === document.body) composer.focus();
}

async function tryFirst() {
  const leaf = store.commandsOf(1).find((item) => item.name === FIRST_TRY.command);
  if (!leaf) return;
  const form = composer.open(leaf);
  const picture = form.field(FIRST_TRY.picture);
  if (picture && store.samples[0]) await picture.control.use(store.samples[0]);
  const prompt = form.field("prompt");
  if (!prompt) return;
  prompt.input.value = FIRST_TRY.prompt;
  prompt.focus();
}

function showTyping() {
  const names = store.typists(store.currentId).map(displayName);
  typing.textContent = names.length ? `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} typing…` : "";
}
