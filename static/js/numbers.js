// Numbers as a reader of the page's language sees them: decimal comma or point, a real minus, powers of ten where figures are few.

/**
 * @typedef {object} NumberOptions
 * @property {number} [digits] after the decimal mark; 2 unless said otherwise
 * @property {boolean} [percent] 0.58 as 58 %
 * @property {boolean} [fine] as many figures as a weight or a gradient needs: 0.125, 0.0123, 1.5·10⁻⁶
 */

const MINUS = "\u2212";
const NOTHING = "\u2014";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * @param {number | null | undefined} value what is no number becomes a dash
 * @param {string} language as in <html lang>
 * @param {NumberOptions} [options]
 * @returns {string}
 */
export function formatNumber(value, language, { digits = 2, percent = false, fine = false } = {}) {
  if (value === null || value === undefined || Number.isNaN(value)) return NOTHING;
  if (!Number.isFinite(value)) return value < 0 ? `${MINUS}∞` : "∞";
  if (fine) return formatFine(value, language);
  return write(value, language, { style: percent ? "percent" : "decimal", minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/**
 * A number as it stands in a sentence: no more digits than it has.
 * @param {number} value
 * @param {string} language
 */
export function formatPlain(value, language) {
  return write(value, language, { maximumFractionDigits: 6 });
}

/**
 * @param {number} value finite
 * @param {string} language
 */
function formatFine(value, language) {
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.1 && size < 1e5)) return write(value, language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  if (size >= 1e-3 && size < 1e5) return write(value, language, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  const [mantissa = "", exponent = ""] = value.toExponential(1).split("e");
  return `${write(Number(mantissa), language, { minimumFractionDigits: 1 })}·10${superscript(Number(exponent))}`;
}

/** @param {number} exponent */
export function superscript(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return exponent < 0 ? `⁻${digits}` : digits;
}

/**
 * @param {number} value
 * @param {string} language
 * @param {Intl.NumberFormatOptions} options
 */
function write(value, language, options) {
  const key = language + JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, format);
  const text = format.format(value);
  // A number that rounds to nothing has no sign.
  return /[1-9]/.test(text) ? text.replace("-", MINUS) : text.replace("-", "");
}
