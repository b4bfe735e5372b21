import { DEGREES, RADIANS, wrapRadians } from './projection.js';
import type { Projection, ProjectionParameters } from './projection.js';

/** Lambert conformal conic on the ellipsoid, one or two standard parallels (Snyder 1987, equations 15-1 to 15-11). */
export function lambertConformal(parameters: ProjectionParameters): Projection {
  const { semiMajor, eccentricitySquared: e2, longitude0, latitude0, latitude1, latitude2 } = parameters;
  const unit = parameters.metresPerUnit;
  const e = Math.sqrt(e2);
  const radiusAt = (latitude: number): number =>
    Math.cos(latitude) / Math.sqrt(1 - e2 * Math.sin(latitude) ** 2);
  const isometricAt = (latitude: number): number => {
    const sine = Math.sin(latitude);
    return Math.atanh(sine) - e * Math.atanh(e * sine);
  };
  const same = Math.abs(latitude1 - latitude2) < 1e-10;
  const n = same
    ? Math.sin(latitude1)
    : Math.log(radiusAt(latitude1) / radiusAt(latitude2)) / (isometricAt(latitude2) - isometricAt(latitude1));
  const scale =
    ((semiMajor * parameters.scale * radiusAt(latitude1)) / n / unit) * Math.exp(n * isometricAt(latitude1));
  const rho0 = Math.abs(latitude0) === Math.PI / 2 ? 0 : scale * Math.exp(-n * isometricAt(latitude0));
  const x0 = parameters.falseEasting / unit;
  const y0 = parameters.falseNorthing / unit + rho0;
  const sign = Math.sign(n);

  function toPlane(xs: Float64Array, ys: Float64Array): void {
    for (let i = 0; i < xs.length; i++) {
      const latitude = ys[i];
      if (!(latitude >= -90 && latitude <= 90) || latitude * sign === -90) {
        xs[i] = NaN;
        ys[i] = NaN;
        continue;
      }
      const sine = Math.sin(latitude * RADIANS);
      const rho = scale * Math.exp(-n * (Math.atanh(sine) - e * Math.atanh(e * sine)));
      const theta = n * wrapRadians(xs[i] * RADIANS - longitude0);
      xs[i] = x0 + rho * Math.sin(theta);
      ys[i] = y0 - rho * Math.cos(theta);
    }
  }

  function toDegrees(xs: Float64Array, ys: Float64Array): void {
    for (let i = 0; i < xs.length; i++) {
      const x = sign * (xs[i] - x0);
      const y = sign * (y0 - ys[i]);
      const isometric = -Math.log(Math.sqrt(x * x + y * y) / Math.abs(scale)) / n;
      xs[i] = DEGREES * wrapRadians(longitude0 + Math.atan2(x, y) / n);
      ys[i] = DEGREES * latitudeOfIsometric(isometric, e);
    }
  }
  return { toPlane, toDegrees };
}

/** Fixed-point iteration; each round gains a factor of the eccentricity squared, about 150. */
function latitudeOfIsometric(isometric: number, e: number): number {
  let sine = Math.tanh(isometric);
  for (let round = 0; round < 12; round++) {
    const next = Math.tanh(isometric + e * Math.atanh(e * sine));
    const done = Math.abs(next - sine) < 1e-16;
    sine = next;
    if (done) break;
  }
  // From the sine itself the latitude would lose digits near the poles.
  return Math.atan(Math.sinh(isometric + e * Math.atanh(e * sine)));
}
