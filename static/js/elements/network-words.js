// The words and states of the diagram's parts: names, counts, what is on, what is at its limit. elements/network.js calls it after every change.

import { FEATURE_NAMES, featureMarkup, featureText } from "../feature-math.js";
import { limitButton, setText, tellLayerHead } from "./network-head.js";
import { unitName } from "./unit-name.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("./network-diagram.js").NetworkDiagram} NetworkDiagram
 * @typedef {import("./network-node.js").NetworkNode} NetworkNode
 */

/** As in playground/engine/spec.py. */
const MOST_LAYERS = 12;
export const MOST_UNITS = 64;

/**
 * @param {NetworkDiagram} diagram
 * @param {BoardState} state
 * @param {boolean} allFeatures whether all features are shown
 */
export function tellDiagram(diagram, state, allFeatures) {
  const { spec } = state;
  setText(diagram.inputHead.firstElementChild, state.text("layer.input"));
  setText(diagram.features.firstElementChild, state.text("features.count", { on: spec.features.length, all: FEATURE_NAMES.length }));
  diagram.features.ariaExpanded = String(allFeatures);
  diagram.features.title = state.text("features.more");
  setText(diagram.outputHead.firstElementChild, state.text("layer.output"));
  setText(diagram.outputHead.lastElementChild, state.task === "classes" ? "softmax" : state.text(`activation.${state.output.activation}`));
  spec.layers.forEach((layer, index) => {
    const head = diagram.heads[index];
    if (head) tellLayerHead(head, index + 1, layer.units, MOST_UNITS, state);
  });
  const full = spec.layers.length >= MOST_LAYERS ? state.text("limit.layers", { most: MOST_LAYERS }) : "";
  diagram.adds.forEach((add, index) => {
    const name = index ? state.text("layer.insert", { number: index }) : state.text("layer.insert.first");
    add.ariaLabel = name;
    limitButton(add, full, name);
  });
  const words = { sin: state.text("math.sin"), cos: state.text("math.cos") };
  for (const node of diagram.nodes) {
    if (node.kind === "feature") tellFeature(node, words, state);
    else if (node.kind === "strip") tellStrip(node, state);
    else tellUnit(node, state);
  }
}

/**
 * @param {NetworkNode} node
 * @param {{sin: string, cos: string}} words
 * @param {BoardState} state
 */
function tellFeature({ element, name }, words, state) {
  const { features } = state.spec;
  const isOn = features.includes(name);
  element.ariaPressed = String(isOn);
  element.ariaLabel = state.text("feature.name", { feature: featureText(name, words) });
  element.querySelector(".name")?.replaceChildren(...featureMarkup(name, words));
  limitButton(element, isOn && features.length === 1 ? state.text("limit.features") : "", "");
}

/**
 * @param {NetworkNode} node
 * @param {BoardState} state
 */
function tellStrip({ element, layer }, state) {
  element.ariaLabel = state.text("layer.strip", { number: layer, count: state.spec.layers[layer - 1]?.units ?? 0 });
}

/**
 * @param {NetworkNode} node
 * @param {BoardState} state
 */
function tellUnit({ element, layer, index }, state) {
  element.ariaLabel = unitName(state, { layer: layer - 1, unit: index });
  const isClass = state.task === "classes" && layer === state.spec.layers.length + 1;
  if (isClass) element.dataset["class"] = String(index);
  else delete element.dataset["class"];
}
