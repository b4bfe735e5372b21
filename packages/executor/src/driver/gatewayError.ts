import { errorInfoOf, RpcCode, RpcError } from '@graticule/protocol';

/** How the gateway tells a driver about a failure; `class` decides which exception the script sees. */
export interface GatewayErrorBody {
  readonly error: { readonly class: string; readonly message: string; readonly detail?: string };
}

/** A request of the driver that the gateway itself refuses. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The body for an error. The class comes from the ErrorInfo of the coordinator (Spark's exception classes); calls that
 * the coordinator does not have are UnsupportedOperationException, anything else SparkException.
 */
export function errorBody(error: unknown): GatewayErrorBody {
  if (!(error instanceof Error)) return { error: { class: 'SparkException', message: String(error) } };
  // Also of a message that was too deep to be written: the caller gets its RangeError as text.
  if (error.message.endsWith('Maximum call stack size exceeded')) {
    const message = 'The plan is nested too deeply: build it in fewer steps, or keep intermediate results';
    return { error: { class: 'SparkException', message } };
  }
  if (!(error instanceof RpcError)) return { error: { class: 'SparkException', message: error.message } };
  const info = errorInfoOf(error);
  if (info !== null && info.reason !== '') {
    return { error: { class: info.reason.replace(/^.*\./, ''), message: error.message } };
  }
  if (error.code === RpcCode.UNIMPLEMENTED) {
    return { error: { class: 'UnsupportedOperationException', message: error.message } };
  }
  if (error.code === RpcCode.UNAVAILABLE) {
    const message = `the coordinator cannot be reached: ${error.message}`;
    return { error: { class: 'SparkException', message } };
  }
  return { error: { class: 'SparkException', message: error.message } };
}
