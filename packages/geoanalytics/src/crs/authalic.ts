/**
 * Equal-area latitudes on the ellipsoid (Snyder, Map Projections: a working manual, USGS 1987, equations 3-12 and
 * 3-16 to 3-18). `q` of a latitude is twice the area between it and the equator for one radian of longitude.
 */
export function areaFunction(sine: number, e: number, e2: number): number {
  if (e === 0) return 2 * sine;
  const es = e * sine;
  return (1 - e2) * (sine / (1 - es * es) + Math.atanh(es) / e);
}

/** Inverse of areaFunction: the latitude in radians for each q; NaN when q is beyond that of a pole. */
export function latitudeOfArea(e: number, e2: number): (q: number) => number {
  const polar = areaFunction(1, e, e2);
  const limit = polar * (1 + 1e-12);
  const c2 = e2 / 3 + (31 * e2 ** 2) / 180 + (517 * e2 ** 3) / 5040;
  const c4 = (23 * e2 ** 2) / 360 + (251 * e2 ** 3) / 3780;
  const c6 = (761 * e2 ** 3) / 45360;
  return (q) => {
    if (!(q <= limit && q >= -limit)) return NaN;
    const authalic = Math.asin(Math.max(-1, Math.min(1, q / polar)));
    const latitude =
      authalic + c2 * Math.sin(2 * authalic) + c4 * Math.sin(4 * authalic) + c6 * Math.sin(6 * authalic);
    const cosine = Math.cos(latitude);
    // The series is good to about a centimetre; one step of Newton's method brings it to the last digit. Next to a
    // pole the step would lose digits and the series needs none.
    if (cosine < 1e-4) return latitude;
    const sine = Math.sin(latitude);
    const root = 1 - e2 * sine * sine;
    return latitude + ((root * root) / (2 * (1 - e2) * cosine)) * (q - areaFunction(sine, e, e2));
  };
}
