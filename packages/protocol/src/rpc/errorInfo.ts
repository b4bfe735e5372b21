import { anyPack, anyUnpack } from '@bufbuild/protobuf/wkt';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { ErrorInfoSchema, type ErrorInfo } from '../gen/google/rpc/error_details_pb.js';
import { StatusSchema } from '../gen/google/rpc/status_pb.js';
import { decode, encode } from './codec.js';
import { RpcError, type RpcCode } from './error.js';

/** An RpcError whose details are a google.rpc.Status with one ErrorInfo, as Spark Connect clients read them. */
export function errorWithInfo(
  code: RpcCode,
  message: string,
  info: MessageInitShape<typeof ErrorInfoSchema>,
): RpcError {
  const details = [anyPack(ErrorInfoSchema, create(ErrorInfoSchema, info))];
  return new RpcError(code, message, encode(StatusSchema, { code, message, details }));
}

/** The ErrorInfo in an error's details; null when it has none. */
export function errorInfoOf(error: RpcError): ErrorInfo | null {
  if (error.details === null) return null;
  for (const detail of decode(StatusSchema, error.details).details) {
    const info = anyUnpack(detail, ErrorInfoSchema);
    if (info !== undefined) return info;
  }
  return null;
}
