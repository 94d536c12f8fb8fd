// <dlp-help>: the sheet of keyboard shortcuts, and the keys themselves: one presses the button that has it as `data-shortcut`.

import { boardState } from "../board-state.js";
import { loadScript } from "../classic-script.js";
import { keepChoice, keptChoice } from "../kept-choice.js";

/** @typedef {import("../board-state.js").BoardState} BoardState */

/** Speeds by the digit that chooses them. */
const SPEEDS = ["slow", "1", "10", "60", "max"];
/** Where letters are written or choose from a list. */
const WRITING = "input:not([type=range], [type=radio]), select, textarea, [contenteditable]";

class DlpHelp extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    const { signal } = this.#ended;
    for (const link of document.querySelectorAll("[data-opens=help]")) link.addEventListener("click", (event) => this.#open(event), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.dialog?.addEventListener("click", (event) => this.#pressed(event.target), { signal });
    // The sheet's content comes from the server (htmx) when it is first asked for.
    this.addEventListener("htmx:after:swap", () => this.#tell(), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  get dialog() {
    return /** @type {HTMLDialogElement | null} */ (this.querySelector("dialog"));
  }

  get check() {
    return this.querySelector("[data-single-keys]");
  }

  get isOn() {
    return keptChoice("single-keys") !== "off";
  }

  /** @param {Event} event */
  #open(event) {
    event.preventDefault();
    this.dialog?.showModal();
    // htmx finds the sheet's empty content and asks the server for it.
    void loadScript(this.state?.urls["htmx"] ?? "");
  }

  /** @param {EventTarget | null} target */
  #pressed(target) {
    if (target instanceof Element && target === this.check) this.#toggle();
    // Pressing beside the sheet closes it, as Esc does.
    if (target === this.dialog) this.dialog?.close();
  }

  #toggle() {
    keepChoice("single-keys", this.isOn ? "off" : null);
    this.#tell();
  }

  #tell() {
    this.check?.setAttribute("aria-pressed", String(this.isOn));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target } = event;
    const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat;
    if (isTaken || !this.isOn || this.dialog?.open) return;
    if (target instanceof Element && target.matches(WRITING)) return;
    if (this.#press(event.key.toLowerCase())) event.preventDefault();
  }

  /**
   * Whether the key means something here.
   * @param {string} key
   */
  #press(key) {
    const { state } = this;
    if (!state) return false;
    const speed = SPEEDS[Number(key) - 1];
    const selector = speed ? `input[name=speed][value="${speed}"]` : `[data-shortcut="${CSS.escape(key)}"]`;
    const control = document.querySelector(selector);
    if (control instanceof HTMLElement) control.click();
    else if (key === "t") state.setView({ showTest: !state.showTest });
    else if (key === "d") state.setView({ discretize: !state.discretize });
    else if (key === "g") state.setView({ logScale: !state.logScale });
    else return false;
    return true;
  }
}

customElements.define("dlp-help", DlpHelp);
