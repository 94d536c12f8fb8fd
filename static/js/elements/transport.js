// <dlp-transport>: play and its kin, speed, epoch and the two losses.

import { boardState } from "../board-state.js";
import { onFrame } from "../on-frame.js";
import { allow, ask, sendOnPress } from "./ask.js";
import { isLimited, setText } from "./network-head.js";

/** @typedef {import("../board-state.js").BoardState} BoardState */

const TRAIN_LOSS = 3;
const TEST_LOSS = 4;

class DlpTransport extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    this.play = /** @type {HTMLButtonElement} */ (this.querySelector("[data-play]"));
    const { signal } = this.#ended;
    const { state } = this;
    sendOnPress(this, state, signal);
    const { play } = this;
    play.addEventListener("click", () => isLimited(play) || ask(state, state.runState === "playing" ? "pause" : "play"), { signal });
    this.addEventListener("change", (event) => this.#changeSpeed(event), { signal });
    const read = onFrame(() => this.#read());
    for (const name of ["frame", "rows", "spec"]) state.addEventListener(name, read, { signal });
    state.addEventListener("run", () => this.#tell(), { signal });
    this.#tell();
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {Event} event */
  #changeSpeed({ target }) {
    const control = target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target : null;
    if (control?.name === "speed" || control?.dataset["speed"] !== undefined) ask(this.state, "speed", { speed: control.value });
  }

  /** What changes with a press, not with a frame. */
  #tell() {
    const { state, play } = this;
    if (!state || !play) return;
    const { runState } = state;
    const isPlaying = runState === "playing";
    const key = isPlaying ? "pause" : runState === "ready" ? "play" : "continue";
    setText(play.querySelector("span"), state.text(`transport.${key}`));
    play.querySelector("use")?.setAttribute("href", isPlaying ? "#i-pause" : "#i-play");
    play.title = `${state.text(`transport.${key}`)} (P)`;
    const isOver = runState === "diverged";
    for (const button of [play, ...this.querySelectorAll(".joined button")]) allow(button, !isOver);
    for (const input of this.querySelectorAll("input[name=speed]")) {
      const radio = /** @type {HTMLInputElement} */ (input);
      radio.checked = radio.value === state.speed;
    }
    const menu = /** @type {HTMLSelectElement | null} */ (this.querySelector("[data-speed]"));
    if (menu) menu.value = state.speed;
    this.#read();
  }

  #read() {
    const { state } = this;
    if (!state) return;
    const isOver = state.runState === "diverged";
    this.#show("epoch", this.#epochText());
    this.#show("train", isOver ? "∞" : state.number(state.row?.[TRAIN_LOSS], { digits: 3 }), isOver);
    this.#show("test", isOver ? "∞" : state.number(state.row?.[TEST_LOSS], { digits: 3 }), isOver);
  }

  /** Whole epochs while it plays; where it stopped inside one, the part as well. */
  #epochText() {
    const { state } = this;
    const epoch = state?.frame?.epoch ?? state?.row?.[2] ?? 0;
    const isInside = state?.runState === "paused" && epoch % 1 !== 0;
    return state?.number(isInside ? epoch : Math.floor(epoch), { digits: isInside ? 2 : 0 }) ?? "";
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {boolean} [isAlert]
   */
  #show(name, text, isAlert = false) {
    const reading = this.querySelector(`[data-reading="${name}"]`);
    setText(reading, text);
    reading?.parentElement?.classList.toggle("alert", isAlert);
  }
}

customElements.define("dlp-transport", DlpTransport);
