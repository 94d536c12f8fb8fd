// The binary packets from trainer to browser: frames, rows and points. The other half is playground/engine/frame.py.

/**
 * @import { Phase, RunState, UnitValues } from "./board-state.js"
 * @typedef {"row" | "parameters" | "values" | "gradients" | "step"} ViewName
 * @typedef {Float64Array | Float32Array | Uint8Array | Int32Array} Numbers
 *
 * @typedef {object} Section one view of a run
 * @property {ViewName} view
 * @property {number[]} shape
 * @property {Numbers} values a view of the packet's own bytes
 *
 * @typedef {object} Frame a run at one moment
 * @property {number} run one higher after every change that begins a new run
 * @property {number} sequence
 * @property {number} step
 * @property {number} epoch completed epochs and the part of the one under way
 * @property {Phase} phase
 * @property {RunState} state
 * @property {number} structure the parameters fit the spec with this number
 * @property {number} acknowledged the last command whose effect this frame shows
 * @property {number} epochsPerSecond
 * @property {number} learningRate
 * @property {number} numRows
 * @property {number} dataVersion
 * @property {Section[]} sections
 *
 * @typedef {{run: number, rows: number[][]}} RowsPacket
 * @typedef {{run: number, dataVersion: number, train: Float32Array, test: Float32Array}} PointsPacket
 */

/** @type {Phase[]} */
export const PHASES = ["input", "forward", "loss", "backward", "update"];
/** @type {RunState[]} */
export const STATES = ["ready", "playing", "paused", "diverged", "finished"];
/** @type {(ViewName | undefined)[]} by number */
const VIEWS = [undefined, "row", "parameters", "values", "gradients", "step"];
/** @type {((packet: ArrayBuffer, offset: number, length: number) => Numbers)[]} by number of the type */
const READERS = [
  (packet, offset, length) => view(packet, Float64Array, offset, length),
  (packet, offset, length) => view(packet, Float32Array, offset, length),
  (packet, offset, length) => view(packet, Uint8Array, offset, length),
  (packet, offset, length) => view(packet, Int32Array, offset, length),
];

const VERSION = 1;
const FRAME_HEADER = 64;
const SECTION_HEADER = 24;
const ROWS_HEADER = 16;
const POINTS_HEADER = 24;
const ROW_LENGTH = 7;
const MAX_DIMENSIONS = 4;

/** Bytes that are no packet of ours. */
export class FrameError extends Error {}

/**
 * What kind of packet this is, by its first four bytes; "" for none.
 * @param {ArrayBuffer} packet
 * @returns {"frame" | "rows" | "points" | ""}
 */
export function packetKind(packet) {
  if (packet.byteLength < 4) return "";
  const magic = String.fromCharCode(...new Uint8Array(packet, 0, 4));
  return magic === "DLPF" ? "frame" : magic === "DLPR" ? "rows" : magic === "DLPP" ? "points" : "";
}

/**
 * Throws FrameError.
 * @param {ArrayBuffer} packet
 * @returns {Frame}
 */
export function decodeFrame(packet) {
  const header = open(packet, "frame", FRAME_HEADER);
  const phase = PHASES[header.getUint8(32)];
  const state = STATES[header.getUint8(33)];
  const step = header.getFloat64(16, true);
  if (phase === undefined || state === undefined || !(step >= 0 && step <= Number.MAX_SAFE_INTEGER)) {
    throw new FrameError("a phase, state or step that does not exist");
  }
  const { sections, end } = decodeSections(packet, header.getUint16(6, true));
  checkEnd(packet, end);
  return {
    run: header.getUint32(8, true),
    sequence: header.getUint32(12, true),
    step: Math.trunc(step),
    epoch: header.getFloat64(24, true),
    phase,
    state,
    structure: header.getUint16(34, true),
    acknowledged: header.getUint32(36, true),
    epochsPerSecond: header.getFloat64(40, true),
    learningRate: header.getFloat64(48, true),
    numRows: header.getUint32(56, true),
    dataVersion: header.getUint32(60, true),
    sections,
  };
}

/**
 * Throws FrameError.
 * @param {ArrayBuffer} packet
 * @returns {RowsPacket}
 */
export function decodeRows(packet) {
  const header = open(packet, "rows", ROWS_HEADER);
  const count = header.getUint32(12, true);
  const numbers = view(packet, Float64Array, ROWS_HEADER, count * ROW_LENGTH);
  checkEnd(packet, ROWS_HEADER + numbers.byteLength);
  const rows = Array.from({ length: count }, (_, index) => [...numbers.subarray(index * ROW_LENGTH, (index + 1) * ROW_LENGTH)]);
  return { run: header.getUint32(8, true), rows };
}

