// <dlp-header>: title, undo and redo, the same experiment in the other language, the link to it.

import { boardState } from "../board-state.js";
import { allow, ask, sendOnPress } from "./ask.js";
import { setText } from "./network-head.js";

/** @typedef {import("../board-state.js").BoardState} BoardState */

/** How long the button says that the link was copied. */
const SAID = 2000;

class DlpHeader extends HTMLElement {
  #ended = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    const { signal } = this.#ended;
    const { state } = this;
    sendOnPress(this, state, signal);
    state.addEventListener("run", () => this.#tellUndo(), { signal });
    state.addEventListener("spec", () => this.#tellExperiment(), { signal });
    this.share?.addEventListener("click", () => this.#copy(), { signal });
    // The browser's own keys for undo, where no field is being written in.
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#tellUndo();
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  get share() {
    return this.querySelector("[data-share]");
  }

  #tellUndo() {
    for (const [name, can] of /** @type {const} */ ([["undo", this.state?.canUndo], ["redo", this.state?.canRedo]])) {
      for (const button of document.querySelectorAll(`[data-command="${name}"]`)) allow(button, can ?? false);
    }
  }

  #tellExperiment() {
    const { state } = this;
    if (!state) return;
    const title = state.text(`title.${state.spec.dataset.kind}`);
    setText(this.querySelector("h1"), title);
    document.title = `${title} · Deep Learning Playground`;
    for (const link of this.querySelectorAll(".lang a")) {
      if (link instanceof HTMLAnchorElement) link.search = state.address ? `?${state.address}` : "";
    }
  }

  async #copy() {
    const { state } = this;
    if (!state) return;
    if (state.address === null) return this.#say("share.none", false);
    const { origin, pathname } = location;
    const address = `${origin}${pathname}${state.address ? `?${state.address}` : ""}`;
    try {
      await navigator.clipboard.writeText(address);
      this.#say("share.copied", true);
    } catch {
      this.#say("share.failed", false);
    }
  }

  /**
   * @param {string} key
   * @param {boolean} isDone
   */
  #say(key, isDone) {
    const { share, state } = this;
    if (!share || !state) return;
    const show = (/** @type {string} */ text, /** @type {string} */ icon) => {
      setText(share.querySelector("span"), state.text(text));
      share.querySelector("use")?.setAttribute("href", icon);
    };
    if (isDone) show(key, "#i-check");
    else state.dispatchEvent(new CustomEvent("say", { detail: state.text(key) }));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => show("share.share", "#i-link"), SAID);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { state } = this;
    const isWriting = event.target instanceof HTMLInputElement && event.target.inputMode !== "";
    if (!state || isWriting || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const command = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : "";
    if (!command) return;
    event.preventDefault();
    if (command === "undo" ? state.canUndo : state.canRedo) ask(state, command);
  }
}

customElements.define("dlp-header", DlpHeader);
