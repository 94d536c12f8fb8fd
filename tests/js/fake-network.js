// A browser's sockets, clock and chance as the tests of the live line play them.

export class FakeSocket {
  sent = [];
  isClosed = false;

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.isClosed = true;
  }

  /** What the server says. */
  tell(message) {
    this.onmessage({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }

  sentOf(type) {
    return this.sent.filter((message) => message.type === type);
  }
}

export class FakeNetwork {
  sockets = [];
  time = 0;
  chance = 1;
  #timers = new Set();

  open = () => {
    this.sockets.push(new FakeSocket());
    return this.socket;
  };
  now = () => this.time;
  random = () => this.chance;
  after = (milliseconds, act) => {
    const timer = { at: this.time + milliseconds, act };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  get socket() {
    return this.sockets.at(-1);
  }

  /** Lets time pass, one timer after the other. */
  wait(milliseconds) {
    const end = this.time + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter((timer) => timer.at <= end).sort((one, other) => one.at - other.at);
      if (!next) break;
      this.#timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.act();
    }
    this.time = end;
  }
}
