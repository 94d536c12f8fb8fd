// Keys and pointing in the diagram: its one place in the order of focus, and which neuron is shown large in the result.

import { cellsOf, nextCell } from "./network-keys.js";
import { markStrip, unitAt } from "./network-node.js";
import { unitName } from "./unit-name.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("./network-diagram.js").NetworkDiagram} NetworkDiagram
 * @typedef {import("./network-node.js").NetworkNode} NetworkNode
 * @typedef {import("./network-keys.js").Cell} Cell
 */

export class NetworkFocus {
  /** @type {Cell | null} */
  #current = null;

  /**
   * @param {NetworkDiagram} diagram
   * @param {BoardState} state
   */
  constructor(diagram, state) {
    this.diagram = diagram;
    this.state = state;
  }

  /**
   * @param {HTMLElement} field
   * @param {AbortSignal} signal
   * @param {{press: (node: NetworkNode, unit: number) => void, isUpright: () => boolean}} diagram
   */
  listen(field, signal, { press, isUpright }) {
    field.addEventListener("keydown", (event) => this.#key(event, press, isUpright()), { signal });
    field.addEventListener("pointermove", (event) => this.#point(event), { signal });
    field.addEventListener("pointerleave", () => this.state.point(null), { signal });
    field.addEventListener("focusin", (event) => this.#focused(event), { signal });
    field.addEventListener("focusout", () => this.state.point(null), { signal });
    field.addEventListener(
      "click",
      (event) => {
        const node = this.diagram.nodeOf(event.target);
        const unit = !node ? null : node.kind === "strip" ? unitAt(node, event) : node.index;
        if (node && unit !== null) press(node, unit);
      },
      { signal },
    );
  }

  /** Stands on a node that is there: after a change of the network the old one may be gone. */
  keep() {
    const { nodes, layers } = this.diagram;
    for (const node of nodes) if (node.kind === "strip") this.#moveInStrip(node, Math.min(node.cursor, node.cells.length - 1));
    const first = layers[1]?.[0];
    if ((!this.#current || !nodes.includes(this.#current.node)) && first) this.moveTo({ node: first, unit: 0 });
    else if (this.#current) this.moveTo(this.#current);
  }

  focus() {
    this.#current?.node.element.focus({ preventScroll: true });
  }

  /** @param {Cell} cell */
  moveTo({ node, unit }) {
    this.#current?.node.element.setAttribute("tabindex", "-1");
    this.#current = { node, unit };
    node.element.setAttribute("tabindex", "0");
    if (node.kind === "strip") this.#moveInStrip(node, Math.min(unit, node.cells.length - 1));
  }

  /**
   * @param {NetworkNode} node
   * @param {number} unit
   */
  #moveInStrip(node, unit) {
    node.cursor = unit;
    const option = node.element.querySelector(".strip-cursor");
    if (!option) return;
    const { selection } = this.state;
    const chosen = selection?.layer === node.layer - 1 ? selection.unit : null;
    option.id = `${node.key}-${unit}`;
    option.ariaLabel = unitName(this.state, { layer: node.layer - 1, unit });
    option.ariaSelected = String(chosen === unit);
    option.ariaPosInSet = String(unit + 1);
    option.ariaSetSize = String(node.cells.length);
    node.element.setAttribute("aria-activedescendant", option.id);
    markStrip(node, chosen);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {(node: NetworkNode, unit: number) => void} press
   * @param {boolean} isUpright
   */
  #key(event, press, isUpright) {
    const node = this.diagram.nodeOf(event.target);
    if (!node || !this.#current || event.altKey || event.ctrlKey || event.metaKey) return;
    if (node.kind === "strip" && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      return press(node, node.cursor);
    }
    const next = nextCell(cellsOf(this.diagram.layers), this.#current, event.key, isUpright);
    if (!next) return;
    event.preventDefault();
    this.moveTo(next);
    next.node.element.focus();
    this.#show(next.node, next.unit);
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const node = this.diagram.nodeOf(event.target);
    if (!node) return;
    const unit = node.kind === "strip" ? node.cursor : node.index;
    if (this.#current?.node !== node) this.moveTo({ node, unit });
    if (node.element.matches(":focus-visible")) this.#show(node, unit);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    if (event.pointerType === "touch") return;
    const node = this.diagram.nodeOf(event.target);
    const unit = !node ? null : node.kind === "strip" ? unitAt(node, event) : node.index;
    if (!node || unit === null) return this.state.point(null);
    if (node.kind === "strip" && unit !== node.cursor) this.#moveInStrip(node, unit);
    this.#show(node, unit);
  }

  /**
   * Shows a neuron large in the result's map; a feature shows nothing there.
   * @param {NetworkNode} node
   * @param {number} unit
   */
  #show(node, unit) {
    this.state.point(node.layer === 0 ? null : { layer: node.layer - 1, unit });
  }
}
