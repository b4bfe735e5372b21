const RADIANS = Math.PI / 180;

/**
 * Albers' equal-area conic projection of the sphere with radius 1, for the contiguous United States: standard parallels
 * 29.5 and 45.5 degrees north, origin at 23 north 96 west (Snyder, Map Projections: A Working Manual, 1987, equations 14-1
 * to 14-6). Longitude and latitude in degrees to [x, y], y growing north. For pictures only.
 */
export function albers(longitude, latitude) {
  return [
    rho(latitude) * Math.sin(theta(longitude)),
    RHO_ORIGIN - rho(latitude) * Math.cos(theta(longitude)),
  ];
}

const N = (Math.sin(29.5 * RADIANS) + Math.sin(45.5 * RADIANS)) / 2;
const C = Math.cos(29.5 * RADIANS) ** 2 + 2 * N * Math.sin(29.5 * RADIANS);
const rho = (latitude) => Math.sqrt(C - 2 * N * Math.sin(latitude * RADIANS)) / N;
const theta = (longitude) => N * (longitude + 96) * RADIANS;
const RHO_ORIGIN = rho(23);
