import { Metadata, status, type ServiceError } from '@grpc/grpc-js';

/** gRPC's binary trailer with a serialized google.rpc.Status. */
const DETAILS_KEY = 'grpc-status-details-bin';

/**
 * Names of gRPC's status codes, so that callers need not import grpc-js. UNAVAILABLE: nobody answered at that address
 * or the connection broke; calling again may help.
 */
export const RpcCode = status;
export type RpcCode = status;

/** A failed call, as handlers throw it and clients receive it. */
export class RpcError extends Error {
  override readonly name = 'RpcError';

  constructor(
    readonly code: RpcCode,
    message: string,
    /** Serialized google.rpc.Status; travels as a trailer beside code and message. */
    readonly details: Uint8Array | null = null,
  ) {
    super(message);
  }
}

/** What grpc-js sends for an error of a handler. `null` as mapping means: an unexpected error, INTERNAL. */
export function toServiceError(
  error: unknown,
  mapError: (error: unknown) => RpcError | null,
): Partial<ServiceError> & { readonly code: RpcCode; readonly details: string } {
  const rpcError = error instanceof RpcError ? error : (mapError(error) ?? unexpected(error));
  const metadata = new Metadata();
  if (rpcError.details !== null) metadata.set(DETAILS_KEY, Buffer.from(rpcError.details));
  return {
    name: rpcError.name,
    message: rpcError.message,
    code: rpcError.code,
    details: rpcError.message,
    metadata,
  };
}

function unexpected(error: unknown): RpcError {
  if (error instanceof Error && error.name === 'AbortError')
    return new RpcError(RpcCode.CANCELLED, error.message);
  return new RpcError(RpcCode.INTERNAL, error instanceof Error ? error.message : String(error));
}

/** The error of a call as grpc-js reports it, as an RpcError. */
export function fromServiceError(error: ServiceError): RpcError {
  const details = error.metadata?.get(DETAILS_KEY)[0];
  return new RpcError(error.code, error.details || error.message, details instanceof Buffer ? details : null);
}
