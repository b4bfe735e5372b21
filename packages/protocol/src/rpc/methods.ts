import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from '@bufbuild/protobuf';

/** A generated service descriptor with the types of its methods (protobuf-es `GenService`). */
export interface ServiceShape {
  readonly typeName: string;
  readonly method: Readonly<Record<string, MethodShape>>;
}

export interface MethodShape {
  readonly methodKind: 'unary' | 'server_streaming' | 'client_streaming' | 'bidi_streaming';
  readonly input: DescMessage;
  readonly output: DescMessage;
}

export type Request<M extends MethodShape> = MessageShape<M['input']>;
export type RequestInit<M extends MethodShape> = MessageInitShape<M['input']>;
export type Response<M extends MethodShape> = MessageShape<M['output']>;
export type ResponseInit<M extends MethodShape> = MessageInitShape<M['output']>;

/** The full descriptor behind a typed one. */
export function describe(service: ServiceShape, name: string): DescMethod {
  return service.method[name] as unknown as DescMethod;
}
