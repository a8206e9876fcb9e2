/**
 * The drawer in which things are made to go wrong: what the bot then gets is what Discord itself would answer.
 * @module
 */

import { freshId, h } from "./dom.js";

export class Faults {
  #standing = null;
  #chosen = { route: null, answer: null, times: "1" };

  /**
   * @param {import("./store.js").Store} store
   * @param {import("./deeds.js").Deeds} deeds
   */
  constructor(store, deeds) {
    this.store = store;
    this.deeds = deeds;
    this.element = h("div", { class: "faults" });
    this.done = h("p", { class: "fault-done", role: "status" });
    for (const topic of ["current", "channels"]) store.on(topic, () => this.#standing && this.#again());
    store.on("session", () => this.#standing && this.refresh());
  }

  /** Asks what is broken now, and shows it. */
  async refresh() {
    this.#standing = await this.deeds.faults();
    if (this.#standing) this.render();
  }

  async #do(name, given, said) {
    const answer = await this.deeds.fault(name, given);
    if (!answer) return;
    this.#standing = answer.standing;
    this.render();
    this.done.textContent = said;
  }

  /** Shows what the world has become, unless somebody is typing here. */
  #again() {
    if (!this.element.contains(document.activeElement) || !document.activeElement.matches("input, select")) this.render();
  }

  render() {
    const { current } = this.store;
    this.done.textContent = "";
    this.element.replaceChildren(
      this.done,
      this.#connection(),
      this.#routes(),
      ...(current?.guild_id ? [this.#here(current), this.#guild()] : []),
    );
  }

  #connection() {
    return section(
      "Connection",
      "The bot should come back by itself.",
      row(
        this.#button("Drop gateway", "gateway", { how: "cut" }, "Dropped. The session can be resumed."),
        this.#button("End session", "gateway", { how: "cut", resumable: false }, "The session is gone."),
      ),
      row(
        this.#button("Reconnect", "gateway", { how: "reconnect" }, "Asked."),
        this.#button("Expire tokens", "tokens", {}, "Every interaction's token is dead."),
      ),
      row(
        number("Seconds every call takes longer", this.#standing.latency, 60, (seconds) =>
          this.#do("latency", { seconds }, "Set."),
        ),
      ),
    );
  }

  #routes() {
    const { routes, answers, pending } = this.#standing;
    const route = choice("When the bot tries to", routes, this.#chosen.route);
    const said = choice("it gets", [...answers, "disconnect", "hang"], this.#chosen.answer);
    const times = h("input", { class: "field-input", type: "number", min: "1", max: "999", id: freshId("times") });
    times.value = this.#chosen.times;
    const go = h("button", { type: "submit", class: "button button-danger" }, "Break it");
    const form = h(
      "form",
      { class: "fault-form" },
      route.element,
      said.element,
      h("div", { class: "fault-field" }, h("label", { for: times.id }, "so many times"), times),
      go,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#chosen = { route: route.input.value, answer: said.input.value, times: times.value };
      this.#do("route", { ...this.#chosen, times: Number(times.value) }, "It is broken now.");
    });
    const left = pending.map((fault) => h("li", null, `${fault.route}: ${fault.answer}, ${fault.times} more`));
    return section(
      "Answers",
      null,
      form,
      left.length > 0 && h("ul", { class: "fault-pending" }, left),
      left.length > 0 && this.#button("Mend everything", "mend", {}, "Mended."),
    );
  }

  /** The channel or thread that is shown. */
  #here(channel) {
    const id = { channel_id: channel.id };
    const { archived, locked } = channel.thread_metadata ?? {};
    const kind = channel.thread_metadata ? "thread" : "channel";
    const thread = [
      row(
        this.#button(archived ? "Reopen" : "Archive", "channel", { ...id, archived: !archived }, "Changed."),
        this.#button(locked ? "Unlock" : "Lock", "channel", { ...id, locked: !locked }, "Changed."),
      ),
    ];
    const parent = [
      h("p", { class: "fault-word" }, "The bot may not"),
      this.#rights(channel),
      row(
        number("Slow mode for members, in seconds", channel.rate_limit_per_user ?? 0, 21_600, (seconds) =>
          this.#do("channel", { ...id, slow_mode: seconds }, "Set."),
        ),
      ),
    ];
    return section(
      `This ${kind}`,
      null,
      ...(channel.thread_metadata ? thread : parent),
      row(this.#lastMessage(channel), this.#button(`Delete ${kind}`, "delete-channel", id, "Gone.")),
    );
  }

  /** Deletes whatever message is the last one at that moment. */
  #lastMessage(channel) {
    const button = h("button", { type: "button", class: "button button-secondary" }, "Delete last message");
    button.addEventListener("click", () => {
      const last = this.store.messagesOf(channel.id)?.at(-1);
      if (last) this.#do("delete-message", { message_id: last.id }, "Gone.");
    });
    return button;
  }

  #rights(channel) {
    const denied = this.#standing.guilds[channel.guild_id]?.denied[channel.id] ?? [];
    const boxes = this.#standing.deniable.map((name) => ({ name, ...tick(name, denied.includes(name)) }));
    for (const box of boxes)
      box.input.addEventListener("change", () => {
        const chosen = boxes.filter((other) => other.input.checked).map((other) => other.name);
        this.#do("permissions", { channel_id: channel.id, denied: chosen }, "Changed.");
      });
    return h("div", { class: "fault-rights" }, boxes.map((box) => box.element));
  }

