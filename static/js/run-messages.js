// What the run tells becomes the board's state: one method a message of live-run.js. Nothing here draws or sends.

import { FrameError, readUnitValues, sectionOf } from "./wire.js";

/**
 * @typedef {import("./board-state.js").BoardState} BoardState
 * @typedef {import("./board-state.js").BoardEvent} BoardEvent
 * @typedef {import("./board-state.js").Row} Row
 * @typedef {import("./board-state.js").RunState} RunState
 * @typedef {import("./wire.js").Frame} Frame
 * @typedef {Record<string, any>} Message
 */

const STEP = 1;
const TRAIN_METRIC = 5;

/**
 * Whether a row measured both parts whole; others tell the mean loss of a few batches.
 * @param {Row} row
 */
const isEvaluation = (row) => !Number.isNaN(row[TRAIN_METRIC] ?? NaN);

export class RunMessages {
  runId = "";
  runNumber = -1;
  /** @type {Frame | null} came before the ack that tells of its structure */
  #early = null;

  /** @param {BoardState} state */
  constructor(state) {
    this.state = state;
  }

  /** What the page has, for the next hello. */
  get rowsKnown() {
    const last = this.state.rows.at(-1);
    return { runNumber: this.runNumber, afterSeq: this.runNumber < 0 ? -1 : (last?.[0] ?? -1) };
  }

  /** @param {Message} message */
  takeWelcome(message) {
    const { state } = this;
    const isOther = message["run"] !== this.runId || message["run_number"] !== this.runNumber;
    if (isOther && this.runNumber >= 0) this.#clear();
    else if (!isOther) this.#cutRows(message["num_rows"]);
    this.runId = message["run"];
    this.runNumber = message["run_number"];
    const { device, device_name: deviceName, mode = "drive", marks } = message;
    state.update({ device, deviceName, mode, marks }, "marks");
    this.#takeSpec(message);
    this.#takeRunState(message);
  }

  /** @param {Message} message */
  takeAck(message) {
    const { state } = this;
    if (message["new_run"]) this.#beginRun(message);
    this.#takeSpec(message);
    const mark = message["mark"];
    if (mark && !message["new_run"]) state.update({ marks: [...state.marks, mark] }, "marks");
    this.#takeRunState(message);
  }

  /**
   * The run changed its state by itself.
   * @param {Message} message
   */
  takeState(message) {
    if (message["reason"] === "resumed") this.#cutRows(message["num_rows"]);
    this.#takeRunState(message);
  }

  /** @param {{run: number, rows: Row[]}} packet */
  takeRows({ run, rows }) {
    const { state } = this;
    if (run < this.runNumber || rows.length === 0) return;
    if (run > this.runNumber && this.runNumber >= 0) {
      this.#clear();
      this.runNumber = run;
    }
    const first = rows[0]?.[0] ?? 0;
    const kept = state.rows.length && /** @type {Row} */ (state.rows.at(-1))[0] >= first ? state.rows.filter((row) => row[0] < first) : state.rows;
    kept.push(...rows);
    state.update({ rows: kept, row: rows.findLast(isEvaluation) ?? state.row }, "rows");
  }

  /** @param {{run: number, train: Float32Array, test: Float32Array}} packet */
  takePoints({ run, train, test }) {
    if (run >= this.runNumber) this.state.update({ points: { train, test } }, "points");
  }

  /**
   * Gives back whether the state has new parameters. Throws FrameError.
   * @param {Frame} frame
   * @returns {boolean}
   */
  takeFrame(frame) {
    const { state } = this;
    if (frame.run < this.runNumber) return false;
    const fits = frame.run === this.runNumber && frame.structure === state.structure;
    // A frame may overtake nothing, but an old one may wait for credit while acks go by.
    this.#early = fits ? null : frame;
    if (frame.run > this.runNumber) return false;
    const { step, epoch, phase, structure, epochsPerSecond, learningRate, sections } = frame;
    const newest = sectionOf(frame, "row");
    const row = newest ? [...newest.values] : null;
    const parameters = fits ? sectionOf(frame, "parameters")?.values : undefined;
    if (parameters && !(parameters instanceof Float32Array)) throw new FrameError("parameters of another type");
    state.update({
      frame: { step, epoch, phase, state: frame.state, structure, epochsPerSecond, learningRate, row, sections },
      // By step, not by number: what a change made of the network is evaluated at once, and is no row of the history.
      row: row && (row[STEP] ?? 0) >= (state.row?.[STEP] ?? 0) ? row : state.row,
      ...(parameters ? { parameters } : {}),
    });
    if (fits) this.#takeValues(frame);
    state.tell("frame");
    return parameters !== undefined;
  }

  /**
   * A frame that waited for its spec, and now fits.
   * @returns {Frame | null}
   */
  takeEarly() {
    const frame = this.#early;
    if (!frame || frame.run !== this.runNumber || frame.structure !== this.state.structure) return null;
    this.#early = null;
    return frame;
  }

  /** @param {Frame} frame */
  #takeValues(frame) {
    const { state } = this;
    const section = sectionOf(frame, "values");
    if (!section || !state.selection) return;
    const values = readUnitValues(section);
    if (values.layer !== state.selection.layer || values.unit !== state.selection.unit) return;
    state.update({ values }, "values");
  }

  /** @param {Message} message */
  #beginRun(message) {
    // Its rows may have come before its ack.
    if (message["run_number"] !== this.runNumber) this.#clear();
    this.runNumber = message["run_number"];
    this.state.update({ marks: message["marks"] ?? [] }, "marks");
  }

  #clear() {
    this.#early = this.#early && this.#early.run > this.runNumber ? this.#early : null;
    this.state.update({ rows: [], gaps: [], marks: [], frame: null, values: null }, "rows", "marks", "values");
  }

  /** @param {number} numRows what came after them is trained again */
  #cutRows(numRows) {
    const { state } = this;
    const rows = state.rows.filter((row) => row[0] < numRows);
    if (rows.length === state.rows.length) return;
    state.update({ rows, row: rows.findLast(isEvaluation) ?? null }, "rows");
  }

  /** @param {Message} message */
  #takeSpec(message) {
    const { spec, address = null, structure } = message;
    if (spec === undefined) return;
    const { state } = this;
    const isSame = JSON.stringify(spec) === JSON.stringify(state.spec);
    state.update({ structure, address, spec: isSame ? state.spec : spec });
    if (isSame) return;
    if (!hasUnit(state, state.selection)) state.select(null);
    if (!hasUnit(state, state.hover)) state.point(null);
    state.tell("spec");
  }

  /** @param {Message} message */
  #takeRunState(message) {
    const { state } = this;
    const runState = /** @type {RunState} */ (message["state"] ?? state.runState);
    const stops = state.runState === "playing" && (runState === "paused" || runState === "finished");
    const gaps = stops && state.gaps.at(-1) !== message["epoch"] ? [...state.gaps, message["epoch"]] : state.gaps;
    const speed = message["speed"] ?? state.speed;
    const canUndo = message["can_undo"] ?? state.canUndo;
    const canRedo = message["can_redo"] ?? state.canRedo;
    state.update({ runState, gaps, speed, canUndo, canRedo }, "run");
  }
}

/**
 * @param {BoardState} state
 * @param {import("./board-state.js").UnitPlace | null} place
 */
function hasUnit(state, place) {
  return place === null || place.unit < (state.sizes[place.layer + 1] ?? 0);
}
