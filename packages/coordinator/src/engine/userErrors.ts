import { GeoAnalyticsError } from '@graticule/geoanalytics';
import { AnalysisError, ArgumentError, RefusedConstant } from '@graticule/sql';
import { RpcCode, RpcError } from '@graticule/protocol';
import { SparkError } from '../connect/errors.js';
import { OperationFailed } from '../scheduler/operation.js';

/**
 * Runs a part of a session's work and turns the mistakes of users, whoever found them (catalog, tools, executors), into
 * the errors that scripts see. Others pass unchanged.
 */
export async function userErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asSparkError(error);
  }
}

export function asSparkError(error: unknown): unknown {
  if (error instanceof AnalysisError || error instanceof SparkError) return error;
  if (error instanceof RefusedConstant) return new SparkError(error.raisedClass, error.message);
  if (error instanceof ArgumentError) return new SparkError('AnalysisException', error.message);
  if (error instanceof GeoAnalyticsError) return new SparkError('IllegalArgumentException', error.message);
  // An executor's answer about the user's own files and services.
  if (error instanceof RpcError && error.code === RpcCode.INVALID_ARGUMENT) {
    return new SparkError('IllegalArgumentException', error.message);
  }
  // Not passed on as it is: the driver would take it for the loss of its own connection.
  if (error instanceof RpcError && error.code === RpcCode.UNAVAILABLE) {
    return new SparkError('SparkException', `An executor could not be reached: ${error.message}`);
  }
  if (error instanceof OperationFailed && error.failure.code === 'OPTION_INVALID') {
    return new SparkError('IllegalArgumentException', error.message);
  }
  if (error instanceof Error && 'userMessage' in error && typeof error.userMessage === 'string') {
    return new SparkError('SparkException', error.userMessage);
  }
  return error;
}
