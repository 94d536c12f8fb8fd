// <dlp-neuron-card>: the chosen neuron, large: its response, its sum with numbers at one place of the plane, its weights to edit and freeze.

import { featureMarkup, featureText } from "../feature-math.js";
import { boardState } from "../board-state.js";
import { onFrame } from "../on-frame.js";
import { onTheme } from "../theme-colors.js";
import { unitResponse } from "../unit-response.js";
import { make, makeIcon } from "./make.js";
import { setText } from "./network-head.js";
import { paintField, unitField } from "./network-paint.js";
import { placeCard } from "./place-card.js";
import { activationFormula, sumFormula } from "./neuron-formula.js";
import { makeWeightRow, tellWeightRow } from "./neuron-weights.js";
import { unitName } from "./unit-name.js";

/**
 * @import { DlpNetwork } from "./network.js"
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("./neuron-weights.js").WeightRow} WeightRow
 * @typedef {import("./neuron-weights.js").Incoming} Incoming
 */

/** An arrow key moves the place by so much. */
const KEY_STEP = 0.25;
/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class DlpNeuronCard extends HTMLElement {
  /** @type {WeightRow[]} */
  #rows = [];
  /** The spec and the neuron that the card was built for. */
  #built = "";
  /** @type {{x1: number, x2: number} | null} where the numbers are taken; null: at the first training example */
  #place = null;
  #ended = new AbortController();
  #map = make("canvas", { role: "img", tabindex: 0 });
  #mark = make("span", { class: "response-place" });
  #z = make("b");
  #a = make("b");
  #where = make("small", { role: "status" });

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    this.classList.add("popover", "neuron-card");
    this.setAttribute("role", "dialog");
    this.tabIndex = -1;
    const { signal } = this.#ended;
    const tell = onFrame(() => this.#tell());
    for (const name of ["frame", "maps", "values", "run"]) this.state.addEventListener(name, tell, { signal });
    for (const name of ["selection", "spec"]) this.state.addEventListener(name, () => this.#build(), { signal });
    onTheme(tell, signal);
    this.#map.addEventListener("pointermove", (event) => this.#point(event));
    this.#map.addEventListener("pointerdown", (event) => this.#point(event));
    this.#map.addEventListener("keydown", (event) => this.#movePlace(event));
    document.addEventListener("keydown", (event) => this.#escape(event), { signal });
    this.#build();
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  get #network() {
    return /** @type {DlpNetwork | null} */ (this.closest("dlp-network"));
  }

  /**
   * From wherever the focus is, unless something stands in front of the card.
   * @param {KeyboardEvent} event
   */
  #escape(event) {
    if (event.key === "Escape" && !this.hidden && !document.querySelector("dialog[open], .layer-menu")) this.#close();
  }

  #close() {
    const { selection } = this.state;
    const hadFocus = this.contains(document.activeElement);
    this.state.select(null);
    if (selection && hadFocus) this.#network?.focusUnit(selection);
  }

  /** What the neuron is: again when another one is chosen or the network has changed. */
  #build() {
    const { selection, spec } = this.state;
    this.hidden = !selection;
    if (!selection) {
      this.#built = "";
      return;
    }
    const built = JSON.stringify([selection, spec.features, spec.layers, spec.loss]);
    if (built === this.#built) return;
    const isOther = !this.#built.startsWith(JSON.stringify([selection]).slice(0, -1));
    this.#built = built;
    const name = unitName(this.state, selection);
    this.ariaLabel = name;
    const close = make("button", { class: "popover-close", type: "button", click: () => this.#close() }, makeIcon("close"));
    close.ariaLabel = this.state.text("card.close");
    this.#rows = this.#incoming().map((incoming) => makeWeightRow(this.state, selection, incoming));
    this.#map.ariaLabel = this.state.text("card.map");
    this.replaceChildren(
      make("div", { class: "popover-head" }, make("h3", {}, name), close),
      make("div", { class: "response" }, make("div", { class: "response-map" }, this.#map, this.#mark), this.#formulas()),
      make("div", { class: "weights" }, ...this.#rows.map((row) => row.element)),
      ...this.#notes(),
    );
    this.#tell();
    placeCard(this, this.#network?.boxOf(selection) ?? null);
    if (isOther && this.#network?.contains(document.activeElement)) this.focus({ preventScroll: true });
  }

  /** @returns {HTMLElement} */
  #formulas() {
    const { selection, spec, output, task } = this.state;
    const layer = spec.layers[selection?.layer ?? 0];
    const last = task === "classes" ? "softmax" : this.state.text(`activation.${output.activation}`);
    const activation = layer ? this.state.text(`activation.${layer.activation}`) : last;
    const isNormalized = layer !== undefined && layer.norm !== "none";
    return make("div", { class: "sums" }, sumFormula(selection?.layer === 0 ? "x" : "a"), this.#z, activationFormula(activation, isNormalized), this.#a, this.#where);
  }

  /** @returns {HTMLElement[]} */
  #notes() {
    const layer = this.state.spec.layers[this.state.selection?.layer ?? 0];
    if (!layer || layer.norm === "none") return [];
    return [make("p", { class: "popover-note" }, this.state.text(`card.norm.${layer.norm}`))];
  }

  /** @returns {Incoming[]} */
  #incoming() {
    const { selection, spec, sizes } = this.state;
    const layer = selection?.layer ?? 0;
    const words = { sin: this.state.text("math.sin"), cos: this.state.text("math.cos") };
    const bias = { name: [this.state.text("card.bias")], label: this.state.text("card.bias"), input: null };
    const inputs = Array.from({ length: sizes[layer] ?? 0 }, (_, input) => {
      const feature = layer === 0 ? (spec.features[input] ?? "") : "";
      const name = feature ? featureMarkup(feature, words) : [make("i", {}, "a"), make("sub", {}, String(input + 1))];
      const plain = feature ? featureText(feature, words) : this.state.text("unit.name", { unit: input + 1, layer });
      return { name, label: this.state.text("weight.of", { input: plain }), input };
    });
    return [...inputs, bias];
  }

  /** The neuron's numbers now. */
  #tell() {
    const { selection, points, values } = this.state;
    if (!selection || this.hidden) return;
    const { bytes, size } = unitField(this.state, selection.layer, selection.unit);
    paintField(this.#map, bytes, size);
    const { x1, x2 } = this.#place ?? { x1: points.train[0] ?? 0, x2: points.train[1] ?? 0 };
    this.#mark.style.transform = `translate(${((x1 + 6) / 12) * 128}px, ${((6 - x2) / 12) * 128}px)`;
    const response = unitResponse(this.state, selection, x1, x2);
    if (!response) return;
    setText(this.#z, `= ${this.state.number(response.z, { digits: 2 })}`);
    setText(this.#a, `= ${this.state.number(response.a, { digits: 2 })}`);
    setText(this.#where, this.state.text("card.at", { x1: this.state.number(x1, { digits: 1 }), x2: this.state.number(x2, { digits: 1 }) }));
    const isExact = values?.layer === selection.layer && values.unit === selection.unit && values.weights.length === response.inputs.length;
    const weights = isExact ? [...values.weights, values.bias] : [...response.weights, response.bias];
    const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    this.#rows.forEach((row, index) => {
      const isFrozen = isExact && Boolean(values.frozen[index]);
      tellWeightRow(row, { weight: weights[index] ?? NaN, isFrozen, largest, input: response.inputs[index] ?? null }, this.state);
    });
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const box = this.#map.getBoundingClientRect();
    this.#moveTo(((event.clientX - box.left) / box.width) * 12 - 6, 6 - ((event.clientY - box.top) / box.height) * 12);
  }

  /** @param {KeyboardEvent} event */
  #movePlace(event) {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const { x1, x2 } = this.#place ?? { x1: 0, x2: 0 };
    this.#moveTo(x1 + step[0] * KEY_STEP, x2 + step[1] * KEY_STEP);
  }

  /**
   * @param {number} x1
   * @param {number} x2
   */
  #moveTo(x1, x2) {
    const inside = (/** @type {number} */ value) => Math.min(6, Math.max(-6, value));
    this.#place = { x1: inside(x1), x2: inside(x2) };
    this.#tell();
  }
}

customElements.define("dlp-neuron-card", DlpNeuronCard);
