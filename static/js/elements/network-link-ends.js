// From where to where each link of the diagram goes, and the numbers on the links of the chosen neuron. Drawing: charts/links.js.

import { parameterSlots } from "../parameter-layout.js";
import { FEATURE_NAME_HEIGHT } from "../network-layout.js";
import { themeColors } from "../theme-colors.js";
import { make } from "./make.js";
import { setText } from "./network-head.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../network-layout.js").NetworkPlan} NetworkPlan
 * @typedef {import("../charts/links.js").LinksLayout} LinksLayout
 * @typedef {import("./network-node.js").NetworkNode} NetworkNode
 */

/**
 * @param {{layer: number, unit: number} | null} selection
 * @returns {import("../charts/links.js").Chosen}
 */
export function chosenGap(selection) {
  return selection ? { gap: selection.layer, unit: selection.unit } : { gap: -1, unit: 0 };
}

/**
 * @param {NetworkPlan} plan
 * @param {NetworkNode[][]} layers nodes as they stand now
 * @param {BoardState} state
 * @returns {LinksLayout}
 */
export function linksLayout(plan, layers, state) {
  const { features, layers: hidden } = state.spec;
  const slots = parameterSlots(state.sizes, hidden).layers;
  const gaps = slots.map((slot, index) => {
    const sources = index ? (layers[index] ?? []) : onFeatures(layers[0] ?? [], features);
    return {
      offset: slot.weights,
      inputs: slot.inputs,
      units: slot.units,
      from: linkEnds(sources, plan, index, "exit"),
      to: linkEnds(layers[index + 1] ?? [], plan, index + 1, "entry"),
    };
  });
  const { css } = themeColors();
  const colors = { neg: css.neg, pos: css.pos, line: css["line-2"] };
  return { width: plan.width, height: plan.height, ratio: devicePixelRatio || 1, gaps, arrows: arrowsOf(plan, layers, state), colors };
}

/**
 * Features that are switched off carry no link.
 * @param {NetworkNode[]} nodes
 * @param {string[]} features of the spec
 */
function onFeatures(nodes, features) {
  return features.flatMap((name) => nodes.filter((node) => node.name === name));
}

/**
 * x, y of the links' ends at every cell of a layer, gliding with it.
 * @param {NetworkNode[]} nodes
 * @param {NetworkPlan} plan
 * @param {number} layer
 * @param {"entry" | "exit"} side
 * @returns {Float32Array}
 */
function linkEnds(nodes, plan, layer, side) {
  const place = plan.layers[layer];
  const sign = side === "exit" ? 1 : -1;
  const ends = nodes.flatMap((node) => {
    const { x, y, width, height } = node.now ?? node.goal;
    return node.cells.flatMap((cell) => {
      if (plan.upright) {
        const names = side === "exit" && node.kind === "feature" ? FEATURE_NAME_HEIGHT : 0;
        return [x + cell.x, place?.block ? place[side] : y + (sign * height) / 2 + names];
      }
      return [place?.block ? place[side] : x + (sign * width) / 2, y + cell.y];
    });
  });
  return Float32Array.from(ends);
}

/**
 * @param {NetworkPlan} plan
 * @param {NetworkNode[][]} layers
 * @param {BoardState} state
 */
function arrowsOf(plan, layers, state) {
  if (plan.upright) return [];
  const start = state.task === "classes" ? 24 : 6;
  return (layers.at(-1) ?? []).map((node) => {
    const { x, y, width } = node.now ?? node.goal;
    return { x1: x + width / 2 + start, y1: y, x2: plan.width, y2: y };
  });
}

/** More numbers than this would hide each other. */
const MOST_LABELS = 12;
const LABEL_HEIGHT = 20;

/**
 * Writes the chosen neuron's weights on its incoming links.
 * @param {HTMLElement} field
 * @param {NetworkPlan} plan
 * @param {NetworkNode[][]} layers
 * @param {BoardState} state
 */
export function showLabels(field, plan, layers, state) {
  const labels = [...field.querySelectorAll(".link-label")];
  const wanted = labelsOf(plan, layers, state);
  while (labels.length < wanted.length) labels.push(field.appendChild(make("span", { class: "link-label", "aria-hidden": "true" })));
  labels.forEach((label, index) => {
    const want = wanted[index];
    if (!want) return label.remove();
    setText(label, want.text);
    if (label instanceof HTMLElement) label.style.transform = `translate(${want.x}px, ${want.y}px) translate(-50%, -50%)`;
  });
}

/**
 * @param {NetworkPlan} plan
 * @param {NetworkNode[][]} layers
 * @param {BoardState} state
 */
function labelsOf(plan, layers, state) {
  const { selection, parameters } = state;
  if (!selection || plan.upright || state.runState === "diverged") return [];
  const gap = linksLayout(plan, layers, state).gaps[selection.layer];
  if (!gap || gap.inputs > MOST_LABELS || parameters.length < gap.offset + gap.inputs * gap.units) return [];
  const [toX, toY] = [gap.to[2 * selection.unit] ?? 0, gap.to[2 * selection.unit + 1] ?? 0];
  const spacing = gap.inputs > 1 ? Math.abs((gap.from[3] ?? 0) - (gap.from[1] ?? 0)) : Infinity;
  // Links run together towards the neuron: numbers stand so far back that they have room.
  const share = spacing * 0.58 >= LABEL_HEIGHT ? 0.42 : 0.18;
  if (spacing * (1 - share) < LABEL_HEIGHT) return [];
  return Array.from({ length: gap.inputs }, (_, input) => {
    const [x, y] = [gap.from[2 * input] ?? 0, gap.from[2 * input + 1] ?? 0];
    const weight = parameters[gap.offset + selection.unit * gap.inputs + input] ?? NaN;
    return { x: x + (toX - x) * share, y: y + (toY - y) * share, text: state.number(weight, { digits: 2 }) };
  });
}
