// The worker that draws pictures of the plane, so that the page stays free; maps.js sends it one network at a time.

import { MapDrawing } from "./map-drawing.js";

/**
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {{spec: Spec | null, structure: number, parameters: Float32Array}} MapsRequest a spec only where it changed
 * @typedef {{onmessage: ((event: MessageEvent) => void) | null, postMessage: (message: unknown, transfer: Transferable[]) => void}} WorkerScope
 */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));
const drawing = new MapDrawing();
/** @type {Spec | null} */
let spec = null;

scope.onmessage = (/** @type {MessageEvent<MapsRequest>} */ { data }) => {
  spec = data.spec ?? spec;
  if (!spec) return;
  const maps = drawing.draw(spec, data.parameters);
  scope.postMessage({ structure: data.structure, ...maps }, [maps.units.buffer, maps.output.values.buffer]);
};
