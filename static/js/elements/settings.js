// <dlp-settings>: every control with `data-field` shows the spec and changes it. Rows, bounds and words come from the server (experiments/controls.py).

import { boardState } from "../board-state.js";
import { cannotConverge } from "../hints.js";
import { keepChoice, keptChoice } from "../kept-choice.js";
import { fieldText, readFieldText } from "../number-field.js";
import { matchesWhen, numTrain, readField } from "../spec-fields.js";
import { ask, sendOnPress } from "./ask.js";
import { BATCH, numberBeside, showPlace, stopsOf, tellSelect, tellSlider, unitOf } from "./setting-controls.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {HTMLInputElement | HTMLSelectElement} Control
 */

/** Milliseconds between two commands while a slider is dragged. */
const PACE = 120;
/** What a penalty begins with: none at all would change nothing. */
const FIRST_PENALTY = 0.001;
const PENALTY = "training.regularization.kind";

class DlpSettings extends HTMLElement {
  #ended = new AbortController();
  /** @type {Control | null} the slider under the finger: acks do not move it */
  #held = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Changes under way, by field: what was asked for stays on the control until it is answered. @type {Map<string, number>} */
  #asked = new Map();
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
    // A field that was written in shows its value as the others do once it is left.
    this.addEventListener("focusout", ({ target }) => target instanceof HTMLInputElement && target.dataset["field"] && this.#tellControl(target), { signal });
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
    if (value === undefined || this.#asked.has(field)) return;
    const number = field === BATCH && value === "full" ? numTrain(state.spec) : value;
    if (control instanceof HTMLSelectElement) tellSelect(control, field, String(value), state);
    else if (control.type === "range") tellSlider(control, number, state);
    else if (control !== document.activeElement) {
      control.value = fieldText(number, state.language, unitOf(control));
      control.removeAttribute("aria-invalid");
    }
  }

  // --- from the controls to the spec --------------------------------------------------------------

  /** @param {Event} event */
  #slide({ target }) {
    const { state } = this;
    if (!state || !(target instanceof HTMLInputElement) || target.type !== "range") return;
    this.#held = target;
    const value = stopsOf(target, state)[Number(target.value)] ?? 0;
    const number = numberBeside(target);
    if (number) number.value = fieldText(value, state.language, unitOf(number));
    showPlace(target, value, state);
    this.#next = this.#slid(target, value);
    this.#timer ??= setTimeout(() => this.#sendNext(), PACE);
  }

  /** @param {Event} event */
  #change({ target }) {
    const { state } = this;
    if (!state || !(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    const field = target.dataset["field"];
    if (!field) return;
    this.#held = null;
    if (target.type === "range" && target instanceof HTMLInputElement) {
      this.#next = this.#slid(target, stopsOf(target, state)[Number(target.value)] ?? 0);
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
    if (!isWrong) return this.#set(field, value);
    this.#tellControl(input);
    if (Number.isNaN(value)) this.state?.refuse({ id: 0, field, code: "not_a_number", params: {} });
    input.ariaInvalid = String(Number.isNaN(value));
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
      this.#count(field, 1);
      await ask(state, "set", change);
      this.#count(field, -1);
      this.#tell();
    };
    const problem = this.#problemOf(change);
    if (!problem) return void send();
    this.#tell();
    state.dispatchEvent(new CustomEvent("caution", { detail: { ...problem, proceed: send } }));
  }

  /**
   * @param {string} field
   * @param {1 | -1} by
   */
  #count(field, by) {
    const count = (this.#asked.get(field) ?? 0) + by;
    if (count > 0) this.#asked.set(field, count);
    else this.#asked.delete(field);
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

customElements.define("dlp-settings", DlpSettings);
