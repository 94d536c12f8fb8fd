// <dlp-network>: the network as a diagram whose parts are pressed to change it. Geometry: network-layout.js, network-place.js; its parts: network-diagram.js;
// keys and pointing: network-focus.js; words: network-words.js; pictures: network-paint.js; links: network-links.js, network-flow.js.

import { boardState } from "../board-state.js";
import { FEATURE_NAMES, FIRST_FEATURES } from "../feature-math.js";
import { onFrame } from "../on-frame.js";
import { onTheme } from "../theme-colors.js";
import { make } from "./make.js";
import { NetworkDiagram } from "./network-diagram.js";
import { NetworkFlow } from "./network-flow.js";
import { NetworkFocus } from "./network-focus.js";
import { isLimited } from "./network-head.js";
import { chosenGap, linksLayout, showLabels } from "./network-link-ends.js";
import { NetworkLinks } from "./network-links.js";
import { glideNode, markStrip } from "./network-node.js";
import { paintFeatures, paintNetwork } from "./network-paint.js";
import { placeDiagram } from "./network-place.js";
import { MOST_UNITS, tellDiagram } from "./network-words.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../board-state.js").UnitPlace} UnitPlace
 * @typedef {import("./network-node.js").NetworkNode} NetworkNode
 * @typedef {import("../network-layout.js").NetworkPlan} NetworkPlan
 */

