// <dlp-facts>: how many parameters, how fast it trains, on what.

import { boardState } from "../board-state.js";
import { onFrame } from "../on-frame.js";
import { numParameters } from "../spec-fields.js";
import { setText } from "./network-head.js";

/** @typedef {import("../board-state.js").BoardState} BoardState */

class DlpFacts extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    const { signal } = this.#ended;
    const tell = onFrame(() => this.#tell());
    for (const name of ["frame", "run", "spec"]) this.state.addEventListener(name, tell, { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  #tell() {
    const { state } = this;
    if (!state) return;
    const parts = [this.#size(state), this.#rate(state), this.#device(state)];
    setText(this, parts.filter(Boolean).join(" · "));
  }

  /** @param {BoardState} state */
  #size(state) {
    const count = numParameters(state.spec, state.sizes);
    return state.text("facts.parameters", { number: state.number(count, { digits: 0 }) });
  }

  /** @param {BoardState} state */
  #rate(state) {
    const rate = state.frame?.epochsPerSecond ?? 0;
    if (state.runState !== "playing") return "";
    if (state.speed === "slow") return state.text("facts.slow");
    return rate > 0 ? state.text("facts.rate", { number: state.number(rate, { digits: rate < 9.5 ? 1 : 0 }) }) : "";
  }

  /** @param {BoardState} state */
  #device({ device, deviceName }) {
    if (device === "cpu") return "CPU";
    return deviceName ? `GPU (${deviceName})` : `GPU (${device})`;
  }
}

customElements.define("dlp-facts", DlpFacts);
