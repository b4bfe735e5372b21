/** An option of a file format has a value that it cannot have, or one that is not supported. */
export class OptionError extends Error {
  override readonly name = 'OptionError';

  /** OPTION_INVALID: what Spark calls an illegal argument. */
  constructor(
    readonly code: 'OPTION_INVALID' | 'SOURCE_UNSUPPORTED',
    message: string,
  ) {
    super(message);
  }
}
