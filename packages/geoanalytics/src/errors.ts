/**
 * Errors of this package. `code` is stable and for programs; the message is for people and says what was expected and
 * what was found.
 */
export type GeoAnalyticsErrorCode =
  'INVALID_PARAMETER' | 'UNKNOWN_TOOL' | 'UNKNOWN_SPATIAL_REFERENCE' | 'INVALID_GEOMETRY' | 'NOT_SUPPORTED';

/** A mistake in a call, a parameter or the data that a user can correct. */
export class GeoAnalyticsError extends Error {
  override readonly name = 'GeoAnalyticsError';

  constructor(
    readonly code: GeoAnalyticsErrorCode,
    message: string,
    /** REST name of the parameter at fault, when there is one. */
    readonly parameter?: string,
  ) {
    super(message);
  }
}

export function invalidParameter(tool: string, parameter: string, message: string): GeoAnalyticsError {
  return new GeoAnalyticsError('INVALID_PARAMETER', `${tool}: parameter ${parameter}: ${message}`, parameter);
}

export function invalidGeometry(message: string): GeoAnalyticsError {
  return new GeoAnalyticsError('INVALID_GEOMETRY', message);
}

export function unsupported(message: string): GeoAnalyticsError {
  return new GeoAnalyticsError('NOT_SUPPORTED', message);
}
