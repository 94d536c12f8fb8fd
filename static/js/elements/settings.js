// <dlp-settings>: every control with `data-field` shows the spec and changes it. Rows, bounds and words come from the server (experiments/controls.py).

import { boardState } from "../board-state.js";
import { cannotConverge } from "../hints.js";
import { keepChoice, keptChoice } from "../kept-choice.js";
import { nearestStop, readFieldText, readStops, fieldText } from "../number-field.js";
import { matchesWhen, MIXED, numTrain, readField } from "../spec-fields.js";
import { LOSSES_OF_TASK } from "../tasks.js";
import { ask, sendOnPress } from "./ask.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../number-field.js").Unit} Unit
 * @typedef {HTMLInputElement | HTMLSelectElement} Control
 */

/** Milliseconds between two commands while a slider is dragged. */
const PACE = 120;
/** What a penalty begins with: none at all would change nothing. */
const FIRST_PENALTY = 0.001;
const BATCH = "training.batch_size";
const PENALTY = "training.regularization.kind";

class DlpSettings extends HTMLElement {
  #ended = new AbortController();
  /** @type {Control | null} the slider under the finger: acks do not move it */
  #held = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {{field: string, value: unknown} | null} what waits for its turn */
  #next = null;

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    const { signal } = this.#ended;
    const { state } = this;
    sendOnPress(this, state, signal);
    this.addEventListener("input", (event) => this.#slide(event), { signal });
    this.addEventListener("change", (event) => this.#change(event), { signal });
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.querySelector("#more")?.addEventListener("toggle", (event) => this.#keepMore(event), { signal });
    state.addEventListener("spec", () => this.#tell(), { signal });
    state.addEventListener("refused", () => this.#tell(), { signal });
    this.#openMore();
    this.#tell();
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  // --- from the spec to the controls --------------------------------------------------------------

  #tell() {
    for (const control of this.querySelectorAll("[data-field]")) this.#tellControl(/** @type {Control} */ (control));
    const { state } = this;
    if (!state) return;
    for (const row of this.querySelectorAll("[data-when]")) {
      if (row instanceof HTMLElement) row.hidden = !matchesWhen(state.spec, row.dataset["when"] ?? "");
    }
    for (const sentence of this.querySelectorAll("[data-about]")) {
      if (sentence instanceof HTMLElement) sentence.hidden = !matchesWhen(state.spec, sentence.dataset["about"] ?? "");
    }
  }

  /** @param {Control} control */
  #tellControl(control) {
    const { state } = this;
    if (!state || control === this.#held) return;
    const field = control.dataset["field"] ?? "";
    const value = readField(state.spec, field);
    if (value === undefined) return;
    const number = field === BATCH && value === "full" ? numTrain(state.spec) : value;
    if (control instanceof HTMLSelectElement) this.#tellSelect(control, field, String(value));
    else if (control.type === "range") this.#tellSlider(control, number);
    else if (control !== document.activeElement) {
      control.value = fieldText(number, state.language, unitOf(control));
      control.removeAttribute("aria-invalid");
    }
  }

  /**
   * @param {HTMLSelectElement} select
   * @param {string} field
   * @param {string} value
   */
  #tellSelect(select, field, value) {
    const { state } = this;
    if (!state) return;
    const allowed = field === "loss" ? LOSSES_OF_TASK[state.task] : null;
    for (const option of select.options) {
      const isAllowed = option.value === MIXED ? value === MIXED : (allowed?.some((loss) => loss === option.value) ?? true);
      option.hidden = option.disabled = !isAllowed;
    }
    select.value = value;
    select.disabled = field === "layers.*.activation" && state.spec.layers.length === 0;
  }

  /**
   * @param {HTMLInputElement} slider
   * @param {number} value
   */
  #tellSlider(slider, value) {
    const stops = this.#stopsOf(slider);
    slider.max = String(stops.length - 1);
    slider.value = String(nearestStop(stops, value));
    this.#showPlace(slider, value);
  }

  /**
   * @param {HTMLInputElement} slider
   * @param {number} value
   */
  #showPlace(slider, value) {
    const share = Number(slider.max) > 0 ? Number(slider.value) / Number(slider.max) : 0;
    // The filled part of the track ends under the middle of the thumb, which is 14 pixels wide.
    slider.style.setProperty("--at", `calc(7px + ${share} * (100% - 14px))`);
    slider.setAttribute("aria-valuetext", fieldText(value, this.state?.language ?? "en", unitOf(this.#numberBeside(slider))));
  }

  /** @param {HTMLInputElement} slider */
  #stopsOf(slider) {
    const isBatch = slider.dataset["field"] === BATCH && this.state;
    return readStops(slider.dataset["stops"] ?? "0", isBatch && this.state ? numTrain(this.state.spec) : null);
  }

  /** @param {HTMLInputElement} slider */
  #numberBeside(slider) {
    return /** @type {HTMLInputElement | null} */ (slider.parentElement?.querySelector(".num") ?? null);
  }

  // --- from the controls to the spec --------------------------------------------------------------

  /** @param {Event} event */
  #slide({ target }) {
    if (!(target instanceof HTMLInputElement) || target.type !== "range") return;
    this.#held = target;
    const value = this.#stopsOf(target)[Number(target.value)] ?? 0;
    const number = this.#numberBeside(target);
    if (number) number.value = fieldText(value, this.state?.language ?? "en", unitOf(number));
    this.#showPlace(target, value);
    this.#next = this.#slid(target, value);
    this.#timer ??= setTimeout(() => this.#sendNext(), PACE);
  }

  /** @param {Event} event */
  #change({ target }) {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    const field = target.dataset["field"];
    if (!field) return;
    this.#held = null;
    if (target.type === "range" && target instanceof HTMLInputElement) {
      this.#next = this.#slid(target, this.#stopsOf(target)[Number(target.value)] ?? 0);
      this.#sendNext();
    } else if (target instanceof HTMLSelectElement) this.#set(field, target.value);
    else this.#setNumber(target, field);
  }

