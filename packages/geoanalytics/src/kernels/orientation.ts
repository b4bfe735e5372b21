import { orient2d } from 'robust-predicates';

const ERROR_BOUND = 3.3306690738754716e-16;

/**
 * Sign of the turn a, b, c: positive to the right (clockwise), negative to the left, 0 on one line; exact. The plain
 * determinant answers whenever its rounding error cannot change the sign, else adaptive arithmetic does.
 */
export function turn(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const left = (ay - cy) * (bx - cx);
  const right = (ax - cx) * (by - cy);
  const determinant = left - right;
  const bound = ERROR_BOUND * Math.abs(left + right);
  if (determinant > bound || determinant < -bound) return determinant;
  return orient2d(ax, ay, bx, by, cx, cy);
}
