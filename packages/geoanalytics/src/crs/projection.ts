/**
 * A map projection over whole arrays, in place: x and y become longitude and latitude in degrees and back. Points that
 * the projection cannot place (NaN, latitude beyond a pole, too far from its centre) become NaN in both arrays.
 */
export interface Projection {
  toPlane(xs: Float64Array, ys: Float64Array): void;
  toDegrees(xs: Float64Array, ys: Float64Array): void;
}

/** Parameters common to the projections with loops of our own; angles in radians, lengths in metres. */
export interface ProjectionParameters {
  readonly semiMajor: number;
  /** First eccentricity squared. */
  readonly eccentricitySquared: number;
  readonly longitude0: number;
  readonly latitude0: number;
  readonly latitude1: number;
  readonly latitude2: number;
  readonly scale: number;
  /** In metres, whatever the unit. */
  readonly falseEasting: number;
  readonly falseNorthing: number;
  readonly metresPerUnit: number;
}

export const RADIANS = Math.PI / 180;
export const DEGREES = 180 / Math.PI;

/** The angle (radians) brought to -pi .. pi. */
export function wrapRadians(angle: number): number {
  if (angle >= -Math.PI && angle <= Math.PI) return angle;
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

/** Geographic coordinates as they are: only latitudes beyond the poles become NaN. */
export const IDENTITY: Projection = { toPlane: refuseBeyondPoles, toDegrees: refuseBeyondPoles };

function refuseBeyondPoles(xs: Float64Array, ys: Float64Array): void {
  for (let i = 0; i < xs.length; i++) {
    if (ys[i] >= -90 && ys[i] <= 90 && xs[i] === xs[i]) continue;
    xs[i] = NaN;
    ys[i] = NaN;
  }
}
