export { GeoAnalyticsError } from './errors.js';
export type { GeoAnalyticsErrorCode } from './errors.js';
export * from './geometry/kind.js';
export * from './geometry/view.js';
export * from './geometry/build.js';
export * from './geometry/recognise.js';
export * from './tools/definition.js';
export * from './tools/units.js';
