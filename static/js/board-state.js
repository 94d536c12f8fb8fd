// What the board knows, in one place that every element reads: data flows from elements/board.js in, through events out.

import { formatNumber, formatPlain } from "./numbers.js";
import { layerSizes, outputFor, taskOf } from "./tasks.js";

/**
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {import("./numbers.js").NumberOptions} NumberOptions
 * @typedef {"ready" | "playing" | "paused" | "diverged" | "finished"} RunState
 * @typedef {"input" | "forward" | "loss" | "backward" | "update"} Phase
 * @typedef {"slow" | "1" | "10" | "60" | "max"} Speed
 * @typedef {"connecting" | "open" | "lost"} Connection
 * @typedef {{layer: number, unit: number}} UnitPlace layers from 0; the output layer is `spec.layers.length`
 * @typedef {number[]} Row [seq, step, epoch, train loss, test loss, train metric, test metric]
 * @typedef {{step: number, epoch: number, field: string, value: unknown}} Mark what was changed when
 * @typedef {{train: Float32Array, test: Float32Array}} Points x1, x2, label of each example, one after the other
 * @typedef {Record<string, string | number | boolean | null>} Params
 * @typedef {{id: number | null, field: string, code: string, params: Params}} Refusal
 * @typedef {{code: string, params: Params}} Notice
 * @typedef {Record<string, any>} Ack what the server answers to a command: step, epoch, state, spec?...
 *
 * @typedef {object} FrameState a run at one moment
 * @property {number} step
 * @property {number} epoch completed epochs and the part of the one under way
 * @property {Phase} phase the one just shown; "input" at the start of a step
 * @property {RunState} state
 * @property {number} structure
 * @property {number} epochsPerSecond
 * @property {number} learningRate
 * @property {Row | null} row the newest evaluation
 * @property {import("./wire.js").Section[]} sections every view that came with it
 *
 * @typedef {object} UnitValues one unit in the run's own precision
 * @property {number} layer
 * @property {number} unit
 * @property {Float64Array} weights
 * @property {number} bias
 * @property {boolean[]} frozen one a weight, then the bias
 *
 * @typedef {object} Maps what the network does over the plane, row 0 at the top
 * @property {number} structure of the parameters that it was drawn with
 * @property {number} size pixels a side of the hidden units' maps
 * @property {(Uint8Array | null)[][]} units [hidden layer][unit]: 0 to 255 for -1 to +1; null where none was drawn
 * @property {{size: number, values: Float32Array}} output (outputs, size, size): the output's value as the map shows it, or logits
 *
 * @typedef {object} BoardData the page's JSON block `board-data`
 * @property {Spec} spec
 * @property {string | null} address
 * @property {string} token
 * @property {string} socket
 * @property {string} version
 * @property {number} structure
 * @property {string} points a POINTS packet in base64
 * @property {string} parameters float32 in base64
 * @property {(number | null)[]} row of epoch 0; null for what is no number
 * @property {string[]} [corrections] what an address asked for and could not get, in the learner's words
 * @property {Record<string, any>} tasks
 * @property {Record<string, any>} thumbnails
 * @property {Record<string, any>} rules
 * @property {Record<string, string>} urls
 *
 * @typedef {object} Views what this page shows, no part of the spec
 * @property {boolean} showTest
 * @property {boolean} discretize
 * @property {boolean} logScale
 *
 * @typedef {"spec" | "frame" | "rows" | "points" | "marks" | "run" | "connection" | "selection" | "hover" | "maps" | "values" | "view" | "refused" | "notice"} BoardEvent
 */

/**
 * The state of the board around an element.
 * @param {Element} element
 * @returns {BoardState}
 */
export function boardState(element) {
  const board = /** @type {(Element & {state?: BoardState}) | null} */ (element.closest("dlp-board"));
  if (!board?.state) throw new Error(`<${element.localName}> stands outside <dlp-board>`);
  return board.state;
}