  #guild() {
    const { guild, bot } = this.store;
    const standing = this.#standing.guilds[guild.id];
    const words = h("input", { class: "field-input", type: "text", id: freshId("words"), placeholder: "beetroot, …" });
    words.value = standing.blocked_words.join(", ");
    words.addEventListener("change", () =>
      this.#do("automod", { guild_id: guild.id, words: words.value.split(",") }, "Set."),
    );
    const everybody = [bot.user, ...this.store.people.map((person) => person.user)].filter(Boolean);
    const seats = everybody
      .filter((user) => user.id !== guild.owner_id)
      .map((user) => this.#seat(user, guild, guild.members.some((member) => member.user.id === user.id)));
    return section(
      "This server",
      null,
      h("div", { class: "fault-field" }, h("label", { for: words.id }, "Words that AutoMod blocks"), words),
      row(number("Most active threads", this.#standing.thread_cap, 1000, (most) => this.#do("thread-cap", { most }, "Set."))),
      h("p", { class: "fault-word" }, "Members"),
      h("div", { class: "fault-rights" }, seats),
    );
  }

  #seat(user, guild, present) {
    const seat = tick(user.global_name ?? user.username, present);
    seat.input.addEventListener("change", () => {
      const given = { guild_id: guild.id, user_id: user.id, present: seat.input.checked };
      this.#do("member", given, seat.input.checked ? "Back again." : "Kicked.");
    });
    return seat.element;
  }

  #button(label, name, given, said) {
    const button = h("button", { type: "button", class: "button button-secondary" }, label);
    button.addEventListener("click", () => this.#do(name, given, said));
    return button;
  }
}

function section(title, about, ...content) {
  return h("section", { class: "fault" }, h("h3", null, title), about && h("p", { class: "fault-about" }, about), content);
}

function row(...content) {
  return h("div", { class: "fault-row" }, content);
}

function choice(label, values, chosen) {
  const options = values.map((value) => h("option", { value, selected: value === chosen }, value));
  const input = h("select", { class: "field-input", id: freshId("choice") }, options);
  return { input, element: h("div", { class: "fault-field" }, h("label", { for: input.id }, label), input) };
}

function number(label, value, most, onChange) {
  const input = h("input", { class: "field-input", type: "number", min: "0", max: most, id: freshId("number") });
  input.value = value;
  input.addEventListener("change", () => onChange(Number(input.value)));
  return h("div", { class: "fault-field" }, h("label", { for: input.id }, label), input);
}

function tick(label, checked) {
  const input = h("input", { type: "checkbox", class: "check", id: freshId("tick") });
  input.checked = checked;
  return { input, element: h("div", { class: "choice" }, input, h("label", { for: input.id }, label)) };
}
