// The canvas of the links: drawn by links-worker.js on an OffscreenCanvas, or here where a browser has none. Drawing: charts/links.js.

import { drawLinks } from "../charts/links.js";

/**
 * @typedef {import("../charts/links.js").LinksLayout} LinksLayout
 * @typedef {import("../charts/links.js").Chosen} Chosen
 */

export class NetworkLinks {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {LinksLayout | null} */
  #layout = null;
  /** @type {Float32Array} */
  #parameters = new Float32Array();
  /** @type {Chosen} */
  #chosen = { gap: -1, unit: 0 };

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {string | undefined} workerUrl
   */
  constructor(canvas, workerUrl) {
    this.canvas = canvas;
    if (!workerUrl || !canvas.transferControlToOffscreen) return;
    this.#worker = new Worker(workerUrl, { type: "module" });
    const offscreen = canvas.transferControlToOffscreen();
    this.#worker.postMessage({ type: "start", canvas: offscreen }, [offscreen]);
  }

  /** @param {LinksLayout} layout */
  place(layout) {
    this.canvas.style.width = `${layout.width}px`;
    this.canvas.style.height = `${layout.height}px`;
    this.#layout = layout;
    this.#worker?.postMessage({ type: "layout", ...layout });
    this.#drawHere();
  }

  /** @param {Float32Array} parameters flat */
  weigh(parameters) {
    this.#parameters = parameters;
    if (this.#worker) {
      const copy = parameters.slice();
      this.#worker.postMessage({ type: "weights", parameters: copy }, [copy.buffer]);
    }
    this.#drawHere();
  }

  /** @param {Chosen} chosen */
  choose(chosen) {
    this.#chosen = chosen;
    this.#worker?.postMessage({ type: "chosen", ...chosen });
    this.#drawHere();
  }

  end() {
    this.#worker?.terminate();
  }

  #drawHere() {
    const context = this.#worker ? null : this.canvas.getContext("2d");
    if (!context || !this.#layout) return;
    const { width, height, ratio } = this.#layout;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== wide || this.canvas.height !== high) Object.assign(this.canvas, { width: wide, height: high });
    drawLinks(context, this.#layout, this.#parameters, this.#chosen);
  }
}
