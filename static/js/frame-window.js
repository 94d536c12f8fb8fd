// The page's half of the window of frames under way: what was drawn or skipped goes back to the server. Its half: playground/live/credit.py.

/** What may be under way at most; the server allows no more. */
export const WINDOW = { frames: 16, bytes: 256 * 1024 };

/** Gathers what was used of the window and says when it is worth a message. */
export class FrameWindow {
  #frames = 0;
  #bytes = 0;

  /**
   * A frame of so many bytes was drawn, or skipped for a newer one.
   * @param {number} bytes
   */
  use(bytes) {
    this.#frames += 1;
    this.#bytes += bytes;
  }

  get isEmpty() {
    return this.#frames === 0;
  }

  /** Half of it is used: the server must not run out. */
  get isDue() {
    return this.#frames >= WINDOW.frames / 2 || this.#bytes >= WINDOW.bytes / 2;
  }

  /** What to give back; from now on nothing is owed. */
  take() {
    const owed = { frames: this.#frames, bytes: this.#bytes };
    this.forget();
    return owed;
  }

  /** A new line starts with a full window. */
  forget() {
    this.#frames = this.#bytes = 0;
  }
}
