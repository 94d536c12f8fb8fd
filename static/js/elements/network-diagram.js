// What stands in the diagram for a spec: a node for each feature and neuron, heads, buttons that insert a layer. Kept across changes, so that
// what stays keeps its element, its focus and its place to glide from. elements/network.js owns it.

import { FEATURE_NAMES, FIRST_FEATURES } from "../feature-math.js";
import { matchLayers, mostButtons } from "../layer-identity.js";
import { make, makeIcon } from "./make.js";
import { makeLayerHead } from "./network-head.js";
import { makeNode } from "./network-node.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("./network-node.js").NetworkNode} NetworkNode
 * @typedef {import("./network-head.js").LayerHead} LayerHead
 *
 * @typedef {object} DiagramActions what its buttons do
 * @property {(layer: number, button: HTMLElement) => void} openMenu
 * @property {(layer: number, by: 1 | -1) => void} resize
 * @property {(index: number, button: HTMLElement) => void} insert
 * @property {() => void} toggleFeatures
 */

/** Menus, steppers and insert buttons of a hidden layer. */
const FOCUSABLE_PER_LAYER = 4;

export class NetworkDiagram {
  /** @type {NetworkNode[][]} features, hidden layers, outputs */
  layers = [];
  /** @type {LayerHead[]} of the hidden layers */
  heads = [];
  /** @type {HTMLButtonElement[]} one a gap */
  adds = [];
  /** @type {{units: number}[]} */
  #specLayers = [];
  /** @type {number[]} a lasting number for each hidden layer */
  #numbers = [];
  #lastNumber = 0;
  /** @type {Map<string, NetworkNode>} */
  #nodes = new Map();
  /** @type {Map<number, LayerHead>} */
  #heads = new Map();

  /**
   * @param {HTMLElement} field that everything stands in
   * @param {DiagramActions} actions
   */
  constructor(field, actions) {
    this.field = field;
    this.actions = actions;
    this.features = make("button", { class: "layer-note", type: "button", click: () => actions.toggleFeatures() }, make("span"), makeIcon("down"));
    this.inputHead = make("div", { class: "layer" }, make("span", { class: "layer-name" }), this.features);
    this.outputHead = make("div", { class: "layer" }, make("span", { class: "layer-name" }), make("span", { class: "layer-note" }));
  }

  /**
   * @param {BoardState} state
   * @param {boolean} allFeatures
   */
  rebuild(state, allFeatures) {
    const { layers } = state.spec;
    this.#numbers = matchLayers(this.#specLayers, this.#numbers, layers, () => ++this.#lastNumber);
    this.#specLayers = layers;
    const before = this.#nodes;
    this.#nodes = new Map();
    const node = (/** @type {string} */ key, /** @type {NetworkNode["kind"]} */ kind, /** @type {Partial<NetworkNode>} */ about) => {
      const made = Object.assign(before.get(key) ?? makeNode(key, kind), about);
      this.#nodes.set(key, made);
      return made;
    };
    const names = allFeatures ? FEATURE_NAMES : FEATURE_NAMES.slice(0, FIRST_FEATURES);
    const last = layers.length + 1;
    const numOutputs = state.sizes.at(-1) ?? 1;
    const others = FOCUSABLE_PER_LAYER * layers.length + names.length + numOutputs + 2;
    const most = mostButtons(layers.map((layer) => layer.units), others);
    this.layers = [
      names.map((name, index) => node(`f-${name}`, "feature", { layer: 0, index, name })),
      ...layers.map(({ units }, index) => {
        const number = this.#numbers[index];
        const layer = index + 1;
        if (units > most) return [node(`${number}-strip`, "strip", { layer, index: 0 })];
        return range(units).map((unit) => node(`${number}-${unit}`, "unit", { layer, index: unit }));
      }),
      range(numOutputs).map((unit) => node(`o-${unit}`, "unit", { layer: last, index: unit })),
    ];
    this.#rebuildHeads(layers.length);
    this.#order();
  }

  /** @param {number} numLayers hidden */
  #rebuildHeads(numLayers) {
    this.heads = this.#numbers.map((number) => {
      const position = () => this.#numbers.indexOf(number);
      const head =
        this.#heads.get(number) ??
        makeLayerHead(
          () => this.actions.openMenu(position(), head.menu),
          (by) => this.actions.resize(position(), by),
        );
      return head;
    });
    this.#heads = new Map(this.#numbers.map((number, index) => [number, /** @type {LayerHead} */ (this.heads[index])]));
    while (this.adds.length <= numLayers) {
      const index = this.adds.length;
      const add = make("button", { class: "add", type: "button", click: () => this.actions.insert(index, add) }, makeIcon("plus"));
      this.adds.push(add);
    }
    this.adds.length = numLayers + 1;
  }

  /** Puts the elements into reading order without moving those that already stand right: a moved element loses the focus. */
  #order() {
    const elements = this.layers.flatMap((nodes, layer) => {
      const head = layer === 0 ? this.inputHead : (this.heads[layer - 1]?.element ?? this.outputHead);
      return [head, ...nodes.map((node) => node.element), ...this.adds.slice(layer, layer + 1)];
    });
    const kept = new Set(elements);
    for (const child of [...this.field.children]) {
      if (child instanceof HTMLElement && child.matches(".layer, .add, .neuron, .strip") && !kept.has(child)) child.remove();
    }
    /** @type {Element | null} */
    let next = this.field.querySelector(".layer, .add, .neuron, .strip");
    for (const element of elements) {
      if (element === next) next = next.nextElementSibling;
      else this.field.insertBefore(element, next);
    }
  }

  /** All nodes. */
  get nodes() {
    return this.layers.flat();
  }

  /**
   * The node of a neuron: its own or its layer's strip.
   * @param {{layer: number, unit: number}} place layers from 0, the output layer is the last
   */
  nodeAt({ layer, unit }) {
    const nodes = this.layers[layer + 1] ?? [];
    return nodes[0]?.kind === "strip" ? nodes[0] : nodes[unit];
  }

  /** @param {EventTarget | null} target an element inside a node */
  nodeOf(target) {
    const element = target instanceof Element ? target.closest(".neuron, .strip") : null;
    return element instanceof HTMLElement ? this.#nodes.get(element.dataset["key"] ?? "") : undefined;
  }
}

/** @param {number} count */
function range(count) {
  return Array.from({ length: count }, (_, index) => index);
}
