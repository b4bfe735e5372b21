import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRegistry, type DescMethod, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { fromIpc, toIpc, type StructType } from '@graticule/columnar';
import {
  clusterMetadata,
  createClient,
  decodeJson,
  JOB_KEY,
  encodeJson,
  type ExecutePlanResponseSchema,
  SessionService,
  SparkConnectService,
  ToolRelationSchema,
  type CallOptions,
  type ServiceClient,
} from '@graticule/protocol';
import type { DriverLink, DriverReport } from './driverLink.js';
import { errorBody, GatewayRefusal } from './gatewayError.js';
import { shortenChains } from './longChains.js';
import { decodeRows, encodeRows } from './rows.js';

/** Rows of a `createDataFrame` come in one body. */
const BODY_MAX_BYTES = 256 * 1024 * 1024;

/** Messages that may stand in an Any. */
const REGISTRY = createRegistry(ToolRelationSchema);

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

export interface GatewayOptions {
  /** host:port of the coordinator's gRPC server. */
  readonly coordinator: string;
  readonly clusterSecret: string;
}

type RpcClient = Record<string, (request: object, options: object) => unknown>;

/**
 * The door of drivers: HTTP with JSON on the loopback interface, one token per driver, forwarded to the coordinator's
 * gRPC services. A driver acts for the session of its job only: whatever session a request names, the driver's own is
 * put in its place.
 *
 * - GET /graticule/Job: the job of the caller, as soon as there is one.
 * - POST /graticule/Exit: how the script ended.
 * - POST /graticule/RegisterLocal {schema, rows}: typed JSON rows (see rows.ts) as a registered relation.
 * - POST /spark.connect.SparkConnectService/<Rpc>, /graticule.v1.SessionService/<Rpc>: proto3 JSON; streams are answered
 *   as one message per line. With the header `x-graticule-rows: json` batches become {"rows": [...]}, otherwise they
 *   stay Arrow in base64.
 *
 * Errors are {"error": {"class", "message"}}, in a stream as its last line.
 */
export class Gateway {
  readonly #server: Server;
  readonly #links = new Set<DriverLink>();
  readonly #connect: ServiceClient<typeof SparkConnectService>;
  readonly #session: ServiceClient<typeof SessionService>;

  private constructor(options: GatewayOptions) {
    const metadata = clusterMetadata(options.clusterSecret);
    this.#connect = createClient(SparkConnectService, options.coordinator, { metadata });
    this.#session = createClient(SessionService, options.coordinator, { metadata });
    this.#server = createServer((request, response) => void this.#answer(request, response));
    // Drivers keep their connections for the whole job, however long they think between two calls.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
  }

  /** Listens on a free port of the loopback interface. */
  static async start(options: GatewayOptions): Promise<Gateway> {
    const gateway = new Gateway(options);
    gateway.#server.listen(0, '127.0.0.1');
    await once(gateway.#server, 'listening');
    return gateway;
  }

  /** host:port for drivers. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Lets a driver in by its token. */
  admit(link: DriverLink): void {
    this.#links.add(link);
  }

  /** The driver is gone: its token counts no more, its calls are cancelled. */
  dismiss(link: DriverLink): void {
    this.#links.delete(link);
    link.gone.abort();
  }

  async close(): Promise<void> {
    for (const link of [...this.#links]) this.dismiss(link);
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
    this.#connect.close();
    this.#session.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cancel = new AbortController();
    response.on('close', () => cancel.abort());
    try {
      const link = this.#linkOf(request);
      const signal = AbortSignal.any([cancel.signal, link.gone.signal]);
      await this.#route(link, request, response, signal);
    } catch (error) {
      if (response.destroyed) return;
      const body = JSON.stringify(errorBody(error));
      if (response.headersSent) response.end(`${body}\n`);
      else response.writeHead(error instanceof GatewayRefusal ? error.status : 500, JSON_TYPE).end(body);
    }
  }

  #linkOf(request: IncomingMessage): DriverLink {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    for (const link of this.#links) if (link.hasToken(token)) return link;
    throw new GatewayRefusal(401, 'this token belongs to no running driver');
  }

  async #route(
    link: DriverLink,
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'GET' && path === '/graticule/Job') {
      return sendJson(response, { ...(await link.assigned()) });
    }
    if (request.method !== 'POST') throw new GatewayRefusal(405, `${request.method} ${path} is not known`);
    const body = await readBody(request);
    if (path === '/graticule/Exit') {
      link.report = body as unknown as DriverReport;
      return sendJson(response, {});
    }
    if (link.job === null) throw new GatewayRefusal(409, 'this driver has no job yet');
    const own = { ...body, sessionId: link.job.sessionId };
    if (path === '/graticule/RegisterLocal') {
      return sendJson(
        response,
        await this.#registerLocal(own, { signal, metadata: { [JOB_KEY]: link.job.jobId } }),
      );
    }
    const [, service, name] = path.split('/');
    const { client, method } = this.#method(service, name);
    shortenChains(own);
    const message = decodeJson(method.input, own, REGISTRY);
    const call = (client as unknown as RpcClient)[method.localName](message, {
      signal,
      metadata: { [JOB_KEY]: link.job.jobId },
    });
    if (method.methodKind === 'server_streaming') {
      const asRows = request.headers['x-graticule-rows'] === 'json';
      return sendStream(response, call as AsyncIterable<object>, method, asRows);
    }
    sendJson(response, encodeJson(method.output, (await call) as Record<string, unknown>, REGISTRY));
  }

