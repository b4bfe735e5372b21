import { DEGREES, RADIANS, wrapRadians } from './projection.js';
import type { Projection, ProjectionParameters } from './projection.js';

/** Beyond this normalised easting (about 150 degrees of arc) the series is not used; PROJ stops there too. */
const EASTING_LIMIT = 2.623395162778;

/**
 * Transverse Mercator on the ellipsoid by Krueger's series to the sixth order in the third flattening (Karney,
 * Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85, 2011, equations 35 and 36).
 */
export function transverseMercator(parameters: ProjectionParameters): Projection {
  const {
    semiMajor,
    eccentricitySquared: e2,
    longitude0,
    latitude0,
    falseEasting,
    falseNorthing,
  } = parameters;
  const unit = parameters.metresPerUnit;
  const e = Math.sqrt(e2);
  const axisRatio = Math.sqrt(1 - e2);
  const n = (1 - axisRatio) / (1 + axisRatio);
  const rectifying = (semiMajor / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64 + n ** 6 / 256) * parameters.scale;
  const alpha = forwardCoefficients(n);
  const beta = inverseCoefficients(n);
  const origin = northingOf(latitude0, e, alpha) * rectifying;
  const x0 = falseEasting / unit;
  const y0 = (falseNorthing - origin) / unit;
  const scale = rectifying / unit;
  const [a1, a2, a3, a4, a5, a6] = alpha;
  const [b1, b2, b3, b4, b5, b6] = beta;

  function toPlane(xs: Float64Array, ys: Float64Array): void {
    for (let i = 0; i < xs.length; i++) {
      const latitude = ys[i] * RADIANS;
      if (!(latitude >= -Math.PI / 2 && latitude <= Math.PI / 2)) {
        xs[i] = NaN;
        ys[i] = NaN;
        continue;
      }
      const delta = wrapRadians(xs[i] * RADIANS - longitude0);
      const sine = Math.sin(latitude);
      const conformalCosine = Math.cos(latitude);
      // Conformal latitude: its tangent times the cosine of the geographic latitude, which stays finite at the poles.
      const sigma = Math.sinh(e * Math.atanh(e * sine));
      const conformalSine = sine * Math.sqrt(1 + sigma * sigma) - sigma;
      const cosDelta = Math.cos(delta);
      const along = conformalCosine * cosDelta;
      // Not Math.hypot: it guards against overflow, which sines cannot cause, and costs more than all of the series.
      const radius = Math.sqrt(conformalSine * conformalSine + along * along);
      const xi = Math.atan2(conformalSine, along);
      const sinhEta = (conformalCosine * Math.sin(delta)) / radius;
      const eta = Math.asinh(sinhEta);
      // sin and cos of 2 xi + 2 i eta from those of xi and eta, then the series by Clenshaw's rule in complex numbers.
      const sinXi = conformalSine / radius;
      const cosXi = along / radius;
      const s2 = 2 * sinXi * cosXi;
      const c2 = cosXi * cosXi - sinXi * sinXi;
      const sh2 = 2 * sinhEta * Math.sqrt(1 + sinhEta * sinhEta);
      const ch2 = 1 + 2 * sinhEta * sinhEta;
      const kr = 2 * c2 * ch2;
      const ki = -2 * s2 * sh2;
      let r2 = a6;
      let i2 = 0;
      let r1 = kr * r2 + a5;
      let i1 = ki * r2;
      let r0 = kr * r1 - ki * i1 - r2 + a4;
      let i0 = kr * i1 + ki * r1 - i2;
      r2 = kr * r0 - ki * i0 - r1 + a3;
      i2 = kr * i0 + ki * r0 - i1;
      r1 = kr * r2 - ki * i2 - r0 + a2;
      i1 = kr * i2 + ki * r2 - i0;
      r0 = kr * r1 - ki * i1 - r2 + a1;
      i0 = kr * i1 + ki * r1 - i2;
      const sr = s2 * ch2;
      const si = c2 * sh2;
      const normalisedEasting = eta + sr * i0 + si * r0;
      if (!(normalisedEasting <= EASTING_LIMIT && normalisedEasting >= -EASTING_LIMIT)) {
        xs[i] = NaN;
        ys[i] = NaN;
        continue;
      }
      xs[i] = x0 + scale * normalisedEasting;
      ys[i] = y0 + scale * (xi + sr * r0 - si * i0);
    }
  }

  function toDegrees(xs: Float64Array, ys: Float64Array): void {
    for (let i = 0; i < xs.length; i++) {
      const eta = (xs[i] - x0) / scale;
      const xi = (ys[i] - y0) / scale;
      if (!(eta <= EASTING_LIMIT && eta >= -EASTING_LIMIT && xi === xi)) {
        xs[i] = NaN;
        ys[i] = NaN;
        continue;
      }
      const s2 = Math.sin(2 * xi);
      const c2 = Math.cos(2 * xi);
      const exponential = Math.exp(2 * eta);
      const sh2 = (exponential - 1 / exponential) / 2;
      const ch2 = (exponential + 1 / exponential) / 2;
      const kr = 2 * c2 * ch2;
      const ki = -2 * s2 * sh2;
      let r2 = b6;
      let i2 = 0;
      let r1 = kr * r2 + b5;
      let i1 = ki * r2;
      let r0 = kr * r1 - ki * i1 - r2 + b4;
      let i0 = kr * i1 + ki * r1 - i2;
      r2 = kr * r0 - ki * i0 - r1 + b3;
      i2 = kr * i0 + ki * r0 - i1;
      r1 = kr * r2 - ki * i2 - r0 + b2;
      i1 = kr * i2 + ki * r2 - i0;
      r0 = kr * r1 - ki * i1 - r2 + b1;
      i0 = kr * i1 + ki * r1 - i2;
      const sr = s2 * ch2;
      const si = c2 * sh2;
      const xi1 = xi - (sr * r0 - si * i0);
      const eta1 = eta - (sr * i0 + si * r0);
      const sinhEta = Math.sinh(eta1);
      const cosXi = Math.cos(xi1);
      const conformalTangent = Math.sin(xi1) / Math.sqrt(sinhEta * sinhEta + cosXi * cosXi);
      xs[i] = DEGREES * wrapRadians(longitude0 + Math.atan2(sinhEta, cosXi));
      ys[i] = DEGREES * Math.atan(geographicTangent(conformalTangent, e, e2));
    }
  }
  return { toPlane, toDegrees };
}

