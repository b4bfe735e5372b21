import type { CoordinateSystem } from './system.js';

/**
 * Coordinates from one system to another, in place over whole arrays; NaN for points that have no place in the
 * target. Between systems with the same coordinates nothing is touched.
 */
export function projector(
  from: CoordinateSystem,
  to: CoordinateSystem,
): (xs: Float64Array, ys: Float64Array) => void {
  if (from.key === to.key) return () => {};
  return (xs, ys) => {
    from.projection.toDegrees(xs, ys);
    to.projection.toPlane(xs, ys);
  };
}

export interface Envelope {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
}

/** Steps along each edge when an envelope is projected: edges become curves. */
const EDGE_STEPS = 32;

/**
 * The smallest envelope in `to` around an envelope in `from`, followed along its edges and a grid inside (a pole or a
 * turning point may lie there). null when no part of it has a place in the target.
 */
export function projectEnvelope(
  envelope: Envelope,
  from: CoordinateSystem,
  to: CoordinateSystem,
): Envelope | null {
  const steps = EDGE_STEPS + 1;
  const xs = new Float64Array(steps * steps);
  const ys = new Float64Array(steps * steps);
  for (let row = 0; row < steps; row++) {
    for (let column = 0; column < steps; column++) {
      xs[row * steps + column] = envelope.xmin + ((envelope.xmax - envelope.xmin) * column) / EDGE_STEPS;
      ys[row * steps + column] = envelope.ymin + ((envelope.ymax - envelope.ymin) * row) / EDGE_STEPS;
    }
  }
  projector(from, to)(xs, ys);
  let xmin = Infinity;
  let ymin = Infinity;
  let xmax = -Infinity;
  let ymax = -Infinity;
  for (let i = 0; i < xs.length; i++) {
    if (xs[i] < xmin) xmin = xs[i];
    if (xs[i] > xmax) xmax = xs[i];
    if (ys[i] < ymin) ymin = ys[i];
    if (ys[i] > ymax) ymax = ys[i];
  }
  return xmin <= xmax && ymin <= ymax ? { xmin, ymin, xmax, ymax } : null;
}
