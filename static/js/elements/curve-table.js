// The curve's numbers as a table behind a summary, filled only while it is open.

import { thinRows } from "../charts/curve.js";
import { make, makeIcon } from "./make.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../charts/curve.js").Quantity} Quantity
 */

const MOST_ROWS = 100;
/** A table under someone's eyes is written again at most so often, in milliseconds. */
const INTERVAL = 1000;

export class CurveTable {
  #body = make("tbody");
  #quantity = make("caption");
  #writtenAt = -Infinity;
  /** @type {unknown} */
  #written = null;
  /** @type {Quantity} */
  #shown = "loss";
  #waiting = 0;

  /** @param {BoardState} state */
  constructor(state) {
    this.state = state;
    const head = [state.text("curve.column.epoch"), state.text("curve.train.long"), state.text("curve.test")].map((text) => make("th", { scope: "col" }, text));
    const table = make("table", { class: "numbers" }, this.#quantity, make("thead", {}, make("tr", {}, ...head)), this.#body);
    this.element = make("details", { class: "curve-table" }, make("summary", {}, makeIcon("right"), state.text("curve.table")), make("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": state.text("curve.table") }, table));
    this.element.addEventListener("toggle", () => this.show(this.#shown));
  }

  /** @param {Quantity} quantity */
  show(quantity) {
    const isOther = quantity !== this.#shown;
    this.#shown = quantity;
    if (!this.element.open || (!isOther && this.#written === this.state.rows.at(-1))) return;
    const wait = isOther ? 0 : this.#writtenAt + INTERVAL - performance.now();
    clearTimeout(this.#waiting);
    if (wait > 0) this.#waiting = window.setTimeout(() => this.#write(), wait);
    else this.#write();
  }

  #write() {
    const { state } = this;
    const isShare = this.#shown === "metric" && state.task !== "regression";
    const [train, test] = this.#shown === "loss" ? [3, 4] : [5, 6];
    const format = (/** @type {number | undefined} */ value) => state.number(value, isShare ? { digits: 1, percent: true } : { fine: true });
    const metric = state.text(isShare ? "curve.accuracy" : "curve.rmse");
    this.#quantity.textContent = this.#shown === "loss" ? state.text("curve.loss") : metric;
    this.#body.replaceChildren(
      ...thinRows(state.rows, MOST_ROWS).map((row) => {
        const epoch = row[2] ?? 0;
        const shown = state.number(epoch, { digits: Number.isInteger(epoch) ? 0 : 2 });
        return make("tr", {}, make("th", { scope: "row" }, shown), make("td", {}, format(row[train])), make("td", {}, format(row[test])));
      }),
    );
    this.#writtenAt = performance.now();
    this.#written = state.rows.at(-1);
  }
}