/** Newton's method for the tangent of the latitude with the given conformal one (Karney 2011, equations 19 to 21). */
function geographicTangent(conformal: number, e: number, e2: number): number {
  if (!(Math.abs(conformal) < 1e12)) return conformal;
  const other = 1 - e2;
  let tangent = conformal / other;
  for (let round = 0; round < 5; round++) {
    const secant = Math.sqrt(1 + tangent * tangent);
    const sigma = Math.sinh(e * Math.atanh((e * tangent) / secant));
    const guess = tangent * Math.sqrt(1 + sigma * sigma) - sigma * secant;
    const step =
      ((conformal - guess) / Math.sqrt(1 + guess * guess)) *
      ((1 + other * tangent * tangent) / (other * secant));
    tangent += step;
    if (Math.abs(step) < 1e-14 * Math.max(1, Math.abs(tangent))) break;
  }
  return tangent;
}

/** Normalised northing of a latitude on the central meridian. */
function northingOf(latitude: number, e: number, alpha: readonly number[]): number {
  const sigma = Math.sinh(e * Math.atanh(e * Math.sin(latitude)));
  const xi = Math.atan2(Math.sin(latitude) * Math.sqrt(1 + sigma * sigma) - sigma, Math.cos(latitude));
  return alpha.reduce((sum, coefficient, j) => sum + coefficient * Math.sin(2 * (j + 1) * xi), xi);
}

function forwardCoefficients(n: number): number[] {
  return [
    n * (1 / 2 + n * (-2 / 3 + n * (5 / 16 + n * (41 / 180 + n * (-127 / 288 + (n * 7891) / 37800))))),
    n ** 2 * (13 / 48 + n * (-3 / 5 + n * (557 / 1440 + n * (281 / 630 - (n * 1983433) / 1935360)))),
    n ** 3 * (61 / 240 + n * (-103 / 140 + n * (15061 / 26880 + (n * 167603) / 181440))),
    n ** 4 * (49561 / 161280 + n * (-179 / 168 + (n * 6601661) / 7257600)),
    n ** 5 * (34729 / 80640 - (n * 3418889) / 1995840),
    (n ** 6 * 212378941) / 319334400,
  ];
}

function inverseCoefficients(n: number): number[] {
  return [
    n * (1 / 2 + n * (-2 / 3 + n * (37 / 96 + n * (-1 / 360 + n * (-81 / 512 + (n * 96199) / 604800))))),
    n ** 2 * (1 / 48 + n * (1 / 15 + n * (-437 / 1440 + n * (46 / 105 - (n * 1118711) / 3870720)))),
    n ** 3 * (17 / 480 + n * (-37 / 840 + n * (-209 / 4480 + (n * 5569) / 90720))),
    n ** 4 * (4397 / 161280 + n * (-11 / 504 - (n * 830251) / 7257600)),
    n ** 5 * (4583 / 161280 - (n * 108847) / 3991680),
    (n ** 6 * 20648693) / 638668800,
  ];
}
