// <dlp-dataset-picker>: the datasets as pictures of their points, with the noise and the sample of the page.

import { boardState } from "../board-state.js";
import { CLASS_TOKENS, cssColor, lutIndex } from "../charts/colors.js";
import { traceMark } from "../charts/marks.js";
import { TASK_OF_DATASET } from "../tasks.js";
import { onTheme, themeColors } from "../theme-colors.js";
import { ask } from "./ask.js";
import { fitCanvas } from "./fit-canvas.js";

/** @typedef {import("../board-state.js").BoardState} BoardState */

/** As playground/experiments/thumbnails.py sends them. */
const PLACES_A_UNIT = 20;
const LABELS_OF_A_UNIT = 100;
/** The plane's side. */
const SIDE = 12;
/** New pictures are asked for when a slider has rested so long. */
const REST = 200;

class DlpDatasetPicker extends HTMLElement {
  #ended = new AbortController();
  /** What the pictures at hand were made for. */
  #query = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    /** @type {Record<string, string>} */
    this.pictures = this.state.thumbnails;
    this.#query = this.#wanted();
    this.#showChosen();
    const { signal } = this.#ended;
    this.addEventListener("change", (event) => this.#choose(event), { signal });
    this.state.addEventListener("spec", () => this.#follow(), { signal });
    onTheme(() => this.#draw(), signal);
    const observer = new ResizeObserver(() => this.#draw());
    observer.observe(this);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  /** @param {Event} event */
  async #choose({ target }) {
    const { state } = this;
    if (!state || !(target instanceof HTMLInputElement)) return;
    const isTaken = await ask(state, "set", { field: "dataset.kind", value: target.value });
    if (!isTaken) this.#tell();
  }

  #follow() {
    this.#tell();
    const query = this.#wanted();
    if (query === this.#query) return;
    this.#query = query;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(query), REST);
  }

  #tell() {
    const kind = this.state?.spec.dataset.kind;
    const isOther = this.querySelector("input:checked")?.getAttribute("value") !== kind;
    for (const input of this.querySelectorAll("input")) input.checked = input.value === kind;
    if (isOther) this.#showChosen();
  }

  /** On a phone the thumbnails are a strip: the chosen one is brought into it, and the page stays where it is. */
  #showChosen() {
    const chosen = this.querySelector("input:checked")?.closest(".thumb");
    if (!(chosen instanceof HTMLElement)) return;
    const [strip, thumb] = [this.getBoundingClientRect(), chosen.getBoundingClientRect()];
    if (thumb.left < strip.left || thumb.right > strip.right) this.scrollLeft += thumb.left + thumb.width / 2 - strip.left - strip.width / 2;
  }

  /** The part of the address that the pictures hang on. */
  #wanted() {
    const dataset = this.state?.spec.dataset;
    if (!dataset || dataset.kind === "points") return this.#query;
    const query = new URLSearchParams({ v: "1", noise: dataset["noise"], sample: dataset["seed"] });
    if (dataset.num_classes !== undefined) {
      query.set("data", dataset.kind);
      query.set("classes", String(dataset.num_classes));
    }
    return query.toString();
  }

  /**
   * Old pictures stay where new ones cannot be had.
   * @param {string} query
   */
  async #load(query) {
    try {
      const answer = await fetch(`${this.dataset["url"]}?${query}`, { signal: this.#ended.signal });
      if (!answer.ok || query !== this.#query) return;
      this.pictures = await answer.json();
      this.#draw();
    } catch {
      // The line is down; the sentence says so.
    }
  }

  #draw() {
    for (const thumb of this.querySelectorAll(".thumb")) {
      const [input, canvas] = [thumb.querySelector("input"), thumb.querySelector("canvas")];
      const picture = this.pictures?.[input?.value ?? ""];
      if (input && canvas && picture) drawThumbnail(canvas, input.value, picture);
    }
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} kind
 * @param {string} picture base64 of int8 triples
 */
function drawThumbnail(canvas, kind, picture) {
  const fitted = fitCanvas(canvas);
  if (!fitted) return;
  const { context, width, height } = fitted;
  const { css, lut } = themeColors();
  const task = TASK_OF_DATASET[kind];
  const side = Math.min(width, height) - 8;
  const values = Int8Array.from(atob(picture), (character) => character.charCodeAt(0));
  for (let place = 0; place < values.length; place += 3) {
    const [x1 = 0, x2 = 0, label = 0] = values.subarray(place, place + 3);
    const shape = task === "regression" ? 3 : task === "two_classes" ? Number(label > 0) : label;
    const token = /** @type {keyof typeof css} */ (CLASS_TOKENS[shape] ?? "ink");
    context.fillStyle = task === "regression" ? cssColor(lut[lutIndex(label / LABELS_OF_A_UNIT)] ?? 0) : css[token];
    context.beginPath();
    const scale = side / SIDE / PLACES_A_UNIT;
    traceMark(context, width / 2 + x1 * scale, height / 2 - x2 * scale, task === "regression" ? 2 : 1.3, shape);
    context.fill();
  }
}

customElements.define("dlp-dataset-picker", DlpDatasetPicker);
