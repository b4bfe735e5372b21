import { areaFunction, latitudeOfArea } from './authalic.js';
import { DEGREES, RADIANS, wrapRadians } from './projection.js';
import type { Projection, ProjectionParameters } from './projection.js';

/**
 * Cylindrical equal-area on the ellipsoid, true to scale at `latitude1` (Snyder 1987, equations 10-12 to 10-17);
 * World Cylindrical Equal Area has its true latitude at the equator.
 */
export function cylindricalEqualArea(parameters: ProjectionParameters): Projection {
  const { semiMajor, eccentricitySquared: e2, longitude0, latitude1, metresPerUnit: unit } = parameters;
  const e = Math.sqrt(e2);
  const k0 = Math.cos(latitude1) / Math.sqrt(1 - e2 * Math.sin(latitude1) ** 2);
  const xScale = (semiMajor * k0) / unit;
  const yScale = semiMajor / (2 * k0) / unit;
  const x0 = parameters.falseEasting / unit;
  const y0 = parameters.falseNorthing / unit;
  const latitudeOf = latitudeOfArea(e, e2);

  function toPlane(xs: Float64Array, ys: Float64Array): void {
    for (let i = 0; i < xs.length; i++) {
      const latitude = ys[i];
      if (!(latitude >= -90 && latitude <= 90)) {
        xs[i] = NaN;
        ys[i] = NaN;
        continue;
      }
      xs[i] = x0 + xScale * wrapRadians(xs[i] * RADIANS - longitude0);
      ys[i] = y0 + yScale * areaFunction(Math.sin(latitude * RADIANS), e, e2);
    }
  }

  function toDegrees(xs: Float64Array, ys: Float64Array): void {
    for (let i = 0; i < xs.length; i++) {
      const latitude = latitudeOf((ys[i] - y0) / yScale);
      xs[i] = latitude === latitude ? DEGREES * wrapRadians(longitude0 + (xs[i] - x0) / xScale) : NaN;
      ys[i] = DEGREES * latitude;
    }
  }
  return { toPlane, toDegrees };
}
