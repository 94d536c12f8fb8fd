// Puts the diagram's parts to the places that network-layout.js finds for them.

import { isShort, planNetwork } from "../network-layout.js";
import { moveTo } from "./network-head.js";
import { aimNode } from "./network-node.js";

/**
 * Heads and insert buttons move at once; features and neurons are only told where to go, they glide.
 * @param {import("./network-diagram.js").NetworkDiagram} diagram
 * @param {HTMLElement} field
 * @param {import("../network-layout.js").Size} size of the stage
 * @param {import("../board-state.js").BoardState} state
 * @param {boolean} allFeatures shown even where there is little room
 * @returns {import("../network-layout.js").NetworkPlan}
 */
export function placeDiagram(diagram, field, size, state, allFeatures) {
  const { features } = state.spec;
  const hidesOff = !allFeatures && isShort(size, diagram.layers[0]?.length ?? 1);
  for (const node of diagram.layers[0] ?? []) node.element.hidden = hidesOff && !features.includes(node.name);
  const shown = diagram.layers.map((nodes) => nodes.filter((node) => !node.element.hidden));
  const plan = planNetwork(size, [shown[0]?.length ?? 0, ...state.sizes.slice(1)]);
  field.classList.toggle("upright", plan.upright);
  field.style.width = plan.width > size.width ? `${plan.width}px` : "";
  field.style.height = plan.upright || plan.height > size.height ? `${plan.height}px` : "";
  shown.forEach((nodes, layer) => {
    const place = plan.layers[layer];
    nodes.forEach((node, index) => place && aimNode(layer === 0 ? Object.assign(node, { index }) : node, place));
  });
  const heads = [diagram.inputHead, ...diagram.heads.map((head) => head.element), diagram.outputHead];
  plan.layers.forEach((place, layer) => {
    const [head, add] = [heads[layer], diagram.adds[layer]];
    if (head) moveTo(head, place.head);
    if (add && place.add) moveTo(add, place.add);
  });
  return plan;
}