/**
 * Throws FrameError.
 * @param {ArrayBuffer} packet
 * @returns {PointsPacket} three numbers a point: x1, x2, label
 */
export function decodePoints(packet) {
  const header = open(packet, "points", POINTS_HEADER);
  const train = view(packet, Float32Array, POINTS_HEADER, header.getUint32(16, true) * 3);
  const middle = POINTS_HEADER + train.byteLength;
  const test = view(packet, Float32Array, middle, header.getUint32(20, true) * 3);
  checkEnd(packet, middle + test.byteLength);
  return { run: header.getUint32(8, true), dataVersion: header.getUint32(12, true), train, test };
}

/**
 * The first section of a view; undefined where the frame has none.
 * @param {Frame} frame
 * @param {ViewName} name
 * @returns {Section | undefined}
 */
export function sectionOf(frame, name) {
  return frame.sections.find((section) => section.view === name);
}

/**
 * What the `values` view says of one unit: [layer, unit, number of inputs], weights, bias, then 1 where one is frozen.
 * Throws FrameError.
 * @param {Section} section
 * @returns {UnitValues}
 */
export function readUnitValues({ values }) {
  const [layer = NaN, unit = NaN, numInputs = NaN] = values;
  if (!(values instanceof Float64Array) || values.length !== 3 + 2 * (numInputs + 1)) {
    throw new FrameError("values of a unit whose length is not their content's");
  }
  const frozen = Array.from(values.subarray(4 + numInputs), (flag) => flag !== 0);
  return { layer, unit, weights: values.slice(3, 3 + numInputs), bias: values[3 + numInputs] ?? NaN, frozen };
}

/**
 * The bytes of a packet that stands in a page.
 * @param {string} text base64
 * @returns {ArrayBuffer}
 */
export function decodeBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}

/**
 * @param {ArrayBuffer} packet
 * @param {number} numSections
 * @returns {{sections: Section[], end: number}}
 */
function decodeSections(packet, numSections) {
  /** @type {Section[]} */
  const sections = [];
  let offset = FRAME_HEADER;
  while (sections.length < numSections) {
    const header = headerAt(packet, offset, SECTION_HEADER);
    const name = VIEWS[header.getUint16(0, true)];
    const read = READERS[header.getUint8(2)];
    const numDimensions = header.getUint8(3);
    const length = header.getUint32(4, true);
    const extents = [8, 12, 16, 20].map((place) => header.getUint32(place, true));
    if (name === undefined || read === undefined || numDimensions > MAX_DIMENSIONS) {
      throw new FrameError("a section of a kind that does not exist");
    }
    const shape = extents.slice(0, numDimensions);
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (size !== length || extents.slice(numDimensions).some(Boolean)) {
      throw new FrameError("a section whose shape is not its length");
    }
    const values = read(packet, offset + SECTION_HEADER, length);
    sections.push({ view: name, shape, values });
    offset += SECTION_HEADER + Math.ceil(values.byteLength / 8) * 8;
  }
  return { sections, end: offset };
}

/**
 * @param {ArrayBuffer} packet
 * @param {"frame" | "rows" | "points"} kind
 * @param {number} size of the header
 * @returns {DataView}
 */
function open(packet, kind, size) {
  const header = headerAt(packet, 0, size);
  if (packetKind(packet) !== kind || header.getUint16(4, true) !== VERSION) {
    throw new FrameError("a packet of another kind or version");
  }
  return header;
}

/**
 * @param {ArrayBuffer} packet
 * @param {number} offset
 * @param {number} size
 */
function headerAt(packet, offset, size) {
  if (packet.byteLength < offset + size) throw new FrameError("a packet cut short");
  return new DataView(packet, offset, size);
}

/**
 * @template {Numbers} T
 * @param {ArrayBuffer} packet
 * @param {{new (buffer: ArrayBuffer, offset: number, length: number): T, BYTES_PER_ELEMENT: number}} Type
 * @param {number} offset
 * @param {number} length
 * @returns {T}
 */
function view(packet, Type, offset, length) {
  if (packet.byteLength < offset + length * Type.BYTES_PER_ELEMENT) throw new FrameError("a packet cut short");
  return new Type(packet, offset, length);
}

/**
 * @param {ArrayBuffer} packet
 * @param {number} end
 */
function checkEnd(packet, end) {
  if (packet.byteLength !== end) throw new FrameError("a packet whose length is not its content's");
}
