// Why the server ended a line, by the code it closed it with. The other half is playground/live/viewer.py.

export const TOO_BIG = 4009;
export const BAD_TOKEN = 4403;
const POLICY = 4008;
const GONE = 4404;

const REASONS = /** @type {Record<number, string>} */ ({
  [POLICY]: "policy",
  [TOO_BIG]: "too_big",
  4012: "restart",
  4013: "busy",
  4029: "rate",
  [BAD_TOKEN]: "token",
  [GONE]: "gone",
});

/**
 * Where the server's last notice does not say it in more detail.
 * @param {number} code
 */
export function reasonOf(code) {
  return REASONS[code] ?? "lost";
}

/**
 * Whether coming again would end the same way.
 * @param {number} code
 */
export function isFinal(code) {
  return code === POLICY || code === BAD_TOKEN || code === GONE;
}
