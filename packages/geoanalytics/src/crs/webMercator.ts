import { DEGREES, RADIANS } from './projection.js';
import type { Projection } from './projection.js';

const RADIUS_METRES = 6378137;

/** Web Mercator (EPSG:3857): the sphere's formulas on WGS 84 latitudes. The poles have no place: NaN. */
export const WEB_MERCATOR: Projection = {
  toPlane(xs, ys) {
    const scale = RADIUS_METRES * RADIANS;
    for (let i = 0; i < xs.length; i++) {
      const latitude = ys[i];
      if (!(latitude > -90 && latitude < 90)) {
        xs[i] = NaN;
        ys[i] = NaN;
        continue;
      }
      const sine = Math.sin(latitude * RADIANS);
      xs[i] *= scale;
      ys[i] = RADIUS_METRES * Math.atanh(sine);
    }
  },
  toDegrees(xs, ys) {
    const scale = DEGREES / RADIUS_METRES;
    for (let i = 0; i < xs.length; i++) {
      xs[i] *= scale;
      ys[i] = DEGREES * Math.atan(Math.sinh(ys[i] / RADIUS_METRES));
    }
  },
};
