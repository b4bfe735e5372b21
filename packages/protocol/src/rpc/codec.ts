import {
  create,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
  type DescMessage,
  type DescMethod,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
  type Registry,
} from '@bufbuild/protobuf';
import type { MethodDefinition } from '@grpc/grpc-js';
import { RECURSION_LIMIT } from './limits.js';

/** `fromBinary` with the depth that long chains of DataFrame calls need. */
export function decode<D extends DescMessage>(schema: D, bytes: Uint8Array): MessageShape<D> {
  return fromBinary(schema, bytes, { recursionLimit: RECURSION_LIMIT });
}

export function encode<D extends DescMessage>(schema: D, message: MessageInitShape<D>): Uint8Array {
  return toBinary(schema, create(schema, message));
}

/** proto3 JSON with the same depth. `registry` names the messages that may stand in a google.protobuf.Any. */
export function decodeJson<D extends DescMessage>(
  schema: D,
  json: JsonValue,
  registry?: Registry,
): MessageShape<D> {
  return fromJson(schema, json, { recursionLimit: RECURSION_LIMIT, registry, ignoreUnknownFields: true });
}

export function encodeJson<D extends DescMessage>(
  schema: D,
  message: MessageInitShape<D>,
  registry?: Registry,
): JsonValue {
  return toJson(schema, create(schema, message), { registry });
}

/** The method as grpc-js wants it: path, kind, and the functions between messages and bytes. */
export function methodDefinition(method: DescMethod): MethodDefinition<object, object> {
  const serialize = (schema: DescMessage) => (message: object) => {
    const bytes = encode(schema, message as MessageInitShape<DescMessage>);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: serialize(method.input),
    requestDeserialize: (bytes) => decode(method.input, bytes),
    responseSerialize: serialize(method.output),
    responseDeserialize: (bytes) => decode(method.output, bytes),
  };
}
