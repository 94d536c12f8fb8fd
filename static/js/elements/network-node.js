// The elements of the diagram that stand for features and neurons, and their gliding to new places. elements/network.js owns them.

import { make } from "./make.js";

/**
 * @typedef {import("../network-layout.js").LayerPlace} LayerPlace
 * @typedef {import("../network-layout.js").Place} Place
 * @typedef {{x: number, y: number, width: number, height: number}} Box middle and size
 *
 * @typedef {object} NetworkNode a feature, a neuron, or a strip of neurons
 * @property {string} key
 * @property {"feature" | "unit" | "strip"} kind
 * @property {number} layer 0 features, then hidden layers, then outputs
 * @property {number} index of the feature or unit in its layer; 0 for a strip
 * @property {string} name of a feature
 * @property {HTMLElement} element
 * @property {HTMLCanvasElement} canvas
 * @property {Box | null} now
 * @property {Box} goal
 * @property {Place[]} cells middles of its cells, from its own middle
 * @property {number} cellSize
 * @property {number} cursor the strip's unit that keys move from
 */

/**
 * @param {string} key
 * @param {"feature" | "unit" | "strip"} kind
 * @returns {NetworkNode}
 */
export function makeNode(key, kind) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const element =
    kind === "strip"
      ? make("div", { class: "strip", role: "listbox", tabindex: -1 }, canvas, make("span", { class: "strip-cell strip-chosen", hidden: true }), make("span", { class: "strip-cell strip-cursor", role: "option" }))
      : make("button", { class: `neuron ${kind}`, type: "button", tabindex: -1 }, canvas, make("span", { class: kind === "feature" ? "name" : "bias" }));
  element.dataset.key = key;
  const goal = { x: 0, y: 0, width: 0, height: 0 };
  return { key, kind, layer: 0, index: 0, name: "", element, canvas, now: null, goal, cells: [{ x: 0, y: 0 }], cellSize: 0, cursor: 0 };
}

/**
 * Sets where a node has to go: one cell, or the box around all cells of a strip.
 * @param {NetworkNode} node
 * @param {LayerPlace} place
 */
export function aimNode(node, place) {
  node.cellSize = place.size;
  const cells = node.kind === "strip" ? place.cells : place.cells.slice(node.index, node.index + 1);
  const [left, right] = [Math.min(...cells.map((cell) => cell.x)), Math.max(...cells.map((cell) => cell.x))];
  const [top, bottom] = [Math.min(...cells.map((cell) => cell.y)), Math.max(...cells.map((cell) => cell.y))];
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  node.goal = { x, y, width: right - left + place.size, height: bottom - top + place.size };
  node.cells = cells.map((cell) => ({ x: cell.x - x, y: cell.y - y }));
}

/** A node goes so much of its way in each frame. */
const SHARE_OF_WAY = 0.28;

/**
 * Moves a node towards its goal; at once if `still`.
 * @param {NetworkNode} node
 * @param {boolean} still
 * @returns {boolean} whether it is still on its way
 */
export function glideNode(node, still) {
  const { goal } = node;
  const now = node.now && !still ? node.now : { ...goal };
  let moving = false;
  for (const side of /** @type {(keyof Box)[]} */ (["x", "y", "width", "height"])) {
    const rest = goal[side] - now[side];
    if (Math.abs(rest) > 0.3) {
      now[side] += rest * SHARE_OF_WAY;
      moving = true;
    } else now[side] = goal[side];
  }
  node.now = now;
  const { style } = node.element;
  style.transform = `translate(${now.x - now.width / 2}px, ${now.y - now.height / 2}px)`;
  style.width = `${now.width}px`;
  style.height = `${now.height}px`;
  return moving;
}

/**
 * Puts the marks of a strip on its cells: the cell that keys move from and the chosen one.
 * @param {NetworkNode} node of kind "strip"
 * @param {number | null} chosen unit
 */
export function markStrip(node, chosen) {
  const [mark, cursor] = node.element.querySelectorAll("span");
  if (mark) mark.hidden = chosen === null;
  placeMark(mark, node, chosen ?? 0);
  placeMark(cursor, node, node.cursor);
}

/**
 * @param {HTMLElement | undefined} mark
 * @param {NetworkNode} node
 * @param {number} unit
 */
function placeMark(mark, node, unit) {
  const cell = node.cells[unit];
  if (!mark || !cell) return;
  const { width, height } = node.goal;
  mark.style.transform = `translate(${width / 2 + cell.x - node.cellSize / 2}px, ${height / 2 + cell.y - node.cellSize / 2}px)`;
  mark.style.width = mark.style.height = `${node.cellSize}px`;
}

/**
 * The unit of a strip under a point of the page; null between cells.
 * @param {NetworkNode} node
 * @param {{clientX: number, clientY: number}} point
 */
export function unitAt(node, { clientX, clientY }) {
  const box = node.element.getBoundingClientRect();
  const [x, y] = [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
  const reach = node.cellSize / 2 + 4;
  const unit = node.cells.findIndex((cell) => Math.abs(cell.x - x) <= reach && Math.abs(cell.y - y) <= reach);
  return unit < 0 ? null : unit;
}
