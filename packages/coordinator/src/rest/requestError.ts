import { RpcCode, RpcError } from '@graticule/protocol';
import { AnalysisError } from '@graticule/sql';
import { SparkError } from '../connect/errors.js';

/** Codes of the `error` object of an answer; 498 and 499 make clients sign in again. */
export type ErrorCode = 400 | 403 | 404 | 498 | 499 | 500;

/** A request that cannot be answered, for a reason that is the caller's to know. */
export class RequestError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: readonly string[] = [],
  ) {
    super(message);
    this.name = 'RequestError';
  }
}

export function badRequest(message: string, ...details: string[]): RequestError {
  return new RequestError(400, message, details);
}

// Clients look for the words of the next three in the text of an answer; keep them.
export function tokenRequired(): RequestError {
  return new RequestError(499, 'Token Required', ['token required: sign in or send a token.']);
}

export function invalidToken(): RequestError {
  return new RequestError(498, 'Invalid Token', [
    'invalid token: it has expired, was not issued here, or was issued for another referer or address.',
  ]);
}

export function forbidden(what: string): RequestError {
  return new RequestError(403, `User does not have permissions to access ${what}.`);
}

export function notFound(what: string): RequestError {
  return new RequestError(404, `${what} was not found.`);
}

/** The error to show for anything thrown: the user's own mistakes as they are, everything else without details. */
export function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  // A condition that is not SQL, an unknown field, a file that cannot be read: found by the engine, made by the caller.
  if (error instanceof AnalysisError || error instanceof SparkError) return badRequest(error.message.trim());
  // An executor's answer about the caller's own files and services.
  if (error instanceof RpcError && error.code === RpcCode.INVALID_ARGUMENT) return badRequest(error.message);
  if (error instanceof Error) {
    if ('userMessage' in error && typeof error.userMessage === 'string') return badRequest(error.userMessage);
    const status = 'statusCode' in error ? error.statusCode : undefined;
    if (status === 413) return badRequest('The request is too large.', error.message);
    if (typeof status === 'number' && status >= 400 && status < 500) return badRequest(error.message);
  }
  return new RequestError(
    500,
    'The server could not answer because of an internal error; its log tells why.',
    ['(Error Code: 500)'],
  );
}