  /**
   * The change that a slider stands for. The last stop of the batch means all training examples, however many there are.
   * @param {HTMLInputElement} slider
   * @param {number} value
   */
  #slid(slider, value) {
    const field = slider.dataset["field"] ?? "";
    const isAll = field === BATCH && slider.value === slider.max;
    return { field, value: isAll ? "full" : value };
  }

  /**
   * @param {HTMLInputElement} input
   * @param {string} field
   */
  #setNumber(input, field) {
    const isCount = this.state?.rules[field]?.whole;
    const value = readFieldText(input.value, isCount ? "count" : unitOf(input));
    const isWrong = Number.isNaN(value) || (value === null && !this.state?.rules[field]?.optional);
    input.toggleAttribute("aria-invalid", false);
    if (isWrong) return this.#tellControl(input);
    this.#set(field, value);
  }

  #sendNext() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const next = this.#next;
    this.#next = null;
    if (next) this.#set(next.field, next.value);
  }

  /**
   * Changes the spec, unless the change could not converge: then the sentence says why and offers to do it anyway.
   * @param {string} field
   * @param {unknown} value
   */
  #set(field, value) {
    const { state } = this;
    if (!state || readField(state.spec, field) === value) return;
    const change = field === PENALTY ? this.#penalty(String(value)) : { field, value };
    const send = async () => {
      const isTaken = await ask(state, "set", change);
      if (!isTaken) this.#tell();
    };
    const problem = this.#problemOf(change);
    if (!problem) return void send();
    this.#tell();
    state.dispatchEvent(new CustomEvent("caution", { detail: { ...problem, proceed: send } }));
  }

  /** @param {string} kind */
  #penalty(kind) {
    const rate = this.state?.spec.training.regularization.rate || FIRST_PENALTY;
    return { field: "training.regularization", value: { kind, rate: kind === "none" ? 0 : rate } };
  }

  /** @param {{field: string, value: unknown}} change */
  #problemOf({ field, value }) {
    const { state } = this;
    if (!state || !field.startsWith("training.")) return null;
    const after = structuredClone(state.spec);
    const path = field.split(".");
    const last = path.pop() ?? "";
    const parent = path.reduce((/** @type {any} */ part, name) => part?.[name], after);
    if (parent === null || typeof parent !== "object") return null;
    parent[last] = value;
    return cannotConverge(state.spec.training) ? null : cannotConverge(after.training);
  }

  // --- what is pressed ----------------------------------------------------------------------------

  /** @param {Event} event */
  #press({ target }) {
    const button = target instanceof Element ? target.closest("button") : null;
    const field = button?.dataset["new"];
    if (field && this.state) ask(this.state, "set", { field, value: crypto.getRandomValues(new Uint16Array(1))[0] });
    if (button?.classList.contains("fold-button")) button.ariaExpanded = String(button.ariaExpanded !== "true");
  }

  #openMore() {
    const more = /** @type {HTMLDetailsElement | null} */ (this.querySelector("#more"));
    if (more && keptChoice("more") === "open") more.open = true;
  }

  /** @param {Event} event */
  #keepMore({ target }) {
    const more = /** @type {HTMLDetailsElement} */ (target);
    keepChoice("more", more.open ? "open" : null);
  }
}

/** @param {HTMLInputElement | null} input @returns {Unit} */
function unitOf(input) {
  return /** @type {Unit} */ (input?.dataset["unit"] ?? "");
}

customElements.define("dlp-settings", DlpSettings);
