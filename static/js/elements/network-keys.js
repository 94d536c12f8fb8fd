// Arrow keys in the diagram: one place in the order of focus for all features and neurons, moved by the arrows.

/** @typedef {import("./network-node.js").NetworkNode} NetworkNode */

/**
 * A cell: a feature, a neuron, or one neuron of a strip.
 * @typedef {{node: NetworkNode, unit: number}} Cell
 */

/** @type {Record<string, [number, number]>} layers, units */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * The cells of each layer in their order.
 * @param {NetworkNode[][]} layers
 * @returns {Cell[][]}
 */
export function cellsOf(layers) {
  return layers.map((nodes) =>
    nodes
      .filter((node) => !node.element.hidden)
      .flatMap((node) => node.cells.map((_, cell) => ({ node, unit: node.kind === "strip" ? cell : node.index }))),
  );
}

/**
 * Where an arrow key leads from a cell: up and down inside a layer, sideways to the cell at the same height of the next one.
 * Turned with the diagram when it stands upright. Home and End lead to the ends of the layer.
 * @param {Cell[][]} layers
 * @param {Cell} from
 * @param {string} key
 * @param {boolean} upright
 * @returns {Cell | null} null when the key does not move
 */
export function nextCell(layers, from, key, upright) {
  const layer = layers.findIndex((cells) => cells.some((cell) => isSame(cell, from)));
  const cells = layers[layer];
  if (!cells) return null;
  const place = cells.findIndex((cell) => isSame(cell, from));
  if (key === "Home") return cells[0] ?? null;
  if (key === "End") return cells.at(-1) ?? null;
  const step = STEPS[key];
  if (!step) return null;
  const [byLayer, byUnit] = upright ? [step[1], step[0]] : step;
  if (byUnit) return cells[Math.min(cells.length - 1, Math.max(0, place + byUnit))] ?? null;
  const target = layers[Math.min(layers.length - 1, Math.max(0, layer + byLayer))] ?? cells;
  if (target === cells) return from;
  const share = cells.length > 1 ? place / (cells.length - 1) : 0.5;
  return target[Math.round(share * (target.length - 1))] ?? null;
}

/**
 * @param {Cell} one
 * @param {Cell} other
 */
function isSame(one, other) {
  return one.node === other.node && one.unit === other.unit;
}
