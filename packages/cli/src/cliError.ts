/** A failure that the user can act on: shown as one line on stderr, exit code 1. The text says what to do. */
export class CliError extends Error {}
