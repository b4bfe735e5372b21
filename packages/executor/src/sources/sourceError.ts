/** Stable codes of what can be wrong with a source that the user named. */
export type SourceErrorCode =
  | 'SOURCE_NOT_FOUND'
  | 'SOURCE_UNSUPPORTED'
  | 'SOURCE_MALFORMED'
  | 'SOURCE_UNKNOWN_FIELD'
  | 'PATH_NOT_ALLOWED'
  | 'MALFORMED_RECORD'
  | 'PATH_NOT_FOUND'
  | 'SOURCE_SERVICE_FAILED'
  | 'SOURCE_DATABASE_FAILED'
  | 'SINK_UNSUPPORTED'
  /** An option has a value that it cannot have: what Spark calls an illegal argument. */
  | 'OPTION_INVALID';

/** The input or output that the user named cannot be used as it is; running again does not help. */
export class SourceError extends Error {
  readonly code: SourceErrorCode;

  constructor(code: SourceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceError';
    this.code = code;
  }
}
