import { once, type EventEmitter } from 'node:events';
import {
  Server,
  type Metadata,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedHandleCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { methodDefinition } from './codec.js';
import { RpcCode, RpcError, toServiceError } from './error.js';
import { CHANNEL_OPTIONS } from './limits.js';
import { describe, type MethodShape, type Request, type ResponseInit, type ServiceShape } from './methods.js';

/** What a handler knows of its call beside the request. */
export interface CallContext<Caller> {
  /** What `authenticate` made of the metadata. */
  readonly caller: Caller;
  readonly metadata: Metadata;
  /** Aborted when the client cancels, its deadline passes or its connection ends. */
  readonly signal: AbortSignal;
}

export type Handler<M extends MethodShape, Caller> = M['methodKind'] extends 'unary'
  ? (request: Request<M>, context: CallContext<Caller>) => Promise<ResponseInit<M>> | ResponseInit<M>
  : M['methodKind'] extends 'server_streaming'
    ? (request: Request<M>, context: CallContext<Caller>) => AsyncIterable<ResponseInit<M>>
    : M['methodKind'] extends 'client_streaming'
      ? (requests: AsyncIterable<Request<M>>, context: CallContext<Caller>) => Promise<ResponseInit<M>>
      : never;

export type Handlers<S extends ServiceShape, Caller> = {
  readonly [K in keyof S['method']]: Handler<S['method'][K], Caller>;
};

export interface ServiceOptions<Caller> {
  /** Checks a call before its handler runs; throws RpcError UNAUTHENTICATED or PERMISSION_DENIED to refuse it. */
  readonly authenticate: (metadata: Metadata, method: string) => Caller | Promise<Caller>;
  /** Gives errors of the domain their status; null: not a known one (the client sees INTERNAL and the message). */
  readonly mapError?: (error: unknown) => RpcError | null;
}

/** A server with this protocol's message limits; bind and start it with grpc-js. */
export function createServer(): Server {
  return new Server(CHANNEL_OPTIONS);
}

/** Adds `service` to `server`. Streams are written no faster than the client reads them. */
export function implementService<S extends ServiceShape, Caller>(
  server: Server,
  service: S,
  handlers: Handlers<S, NoInfer<Caller>>,
  options: ServiceOptions<Caller>,
): void {
  const definition: Record<string, ReturnType<typeof methodDefinition>> = {};
  const implementation: Record<string, UntypedHandleCall> = {};
  for (const name of Object.keys(service.method)) {
    const method = describe(service, name);
    definition[name] = methodDefinition(method);
    implementation[name] = handle(method.methodKind, method.name, handlers[name], options);
  }
  server.addService(definition, implementation);
}

function handle<Caller>(
  kind: MethodShape['methodKind'],
  method: string,
  handler: unknown,
  options: ServiceOptions<Caller>,
): UntypedHandleCall {
  const mapError = options.mapError ?? (() => null);
  switch (kind) {
    case 'unary':
    case 'client_streaming': {
      const run = handler as (input: unknown, context: CallContext<Caller>) => Promise<object>;
      return (
        call: ServerUnaryCall<object, object> | ServerReadableStream<object, object>,
        callback: sendUnaryData<object>,
      ) => {
        const input = kind === 'unary' ? (call as ServerUnaryCall<object, object>).request : call;
        openContext(call, method, options)
          .then((context) => run(input, context))
          .then(
            (response) => callback(null, response),
            (error) => callback(toServiceError(error, mapError)),
          );
      };
    }
    case 'server_streaming': {
      const run = handler as (request: object, context: CallContext<Caller>) => AsyncIterable<object>;
      return (call: ServerWritableStream<object, object>) => {
        openContext(call, method, options)
          .then((context) => writeAll(call, run(call.request, context), context.signal))
          .then(
            () => call.end(),
            (error) => call.emit('error', toServiceError(error, mapError)),
          );
      };
    }
    case 'bidi_streaming':
      throw new Error(`${method}: streams in both directions are not supported by this adapter`);
  }
}

async function openContext<Caller>(
  call:
    | ServerUnaryCall<object, object>
    | ServerReadableStream<object, object>
    | ServerWritableStream<object, object>,
  method: string,
  options: ServiceOptions<Caller>,
): Promise<CallContext<Caller>> {
  const controller = new AbortController();
  const cancel = () =>
    controller.abort(new RpcError(RpcCode.CANCELLED, `${method} was cancelled by the client`));
  (call as EventEmitter).on('cancelled', cancel);
  if (call.cancelled) cancel();
  const caller = await options.authenticate(call.metadata, method);
  return { caller, metadata: call.metadata, signal: controller.signal };
}

async function writeAll(
  call: ServerWritableStream<object, object>,
  responses: AsyncIterable<object>,
  signal: AbortSignal,
): Promise<void> {
  for await (const response of responses) {
    if (signal.aborted) return;
    if (!call.write(response)) await once(call, 'drain', { signal }).catch(() => undefined);
  }
}
