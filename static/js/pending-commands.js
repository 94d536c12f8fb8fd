// Commands that the server has not answered yet: each is sent again under its number when a line was cut, until it is.

/**
 * @typedef {{name: string} & Record<string, unknown>} Command
 * @typedef {{type: "command", id: number, command: Command}} CommandMessage
 * @typedef {import("./board-state.js").Ack} Ack
 * @typedef {import("./board-state.js").Refusal} Refusal
 * @typedef {{resolve: (ack: Ack) => void, reject: (refusal: Refusal) => void}} Waiter
 * @typedef {{message: CommandMessage, wasSent: boolean, waiters: Waiter[]}} Entry
 */

export class PendingCommands {
  /** @type {Map<number, Entry>} in the order in which they were given */
  #entries = new Map();
  #lastId = 0;

  get size() {
    return this.#entries.size;
  }

  /**
   * @param {Command} command
   * @returns {Promise<Ack>} rejects with a refusal
   */
  add(command) {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const waiters = [...this.#replace(command), { resolve, reject }];
      this.#entries.set(id, { message: { type: "command", id, command }, wasSent: false, waiters });
    });
  }

  /**
   * What was never sent, to be sent now.
   * @returns {CommandMessage[]}
   */
  takeUnsent() {
    const entries = [...this.#entries.values()].filter((entry) => !entry.wasSent);
    for (const entry of entries) entry.wasSent = true;
    return entries.map((entry) => entry.message);
  }

  /** The line is new: everything is to be sent again; the server knows by the number what it has done already. */
  forgetSending() {
    for (const entry of this.#entries.values()) entry.wasSent = false;
  }

  /** @param {{id: number} & Ack} ack */
  acknowledge(ack) {
    for (const waiter of this.#take(ack.id)) waiter.resolve(ack);
  }

  /** @param {Refusal} refusal */
  refuse(refusal) {
    for (const waiter of this.#take(refusal.id)) waiter.reject(refusal);
  }

  /**
   * Gives up those that fail `fits`.
   * @param {string} code
   * @param {(text: string) => boolean} [fits] asked with the message as it is sent
   */
  refuseUnless(code, fits = () => false) {
    for (const { message } of [...this.#entries.values()]) {
      if (!fits(JSON.stringify(message))) this.refuse({ id: message.id, field: "command", code, params: {} });
    }
  }

  /**
   * Of a slider that moves while there is no line only the newest place is sent; its answer holds for the older ones.
   * @param {Command} command
   * @returns {Waiter[]}
   */
  #replace({ name, field }) {
    if (name !== "set") return [];
    for (const [id, { message, wasSent, waiters }] of this.#entries) {
      if (wasSent || message.command.name !== "set" || message.command["field"] !== field) continue;
      this.#entries.delete(id);
      return waiters;
    }
    return [];
  }

  /**
   * @param {number | null} id
   * @returns {Waiter[]}
   */
  #take(id) {
    const entry = this.#entries.get(id ?? -1);
    this.#entries.delete(id ?? -1);
    return entry?.waiters ?? [];
  }
}