export class DlpNetwork extends HTMLElement {
  #scroller = make("div", { class: "network-scroller" });
  #field = make("div", { class: "network-field", role: "group" });
  #canvas = make("canvas", { class: "links", "aria-hidden": "true" });
  #dots = make("canvas", { class: "flow", "aria-hidden": "true" });
  /** @type {NetworkPlan | null} */
  #plan = null;
  #showsAllFeatures = false;
  #gliding = false;
  #ended = new AbortController();
  #diagram = new NetworkDiagram(this.#field, {
    openMenu: (layer, button) => this.#openMenu(layer, button),
    resize: (layer, by) => this.#resize(layer, by),
    insert: (index, button) => isLimited(button) || this.#send("layer.insert", { index }),
    toggleFeatures: () => this.#toggleFeatures(),
  });

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    /** @type {NetworkFocus} */
    this.keys = new NetworkFocus(this.#diagram, this.state);
    this.#field.ariaLabel = this.state.text("network.label");
    this.#field.append(this.#canvas, this.#dots);
    this.#scroller.append(this.#field);
    this.replaceChildren(this.#scroller);
    /** @type {NetworkLinks} */
    this.links = new NetworkLinks(this.#canvas, this.state.urls["links_worker"]);
    this.flow = new NetworkFlow(this.#dots, this.state, () => this.#gaps(), (layer) => this.#leave(layer));
    this.#listen();
    this.#rebuild();
    this.#weigh();
  }

  disconnectedCallback() {
    this.#ended.abort();
    this.links.end();
    this.flow?.end();
  }

  #listen() {
    const { signal } = this.#ended;
    const on = (/** @type {string} */ name, /** @type {() => void} */ act) => this.state.addEventListener(name, act, { signal });
    const paint = onFrame(() => this.#paint());
    on("spec", () => this.#rebuild());
    on("maps", paint);
    on("run", paint);
    on("frame", onFrame(() => (this.#weigh(), this.flow?.update())));
    on("selection", () => this.#choose());
    onTheme(() => this.#repaint(), signal);
    this.keys.listen(this.#field, signal, { press: (node, unit) => this.#press(node, unit), isUpright: () => this.#plan?.upright ?? false });
    const observer = new ResizeObserver(() => this.#layout());
    observer.observe(this.#scroller);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /**
   * A refusal is told by the sentence under the network; nothing here has changed until the spec comes back.
   * @param {string} name
   * @param {Record<string, unknown>} fields
   */
  #send(name, fields) {
    this.state.command(name, fields).catch(() => undefined);
  }

  // --- building and placing ---------------------------------------------------------------------

  #rebuild() {
    const hadFocus = this.#field.contains(document.activeElement);
    this.#showsAllFeatures ||= this.state.spec.features.some((name) => FEATURE_NAMES.indexOf(name) >= FIRST_FEATURES);
    this.#diagram.rebuild(this.state, this.#showsAllFeatures);
    tellDiagram(this.#diagram, this.state, this.#showsAllFeatures);
    paintFeatures(this.#diagram.layers[0] ?? []);
    this.#layout();
    this.keys.keep();
    if (hadFocus && !this.#field.contains(document.activeElement)) this.keys.focus();
  }

  #layout() {
    const size = { width: this.#scroller.clientWidth, height: this.#scroller.clientHeight };
    if (size.width === 0) return;
    this.#plan = placeDiagram(this.#diagram, this.#field, size, this.state, this.#showsAllFeatures);
    this.#paint();
    this.#choose();
    if (!this.#gliding) this.#glide();
  }

  /** One frame of everything's way to its place, and the next one until all have arrived. */
  #glide() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let moving = false;
    for (const node of this.#diagram.nodes) moving = (!node.element.hidden && glideNode(node, still)) || moving;
    this.#placeLinks();
    this.#gliding = moving;
    if (moving) requestAnimationFrame(() => this.#glide());
  }

  #placeLinks() {
    if (!this.#plan) return;
    this.links.place(linksLayout(this.#plan, this.#diagram.layers, this.state));
    showLabels(this.#field, this.#plan, this.#diagram.layers, this.state);
  }

  #gaps() {
    return this.#plan ? linksLayout(this.#plan, this.#diagram.layers, this.state).gaps : [];
  }

  /**
   * Rings the layer that values or gradients are leaving.
   * @param {number | null} layer
   */
  #leave(layer) {
    for (const node of this.#diagram.nodes) node.element.classList.toggle("live", node.layer === layer && (node.kind !== "feature" || node.element.ariaPressed === "true"));
  }

  // --- drawing ----------------------------------------------------------------------------------

  #paint() {
    paintNetwork(this.#diagram.layers, this.state);
  }

  /** After a change of theme. */
  #repaint() {
    paintFeatures(this.#diagram.layers[0] ?? []);
    this.#paint();
    this.#placeLinks();
  }

  #weigh() {
    this.links.weigh(this.state.parameters);
    if (this.#plan) showLabels(this.#field, this.#plan, this.#diagram.layers, this.state);
  }

  #choose() {
    const { selection } = this.state;
    for (const node of this.#diagram.nodes) {
      const isLayer = selection !== null && selection.layer === node.layer - 1;
      if (node.kind === "unit") node.element.ariaPressed = String(isLayer && selection.unit === node.index);
      if (node.kind === "strip") markStrip(node, isLayer ? selection.unit : null);
    }
    this.links.choose(chosenGap(selection));
    this.#weigh();
    if (selection) this.#openCard();
  }

  async #openCard() {
    if (this.querySelector("dlp-neuron-card")) return;
    await import("./neuron-card.js");
    if (!this.querySelector("dlp-neuron-card")) this.append(document.createElement("dlp-neuron-card"));
  }

  // --- what cards ask for -----------------------------------------------------------------------

  /**
   * Where a neuron stands, in pixels of this element; null when it is not there.
   * @param {UnitPlace} place
   * @returns {DOMRect | null}
   */
  boxOf(place) {
    const node = this.#diagram.nodeAt(place);
    const cell = node?.cells[node.kind === "strip" ? place.unit : 0];
    if (!node || !cell) return null;
    const { goal, cellSize } = node;
    const left = goal.x + cell.x - cellSize / 2 - this.#scroller.scrollLeft;
    return new DOMRect(left, goal.y + cell.y - cellSize / 2, cellSize, cellSize);
  }

  /**
   * Gives the focus to a neuron.
   * @param {UnitPlace} place
   */
  focusUnit(place) {
    const node = this.#diagram.nodeAt(place);
    if (node) this.keys.moveTo({ node, unit: place.unit });
    this.keys.focus();
  }

  // --- pressing ---------------------------------------------------------------------------------

  /**
   * @param {NetworkNode} node
   * @param {number} unit
   */
  #press(node, unit) {
    if (node.kind === "feature") return this.#toggleFeature(node);
    this.keys.moveTo({ node, unit });
    const { selection } = this.state;
    const isChosen = selection?.layer === node.layer - 1 && selection.unit === unit;
    this.state.select(isChosen ? null : { layer: node.layer - 1, unit });
  }

  /** @param {NetworkNode} node */
  #toggleFeature(node) {
    if (isLimited(node.element)) return;
    const { features } = this.state.spec;
    const value = features.includes(node.name) ? features.filter((name) => name !== node.name) : [...features, node.name];
    this.#send("set", { field: "features", value });
  }

  #toggleFeatures() {
    this.#showsAllFeatures = !this.#showsAllFeatures;
    this.#rebuild();
  }

  /**
   * @param {number} layer
   * @param {1 | -1} by
   */
  #resize(layer, by) {
    const units = this.state.spec.layers[layer]?.units ?? 1;
    if (by > 0) {
      if (units < MOST_UNITS) this.#send("unit.add", { layer });
    } else if (units > 1) this.#send("unit.remove", { layer });
    else this.#send("layer.remove", { index: layer });
  }

  /**
   * @param {number} layer
   * @param {HTMLElement} button
   */
  async #openMenu(layer, button) {
    const { openLayerMenu } = await import("./layer-menu.js");
    openLayerMenu(this, layer, button);
  }
}

customElements.define("dlp-network", DlpNetwork);
