import proj4 from 'proj4';
import type { Projection } from './projection.js';

/** Any system that proj4 knows, point by point: for the projections that have no loop of their own. */
export function otherProjection(definition: string): Projection {
  const converter = proj4('+proj=longlat +datum=WGS84 +no_defs', definition);
  return {
    toPlane: (xs, ys) => convert(xs, ys, (point) => converter.forward(point), true),
    toDegrees: (xs, ys) => convert(xs, ys, (point) => converter.inverse(point), false),
  };
}

function convert(
  xs: Float64Array,
  ys: Float64Array,
  step: (point: [number, number]) => number[],
  fromDegrees: boolean,
): void {
  const point: [number, number] = [0, 0];
  for (let i = 0; i < xs.length; i++) {
    point[0] = xs[i];
    point[1] = ys[i];
    const possible =
      Number.isFinite(point[0]) && Number.isFinite(point[1]) && !(fromDegrees && Math.abs(point[1]) > 90);
    const moved = possible ? step(point) : null;
    const placed = moved !== null && Number.isFinite(moved[0]) && Number.isFinite(moved[1]);
    xs[i] = placed ? moved[0] : NaN;
    ys[i] = placed ? moved[1] : NaN;
  }
}
