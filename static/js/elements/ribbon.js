// <dlp-ribbon>: the five phases of a step, lit by the one just shown. Which are lit is decided in phase-lights.js.

import { boardState } from "../board-state.js";
import { onFrame } from "../on-frame.js";
import { lightPhases, PHASES } from "../phase-lights.js";

/** @typedef {import("../board-state.js").BoardState} BoardState */

class DlpRibbon extends HTMLElement {
  #ended = new AbortController();
  /** @type {import("../phase-lights.js").Lights} */
  #lights = { all: false, current: null };
  /** @type {boolean | null} */
  #watched = null;

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    const { signal } = this.#ended;
    const light = onFrame(() => this.#light());
    for (const name of ["frame", "run"]) this.state.addEventListener(name, light, { signal });
    this.state.addEventListener("asked", (event) => this.#note(/** @type {CustomEvent} */ (event).detail), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {string} command */
  #note(command) {
    if (command === "step_phase") this.#watched = true;
    else if (command.startsWith("step_")) this.#watched = false;
    else if (command === "play" || command === "reset") this.#watched = null;
  }

  #light() {
    const { state } = this;
    if (!state) return;
    const { runState, speed, frame } = state;
    const lights = lightPhases(this.#lights, { runState, speed, phase: frame?.phase ?? null, watched: this.#watched });
    if (lights.all === this.#lights.all && lights.current === this.#lights.current) return;
    this.#lights = lights;
    this.querySelector(".ribbon")?.classList.toggle("all", lights.all);
    const current = lights.current === null ? -1 : PHASES.indexOf(lights.current);
    this.querySelectorAll(".phase").forEach((phase, index) => {
      phase.classList.toggle("done", index < current);
      if (index === current) phase.setAttribute("aria-current", "step");
      else phase.removeAttribute("aria-current");
    });
    // The sentence tells about the phase that is lit.
    state.dispatchEvent(new CustomEvent("phase", { detail: lights.current }));
  }
}

customElements.define("dlp-ribbon", DlpRibbon);
