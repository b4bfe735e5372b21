import {
  Client,
  Metadata,
  credentials as grpcCredentials,
  type CallOptions as GrpcCallOptions,
  type ChannelCredentials,
  type ClientReadableStream,
  type ClientWritableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { methodDefinition } from './codec.js';
import { RpcCode, RpcError, fromServiceError } from './error.js';
import { CHANNEL_OPTIONS } from './limits.js';
import { describe, type MethodShape, type RequestInit, type Response, type ServiceShape } from './methods.js';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The call fails with DEADLINE_EXCEEDED after this long; none: waits. */
  readonly timeoutMs?: number;
  /** Beside the client's own metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ClientOptions {
  /** Default: plain text, for loopback and cluster networks whose calls carry a secret. */
  readonly credentials?: ChannelCredentials;
  /** Sent with every call. */
  readonly metadata?: Readonly<Record<string, string>>;
}

type ClientMethod<M extends MethodShape> = M['methodKind'] extends 'unary'
  ? (request: RequestInit<M>, options?: CallOptions) => Promise<Response<M>>
  : M['methodKind'] extends 'server_streaming'
    ? (request: RequestInit<M>, options?: CallOptions) => AsyncIterable<Response<M>>
    : M['methodKind'] extends 'client_streaming'
      ? (
          requests: AsyncIterable<RequestInit<M>> | Iterable<RequestInit<M>>,
          options?: CallOptions,
        ) => Promise<Response<M>>
      : never;

export type ServiceClient<S extends ServiceShape> = {
  readonly [K in keyof S['method']]: ClientMethod<S['method'][K]>;
} & {
  /** Ends the connection; calls under way fail with CANCELLED or UNAVAILABLE. */
  close(): void;
};

/** A client of `service` at `address` (host:port). It connects at the first call. Every failure is an RpcError. */
export function createClient<S extends ServiceShape>(
  service: S,
  address: string,
  options: ClientOptions = {},
): ServiceClient<S> {
  const client = new Client(
    address,
    options.credentials ?? grpcCredentials.createInsecure(),
    CHANNEL_OPTIONS,
  );
  const methods: Record<string, unknown> = { close: () => client.close() };
  for (const name of Object.keys(service.method)) {
    methods[name] = clientMethod(client, describe(service, name), options.metadata ?? {});
  }
  return methods as ServiceClient<S>;
}

type Call = { cancel(): void };

function clientMethod(
  client: Client,
  method: ReturnType<typeof describe>,
  ownMetadata: Readonly<Record<string, string>>,
): unknown {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  const metadataOf = (options: CallOptions) => {
    const metadata = new Metadata();
    for (const [key, value] of Object.entries({ ...ownMetadata, ...options.metadata }))
      metadata.set(key, value);
    return metadata;
  };
  switch (method.methodKind) {
    case 'unary':
      return (request: object, options: CallOptions = {}) =>
        awaitResponse(options, (callback) =>
          client.makeUnaryRequest(
            path,
            requestSerialize,
            responseDeserialize,
            request,
            metadataOf(options),
            grpcOptions(options),
            callback,
          ),
        );
    case 'server_streaming':
      return (request: object, options: CallOptions = {}) =>
        readAll(
          () =>
            client.makeServerStreamRequest(
              path,
              requestSerialize,
              responseDeserialize,
              request,
              metadataOf(options),
              grpcOptions(options),
            ),
          options.signal,
        );
    case 'client_streaming':
      return async (requests: AsyncIterable<object> | Iterable<object>, options: CallOptions = {}) => {
        let sending: Promise<void> = Promise.resolve();
        const response = awaitResponse(options, (callback) => {
          const call = client.makeClientStreamRequest(
            path,
            requestSerialize,
            responseDeserialize,
            metadataOf(options),
            grpcOptions(options),
            callback,
          );
          sending = sendAll(call, requests);
          return call;
        });
        // When the caller's own iterator fails, its error says more than the cancelled call's.
        const [sent, received] = await Promise.allSettled([sending, response]);
        if (sent.status === 'rejected') throw sent.reason;
        if (received.status === 'rejected') throw received.reason;
        return received.value;
      };
    case 'bidi_streaming':
      throw new Error(`${method.name}: streams in both directions are not supported by this adapter`);
  }
}

function grpcOptions(options: CallOptions): GrpcCallOptions {
  return options.timeoutMs === undefined ? {} : { deadline: Date.now() + options.timeoutMs };
}

function awaitResponse(
  { signal }: CallOptions,
  start: (callback: (error: ServiceError | null, response?: object) => void) => Call,
): Promise<object> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled());
    const call = start((error, response) => {
      signal?.removeEventListener('abort', abort);
      if (error) reject(fromServiceError(error));
      else resolve(response as object);
    });
    const abort = () => call.cancel();
    signal?.addEventListener('abort', abort, { once: true });
  });
}

async function* readAll(
  start: () => ClientReadableStream<object>,
  signal: AbortSignal | undefined,
): AsyncGenerator<object> {
  if (signal?.aborted) throw cancelled();
  const call = start();
  const abort = () => call.cancel();
  signal?.addEventListener('abort', abort, { once: true });
  // Leaving the loop early destroys the stream; the error that its cancellation then reports has no other listener.
  call.on('error', () => undefined);
  try {
    for await (const response of call) yield response as object;
  } catch (error) {
    throw fromServiceError(error as ServiceError);
  } finally {
    signal?.removeEventListener('abort', abort);
    call.cancel();
  }
}

async function sendAll(
  call: ClientWritableStream<object>,
  requests: AsyncIterable<object> | Iterable<object>,
): Promise<void> {
  let ended = false;
  call.once('status', () => (ended = true));
  try {
    for await (const request of requests) {
      if (ended) return;
      if (!call.write(request))
        await new Promise((resolve) => call.once('drain', resolve).once('status', resolve));
    }
    call.end();
  } catch (error) {
    // Nothing complete was sent, so the server must not act on it.
    call.cancel();
    throw error;
  }
}

function cancelled(): RpcError {
  return new RpcError(RpcCode.CANCELLED, 'The call was cancelled before it was sent');
}
