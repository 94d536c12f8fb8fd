// The page's side of maps-worker.js: one network at a time, of those that come meanwhile only the newest.

import { MapDrawing } from "./map-drawing.js";

/**
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {import("./board-state.js").Maps} Maps
 * @typedef {import("./map-drawing.js").DrawnMaps} DrawnMaps
 * @typedef {{spec: Spec, structure: number, parameters: Float32Array}} Wanted
 *
 * @typedef {object} MapsWorker the part of a Worker that is used here
 * @property {(message: unknown, transfer: Transferable[]) => void} postMessage
 * @property {() => void} terminate
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onerror
 */

export class MapsPainter {
  /** @type {MapsWorker | null} */
  #worker = null;
  /** @type {Wanted | null} under way in the worker */
  #current = null;
  /** @type {Wanted | null} the newest that waits */
  #next = null;
  /** @type {Spec | null} the one that the worker knows */
  #sent = null;
  /** @type {MapDrawing | null} */
  #drawing = null;

  /**
   * @param {() => MapsWorker} startWorker may throw
   * @param {(maps: Maps) => void} show
   */
  constructor(startWorker, show) {
    this.show = show;
    try {
      this.#worker = startWorker();
      this.#worker.onmessage = ({ data }) => this.#receive(data);
      this.#worker.onerror = () => this.#drawHereFromNowOn();
    } catch {
      this.#worker = null;
    }
  }

  /**
   * Draws on the page's own thread, at once: for the first picture, while the worker is still starting.
   * @param {Wanted} wanted
   */
  drawHere({ spec, structure, parameters }) {
    this.#drawing ??= new MapDrawing();
    this.show(arrange(spec, structure, this.#drawing.draw(spec, parameters)));
  }

  /** @param {Wanted} wanted */
  draw(wanted) {
    if (!this.#worker) return this.drawHere(wanted);
    this.#next = wanted;
    this.#send();
  }

  end() {
    this.#worker?.terminate();
    this.#worker = this.#next = null;
  }

  #send() {
    if (this.#current || !this.#next || !this.#worker) return;
    this.#current = this.#next;
    this.#next = null;
    const { spec, structure } = this.#current;
    const parameters = this.#current.parameters.slice();
    this.#worker.postMessage({ spec: spec === this.#sent ? null : spec, structure, parameters }, [parameters.buffer]);
    this.#sent = spec;
  }

  /** @param {DrawnMaps & {structure: number}} drawn */
  #receive(drawn) {
    const { spec } = /** @type {Wanted} */ (this.#current);
    this.#current = null;
    this.#send();
    this.show(arrange(spec, drawn.structure, drawn));
  }

  #drawHereFromNowOn() {
    this.#worker?.terminate();
    this.#worker = null;
    const wanted = this.#next ?? this.#current;
    this.#next = this.#current = null;
    if (wanted) this.drawHere(wanted);
  }
}

/**
 * One array a unit, all of them views of what was drawn.
 * @param {Spec} spec
 * @param {number} structure
 * @param {DrawnMaps} drawn
 * @returns {Maps}
 */
function arrange(spec, structure, { size, units, output }) {
  let place = 0;
  const next = () => units.subarray(place * size * size, ++place * size * size);
  return { structure, size, units: spec.layers.map((layer) => Array.from({ length: layer.units }, next)), output };
}
