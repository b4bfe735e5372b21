import { areaFunction, latitudeOfArea } from './authalic.js';
import { DEGREES, RADIANS, wrapRadians } from './projection.js';
import type { Projection, ProjectionParameters } from './projection.js';

/** Albers equal-area conic on the ellipsoid (Snyder 1987, equations 14-1 to 14-21). */
export function albers(parameters: ProjectionParameters): Projection {
  const { semiMajor, eccentricitySquared: e2, longitude0, latitude0, latitude1, latitude2 } = parameters;
  const unit = parameters.metresPerUnit;
  const e = Math.sqrt(e2);
  const radiusAt = (latitude: number): number =>
    Math.cos(latitude) / Math.sqrt(1 - e2 * Math.sin(latitude) ** 2);
  const areaAt = (latitude: number): number => areaFunction(Math.sin(latitude), e, e2);
  const same = Math.abs(latitude1 - latitude2) < 1e-10;
  const n = same
    ? Math.sin(latitude1)
    : (radiusAt(latitude1) ** 2 - radiusAt(latitude2) ** 2) / (areaAt(latitude2) - areaAt(latitude1));
  const c = radiusAt(latitude1) ** 2 + n * areaAt(latitude1);
  const scale = semiMajor / n / unit;
  const rho0 = scale * Math.sqrt(c - n * areaAt(latitude0));
  const x0 = parameters.falseEasting / unit;
  const y0 = parameters.falseNorthing / unit + rho0;
  const latitudeOf = latitudeOfArea(e, e2);
  const other = 1 - e2;
  const sign = Math.sign(n);

  function toPlane(xs: Float64Array, ys: Float64Array): void {
    for (let i = 0; i < xs.length; i++) {
      const latitude = ys[i];
      if (!(latitude >= -90 && latitude <= 90)) {
        xs[i] = NaN;
        ys[i] = NaN;
        continue;
      }
      const sine = Math.sin(latitude * RADIANS);
      const es = e * sine;
      const q = other * (sine / (1 - es * es) + Math.atanh(es) / e);
      const rho = scale * Math.sqrt(c - n * q);
      const theta = n * wrapRadians(xs[i] * RADIANS - longitude0);
      xs[i] = x0 + rho * Math.sin(theta);
      ys[i] = y0 - rho * Math.cos(theta);
    }
  }

  function toDegrees(xs: Float64Array, ys: Float64Array): void {
    for (let i = 0; i < xs.length; i++) {
      const x = sign * (xs[i] - x0);
      const y = sign * (y0 - ys[i]);
      const rho = Math.sqrt(x * x + y * y) / scale;
      const latitude = latitudeOf((c - rho * rho) / n);
      xs[i] = latitude === latitude ? DEGREES * wrapRadians(longitude0 + Math.atan2(x, y) / n) : NaN;
      ys[i] = DEGREES * latitude;
    }
  }
  return { toPlane, toDegrees };
}
