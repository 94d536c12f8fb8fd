// The shapes by which a class is told apart, besides its color. Pure: traces on the context it is given.

/** The shapes as characters, for legends: classes 0 to 3. */
export const CLASS_SIGNS = ["◆", "●", "▲", "■"];

/**
 * The outline of class `shape` around (x, y); the caller fills or strokes it.
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | Path2D} path
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {number} shape 0 diamond, 1 circle, 2 triangle, 3 square
 */
export function traceMark(path, x, y, radius, shape) {
  if (shape === 1) {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  } else if (shape === 0) {
    const reach = radius * 1.25;
    path.moveTo(x, y - reach);
    path.lineTo(x + reach, y);
    path.lineTo(x, y + reach);
    path.lineTo(x - reach, y);
    path.closePath();
  } else if (shape === 2) {
    path.moveTo(x, y - radius * 1.3);
    path.lineTo(x + radius * 1.2, y + radius * 0.9);
    path.lineTo(x - radius * 1.2, y + radius * 0.9);
    path.closePath();
  } else {
    path.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
  }
}
