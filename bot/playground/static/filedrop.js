/**
 * A file field that can be clicked, dropped on and pasted into, with a preview of what it holds.
 * @module
 */

import { fileSize, h } from "./dom.js";
import { icon, iconButton } from "./icons.js";

export class FileDrop {
  files = [];
  #urls = [];

  /**
   * @param {{id: string, describedBy?: string, most?: number, samples?: object[], limit: number,
   *   onChange: () => void, onError: (text: string) => void}} setup `samples` are offered while it is empty
   */
  constructor({ id, describedBy, most = 1, samples = [], limit, onChange, onError }) {
    Object.assign(this, { most, limit, onChange, onError });
    this.input = h("input", {
      id,
      type: "file",
      class: "drop-input",
      multiple: most > 1,
      "aria-describedby": describedBy,
    });
    this.shown = h("div", { class: "drop-shown" });
    this.zone = h("div", { class: "drop-zone" }, this.input, this.shown);
    this.samples = samples.length
      ? h(
          "div",
          { class: "samples" },
          h("span", { class: "samples-word" }, "or use a sample photo"),
          samples.map((sample) => this.#sampleButton(sample)),
        )
      : null;
    this.element = h("div", { class: "drop" }, this.zone, this.samples);
    this.input.addEventListener("change", () => this.input.files.length && this.add([...this.input.files]));
    this.zone.addEventListener("dragover", (event) => event.preventDefault());
    this.zone.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.add([...event.dataTransfer.files]);
    });
    this.#render();
  }

  /** Takes files in; a single place is overwritten. */
  add(files) {
    const tooLarge = files.find((file) => file.size > this.limit);
    if (tooLarge) this.onError(`${tooLarge.name} is ${fileSize(tooLarge.size)}; the limit is ${fileSize(this.limit)}.`);
    const fitting = files.filter((file) => file.size <= this.limit);
    if (!fitting.length) return;
    this.files = this.most === 1 ? fitting.slice(0, 1) : [...this.files, ...fitting].slice(0, this.most);
    this.#changed();
  }

  remove(file) {
    this.files = this.files.filter((other) => other !== file);
    this.#changed();
    this.input.focus();
  }

  clear() {
    this.files = [];
    this.#changed();
  }

  /** Fetches a sample photo and takes it. */
  async use(sample) {
    const blob = await (await fetch(sample.url)).blob();
    this.add([new File([blob], sample.name, { type: blob.type })]);
  }

  /** Gives up the previews' memory. */
  release() {
    this.#urls.forEach((url) => URL.revokeObjectURL(url));
    this.#urls = [];
  }

  #changed() {
    this.input.value = "";
    this.#render();
    this.onChange();
  }

  #render() {
    this.release();
    const full = this.files.length >= this.most;
    this.zone.classList.toggle("drop-full", full);
    if (this.samples) this.samples.hidden = this.files.length > 0;
    const invitation = h(
      "span",
      { class: "drop-invitation" },
      icon("picture"),
      h("span", null, h("b", null, "Drop a file"), h("span", { class: "drop-more" }, "or click, or paste")),
    );
    this.shown.replaceChildren(...this.files.map((file) => this.#preview(file)), ...(full ? [] : [invitation]));
  }

  #preview(file) {
    const remove = iconButton("close", "Remove file", { class: "preview-remove", title: "Remove" });
    remove.addEventListener("click", () => this.remove(file));
    let picture = icon("file");
    if (file.type.startsWith("image/")) {
      const url = URL.createObjectURL(file);
      this.#urls.push(url);
      picture = h("img", { src: url, alt: "", draggable: "false" });
    }
    return h(
      "span",
      { class: "preview" },
      h("span", { class: "preview-picture" }, picture),
      h(
        "span",
        { class: "preview-text" },
        h("span", { class: "preview-name" }, file.name),
        h("span", { class: "preview-size" }, fileSize(file.size)),
      ),
      remove,
    );
  }

  #sampleButton(sample) {
    const button = h(
      "button",
      { type: "button", class: "sample", title: sample.title },
      h("img", { src: sample.url, alt: sample.title, loading: "lazy" }),
    );
    button.addEventListener("click", () => this.use(sample));
    return button;
  }
}
