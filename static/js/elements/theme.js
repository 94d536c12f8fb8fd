// <dlp-theme>: light, dark, or as the device has it; remembered, and set before drawing by theme-start.js.

import { boardState } from "../board-state.js";
import { keepChoice } from "../kept-choice.js";

/** @type {Record<string, string>} */
const NEXT = { auto: "light", light: "dark", dark: "auto" };

class DlpTheme extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => this.#choose(NEXT[this.theme] ?? "auto"), { signal: this.#ended.signal });
    this.#tell();
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  get theme() {
    return document.documentElement.dataset["theme"] ?? "auto";
  }

  /** @param {string} theme */
  #choose(theme) {
    if (theme === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
    keepChoice("theme", theme === "auto" ? null : theme);
    this.#tell();
  }

  #tell() {
    const button = this.querySelector("button");
    if (button) button.ariaLabel = button.title = boardState(this).text(`theme.${this.theme}`);
  }
}

customElements.define("dlp-theme", DlpTheme);
