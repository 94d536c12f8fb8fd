// The address bar and the browser's history: what was changed is written there, Back undoes it and Forward does it again.

/**
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {import("./pending-commands.js").Command} Command
 *
 * @typedef {object} Entry what an entry of the history knows
 * @property {string} run
 * @property {number} place in the run's log of changes, counted from the page's load
 * @property {string} address
 * @property {Spec} spec for a run that does not know that place
 *
 * @typedef {(name: string, fields?: Record<string, unknown>) => Promise<{address?: string | null}>} Ask gives a command
 *
 * @typedef {object} Bar the part of a browser that is used here
 * @property {(entry: Entry, url: string) => void} push
 * @property {(entry: Entry, url?: string) => void} replace without a URL the one at hand stays
 * @property {() => string} path
 * @property {() => number} now milliseconds
 * @property {(milliseconds: number, act: () => void) => void} after
 */

/** Browsers stop listening to pages that write more often. */
const INTERVAL = 500;
/** Changes of one field that follow so closely are one entry. */
const SAME_CHANGE = 2000;
const STRUCTURE = ["layer.insert", "layer.remove", "unit.add", "unit.remove", "spec"];
const STRUCTURE_FIELDS = /^(dataset\.|features$|layers$|layers\.\d+\.units$)/;

/** @type {Bar} */
export const browserBar = {
  push: (entry, url) => history.pushState(entry, "", url),
  replace: (entry, url) => history.replaceState(entry, "", ...(url === undefined ? [] : [url])),
  path: () => location.pathname,
  now: () => performance.now(),
  after: (milliseconds, act) => void setTimeout(act, milliseconds),
};

/**
 * Data, structure and presets get an entry of their own, to go back to; all else changes the entry at hand.
 * @param {Command} command
 */
export function isOwnEntry({ name, field }) {
  return STRUCTURE.includes(name) || (name === "set" && STRUCTURE_FIELDS.test(String(field)));
}

export class AddressBar {
  /** @type {Entry | null} the entry at hand */
  entry = null;
  /** @type {string | null} the address that stands in the bar, and that a reload would open; null before the first of ours */
  written = null;
  #place = 0;
  /** @type {{entry: Entry, pushes: boolean} | null} not written yet */
  #waiting = null;
  #isHeld = false;
  #isTimed = false;
  #writtenAt = -Infinity;
  /** @type {{field: string, at: number}} the last change with an entry of its own */
  #last = { field: "", at: -Infinity };
  #drag = "";

  /** @type {Entry | null} where the traveler is bound for */
  #target = null;
  #isTraveling = false;

  /**
   * @param {Bar} bar
   * @param {Entry | null} found the entry at hand when the page was loaded
   */
  constructor(bar, found = null) {
    this.bar = bar;
    this.found = found;
  }

  /**
   * The page has found its run: the entry at hand is its.
   * @param {{run: string, address: string | null, spec: Spec}} now
   * @param {string | null} shown the address for which the page was made
   */
  begin({ run, address, spec }, shown) {
    if (this.found?.run === run) this.#place = this.found.place;
    this.found = null;
    this.entry = { run, place: this.#place, address: address ?? this.entry?.address ?? shown ?? "", spec };
    // What else stands in the address bar stays until something changes.
    if (this.entry.address === shown) {
      this.written = shown;
      this.bar.replace(this.entry);
    } else this.#write(false);
  }

  /**
   * A change was taken.
   * @param {Command} command
   * @param {{address: string | null, spec: Spec}} now
   */
  note(command, { address, spec }) {
    this.#count(command);
    if (this.#isTraveling || !this.entry || address === null || address === this.entry.address) return;
    const field = command.name === "set" ? String(command["field"]) : "";
    const isSame = field !== "" && field === this.#last.field && this.bar.now() - this.#last.at < SAME_CHANGE;
    const pushes = isOwnEntry(command) && !isSame;
    if (isOwnEntry(command)) this.#last = { field, at: this.bar.now() };
    this.entry = { run: this.entry.run, place: this.#place, address, spec };
    this.#write(pushes);
  }

  /** A control is held: nothing is written before it is let go. */
  hold() {
    this.#isHeld = true;
  }

  release() {
    this.#isHeld = false;
    this.#writeSoon();
  }

  /** Writes at once what waits, because the page is about to be left. */
  flush() {
    if (!this.#waiting) return;
    const { entry, pushes } = this.#waiting;
    this.#waiting = null;
    this.#writtenAt = this.bar.now();
    this.written = entry.address;
    const url = this.bar.path() + (entry.address ? `?${entry.address}` : "");
    if (pushes) this.bar.push(entry, url);
    else this.bar.replace(entry, url);
  }

  /**
   * Back or Forward was pressed: as many undos or redos as lie between, else the entry's whole spec.
   * Pressed again meanwhile, only the last place counts.
   * @param {Entry} target
   * @param {Ask} ask
   */
  async travel(target, ask) {
    this.#target = target;
    this.written = target.address;
    if (this.#isTraveling) return;
    this.#isTraveling = true;
    this.#waiting = null;
    try {
      while (this.#target) {
        const next = this.#target;
        this.#target = null;
        await this.#go(next, ask);
      }
    } finally {
      this.#isTraveling = false;
    }
  }

  /**
   * @param {Entry} target
   * @param {Ask} ask
   */
  async #go(target, ask) {
    const run = this.entry?.run ?? target.run;
    const distance = target.run === run ? target.place - this.#place : 0;
    const name = distance < 0 ? "undo" : "redo";
    let address = this.entry?.address;
    try {
      for (let left = Math.abs(distance); left > 0 && address !== target.address; left--) {
        address = (await ask(name)).address ?? address;
      }
    } catch {
      // Nothing is left to undo, or to do again: the spec says it all.
    }
    if (address !== target.address) await ask("spec", { spec: target.spec });
    this.entry = { ...target, run, place: this.#place };
    this.bar.replace(this.entry);
  }

  /** @param {Command} command */
  #count(command) {
    const drag = command["drag"] === undefined ? "" : `${command["drag"]} ${command["field"]}`;
    const goesOn = drag !== "" && drag === this.#drag;
    this.#drag = drag;
    if (!goesOn) this.#place += command.name === "undo" ? -1 : 1;
  }

  /** @param {boolean} pushes */
  #write(pushes) {
    if (!this.entry) return;
    this.#waiting = { entry: this.entry, pushes: pushes || (this.#waiting?.pushes ?? false) };
    this.#writeSoon();
  }

  #writeSoon() {
    if (!this.#waiting || this.#isHeld || this.#isTimed) return;
    const wait = this.#writtenAt + INTERVAL - this.bar.now();
    if (wait <= 0) return this.flush();
    this.#isTimed = true;
    this.bar.after(wait, () => {
      this.#isTimed = false;
      this.#writeSoon();
    });
  }
}