  #method(service: string, name: string): { client: object; method: DescMethod } {
    for (const [descriptor, client] of [
      [SparkConnectService, this.#connect],
      [SessionService, this.#session],
    ] as const) {
      const method = descriptor.methods.find((candidate) => candidate.name === name);
      if (service !== descriptor.typeName || method === undefined) continue;
      if (method.methodKind === 'unary' || method.methodKind === 'server_streaming')
        return { client, method };
    }
    throw new GatewayRefusal(404, `${service}/${name} is not known`);
  }

  async #registerLocal(body: JsonObject, options: CallOptions): Promise<JsonValue> {
    const schema = body.schema as unknown as StructType;
    const rows = body.rows as unknown as unknown[][];
    if (!Array.isArray(schema?.fields) || !Array.isArray(rows)) {
      throw new GatewayRefusal(400, 'RegisterLocal needs a schema and rows');
    }
    const data = toIpc([decodeRows(schema, rows)], schema);
    const answer = await this.#session.register(
      {
        sessionId: body.sessionId as string,
        relation: { relType: { case: 'localRelation', value: { data } } },
      },
      options,
    );
    return encodeJson(SessionService.method.register.output, answer);
  }
}

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_MAX_BYTES) {
      throw new GatewayRefusal(
        413,
        `one call can carry at most ${BODY_MAX_BYTES} bytes: read large data from files or layers instead`,
      );
    }
    chunks.push(chunk);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new GatewayRefusal(400, 'the body is not JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new GatewayRefusal(400, 'the body is not a JSON object');
  }
  return body as JsonObject;
}

function sendJson(response: ServerResponse, body: JsonValue): void {
  response.writeHead(200, JSON_TYPE).end(JSON.stringify(body));
}

async function sendStream(
  response: ServerResponse,
  messages: AsyncIterable<object>,
  method: DescMethod,
  asRows: boolean,
): Promise<void> {
  for await (const message of messages) {
    const line =
      (asRows ? rowsLine(message) : null) ??
      JSON.stringify(encodeJson(method.output, message as Record<string, unknown>));
    // Written late: an error before the first message gets its own status.
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    if (!response.write(`${line}\n`)) await drained(response);
    if (response.destroyed) return;
  }
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.end();
}

/** Resolves when the response takes more, or is closed; leaves no listener behind. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
    // It may have closed before anybody listened.
    if (response.destroyed) done();
  });
}

/** The rows of an ExecutePlanResponse with a batch as a line of JSON; null for other messages. */
function rowsLine(message: object): string | null {
  const { responseType } = message as ReturnType<typeof decodeJson<typeof ExecutePlanResponseSchema>>;
  if (responseType?.case !== 'arrowBatch') return null;
  const { batches } = fromIpc(responseType.value.data);
  return `{"rows":[${batches
    .map((batch) => encodeRows(batch).slice(1, -1))
    .filter((rows) => rows !== '')
    .join(',')}]}`;
}
