/**
 * The bar above the messages: where one is, how the bot is, and the controls of the page.
 * @module
 */

import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { channelIcon, channelName, isPrivate, THREAD_TYPES } from "./places.js";
import { themeButton } from "./theme.js";

export class Header {
  /**
   * @param {import("./store.js").Store} store
   * @param {{onDrawer: () => void, onRestart: () => void, tools: HTMLElement[]}} deeds
   */
  constructor(store, { onDrawer, onRestart, tools }) {
    this.store = store;
    const drawer = iconButton("menu", "Channels", { class: "tool drawer-button", data: { action: "drawer" } });
    this.place = h("div", { class: "place" });
    this.state = h("span", { class: "bot-state", role: "status" });
    this.restart = iconButton("restart", "Restart bot", { class: "tool header-tool" });
    drawer.addEventListener("click", onDrawer);
    this.restart.addEventListener("click", () => {
      this.restart.classList.add("turning");
      onRestart();
    });
    this.restart.addEventListener("animationend", () => this.restart.classList.remove("turning"));
    this.element = h(
      "header",
      { class: "topbar" },
      drawer,
      this.place,
      h("div", { class: "topbar-tools" }, this.state, tools, this.restart, themeButton()),
    );
    for (const topic of ["session", "channels", "current", "bot"]) store.on(topic, () => this.render());
  }

  render() {
    const { current, bot } = this.store;
    const thread = current && THREAD_TYPES.has(current.type);
    const parent = thread ? this.store.channels.get(current.parent_id) : null;
    const name = current ? channelName(current, this.store) : "";
    this.place.replaceChildren(
      ...(parent
        ? [
            h(
              "a",
              { class: "place-parent", href: `#/${parent.id}` },
              icon("back"),
              icon("hash"),
              h("span", null, parent.name),
            ),
            icon("next"),
          ]
        : []),
      h("h1", null, icon(current ? channelIcon(current) : "hash"), h("span", { class: "place-name" }, name)),
      ...(current?.topic ? [h("p", { class: "topic" }, current.topic)] : []),
    );
    this.state.classList.toggle("bot-online", bot.online);
    this.state.replaceChildren(
      h("span", { class: "bot-dot" }),
      h("span", { class: "bot-word" }, bot.online ? "Bot online" : "Bot offline"),
    );
    this.restart.hidden = !bot.restartable;
    document.title = `${current ? `${thread || isPrivate(current) ? "" : "#"}${name} · ` : ""}Restyle playground`;
  }
}