/** Fields are for reading; what changes them is called by elements/board.js, except for the methods under "What elements ask for". */
export class BoardState extends EventTarget {
  /** @type {Points} */
  points = { train: new Float32Array(), test: new Float32Array() };
  /** @type {FrameState | null} */
  frame = null;
  /** @type {Float32Array} */
  parameters = new Float32Array();
  /** @type {Row[]} */
  rows = [];
  /** @type {Row | null} the newest evaluation, of a row or of a frame */
  row = null;
  /** @type {Mark[]} */
  marks = [];
  /** @type {number[]} epochs at which the run stood still for a while */
  gaps = [];
  /** @type {RunState} */
  runState = "ready";
  /** @type {Speed} */
  speed = "60";
  canUndo = false;
  canRedo = false;
  device = "cpu";
  deviceName = "";
  /** @type {"drive" | "watch"} */
  mode = "drive";
  /** @type {Connection} */
  connection = "connecting";
  /** @type {Notice | null} why the connection is not open, if that is known */
  connectionReason = null;
  /** @type {UnitPlace | null} */
  selection = null;
  /** @type {UnitPlace | null} */
  hover = null;
  /** @type {Maps | null} */
  maps = null;
  /** @type {UnitValues | null} of the selection */
  values = null;
  /** @type {Refusal | null} the newest */
  refusal = null;
  /** @type {Notice | null} the newest */
  notice = null;
  showTest = false;
  discretize = false;
  logScale = false;

  /** @type {(command: {name: string} & Record<string, unknown>) => Promise<Ack>} */
  #send = () => Promise.reject({ id: null, field: "command", code: "not_connected", params: {} });
  /** @type {Record<string, string>} */
  #texts;

  /**
   * @param {BoardData} data
   * @param {Record<string, string>} texts the page's JSON block `board-text`
   * @param {string} language
   */
  constructor(data, texts, language) {
    super();
    this.spec = data.spec;
    this.address = data.address;
    this.structure = data.structure;
    this.tasks = data.tasks;
    this.rules = data.rules;
    this.thumbnails = data.thumbnails;
    this.urls = data.urls;
    this.language = language;
    this.#texts = texts;
    this.corrections = data.corrections ?? [];
    this.row = data.row.map((value) => value ?? NaN);
    this.rows = [this.row];
  }

  // --- What follows from the spec

  get task() {
    return taskOf(this.spec);
  }

  get output() {
    return outputFor(this.task, this.spec.loss);
  }

  /** Features, units of each hidden layer, outputs. */
  get sizes() {
    return layerSizes(this.spec);
  }

  // --- What elements ask for

  /**
   * Resolves with the ack, rejects with the refusal (which "refused" tells too).
   * @param {string} name as in playground/engine/commands.py
   * @param {Record<string, unknown>} [fields]
   * @returns {Promise<Ack>}
   */
  async command(name, fields = {}) {
    try {
      return await this.#send({ ...fields, name });
    } catch (refusal) {
      this.refuse(/** @type {Refusal} */ (refusal));
      throw refusal;
    }
  }

  /** @param {Refusal} refusal from the server, or of what a control can tell to be wrong by itself */
  refuse(refusal) {
    this.refusal = refusal;
    this.tell("refused");
  }

  /** @param {UnitPlace | null} selection */
  select(selection) {
    if (isSamePlace(selection, this.selection)) return;
    this.selection = selection;
    this.values = null;
    this.tell("selection");
  }

  /** @param {UnitPlace | null} hover */
  point(hover) {
    if (isSamePlace(hover, this.hover)) return;
    this.hover = hover;
    this.tell("hover");
  }

  /** @param {Partial<Views>} views */
  setView(views) {
    Object.assign(this, views);
    this.tell("view");
  }

  /**
   * A text of the page in the learner's language; {name} stands for params.name.
   * @param {string} key
   * @param {Record<string, unknown>} [params]
   * @returns {string}
   */
  text(key, params = {}) {
    const text = this.#texts[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = params[name];
      if (typeof value === "number") return formatPlain(value, this.language);
      return value === undefined || value === null ? whole : String(value);
    });
  }

  /**
   * Whether the page has a text of this name.
   * @param {string} key
   */
  hasText(key) {
    return key in this.#texts;
  }

  /**
   * @param {number | null | undefined} value
   * @param {NumberOptions} [options]
   * @returns {string}
   */
  number(value, options) {
    return formatNumber(value, this.language, options);
  }

  // --- What elements/board.js tells

  /** @param {(command: {name: string} & Record<string, unknown>) => Promise<Ack>} send */
  sendWith(send) {
    this.#send = send;
  }

  /**
   * Changes fields and says so once for each event.
   * @param {Partial<BoardState>} fields
   * @param {BoardEvent[]} events
   */
  update(fields, ...events) {
    Object.assign(this, fields);
    for (const event of events) this.tell(event);
  }

  /** @param {BoardEvent} event */
  tell(event) {
    this.dispatchEvent(new Event(event));
  }
}

/**
 * @param {UnitPlace | null} one
 * @param {UnitPlace | null} other
 */
function isSamePlace(one, other) {
  return one === other || (one !== null && other !== null && one.layer === other.layer && one.unit === other.unit);
}
