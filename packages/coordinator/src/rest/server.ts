import cors from '@fastify/cors';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Authority, Client } from '../security/authority.js';
import type { Certificate } from '../security/certificate.js';
import type { RestContext } from './context.js';
import { jsonText } from './jsonText.js';
import { errorPage, PAGE_HEADERS, renderPage } from './page.js';
import { Parameters } from './parameters.js';
import type { RequestError } from './requestError.js';
import { badRequest, notFound, toRequestError } from './requestError.js';
import { CONTEXT, type Answer, type Call, type Format, type Resource } from './resource.js';
import { resources } from './resources/index.js';
import { identify, SESSION_COOKIE } from './session.js';

/** Scripts and inline feature collections are long. */
const BODY_BYTES_MAX = 64 * 1024 * 1024;
const FIELDS_MAX = 1000;

export interface RestOptions extends RestContext {
  readonly certificate: Certificate;
  /** Absent: nothing is logged. */
  readonly logger?: FastifyBaseLogger;
}

/** The HTTPS server of the interface, ready to `listen({ host, port })`; `close()` ends it. */
export async function createRestServer(options: RestOptions) {
  const server = fastify({
    https: { cert: options.certificate.cert, key: options.certificate.key },
    bodyLimit: BODY_BYTES_MAX,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1000 },
    // Its own request lines hold the query, and that may hold a token.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    ...(options.logger && { loggerInstance: options.logger }),
  });
  await server.register(cors, {
    origin: '*',
    methods: ['GET', 'POST'],
    allowedHeaders: ['Content-Type', 'Authorization', 'X-Esri-Authorization'],
    maxAge: 3600,
  });
  await server.register(formbody, { bodyLimit: BODY_BYTES_MAX });
  await server.register(multipart, {
    attachFieldsToBody: 'keyValues',
    limits: { fieldSize: BODY_BYTES_MAX, fileSize: BODY_BYTES_MAX, fields: FIELDS_MAX, files: 10 },
  });
  acceptEmptyJson(server);

  for (const resource of resources(options)) {
    const handler = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      handle(resource, options, request, reply);
    server.route({ method: ['GET', 'POST'], url: CONTEXT + resource.path, handler });
  }
  for (const url of ['/', CONTEXT, `${CONTEXT}/rest`]) {
    server.get(url, (_request, reply) => reply.redirect(`${CONTEXT}/rest/services`));
  }
  server.setNotFoundHandler((request, reply) => {
    const error = notFound(`The resource '${pathOf(request)}'`);
    return sendError(error, options.authority, request, reply);
  });
  server.setErrorHandler((error, request, reply) => sendError(error, options.authority, request, reply));
  server.addHook('onResponse', (request, reply, done) => {
    const elapsed_ms = Math.round(reply.elapsedTime);
    const { method, ip } = request;
    request.log.info({ method, path: pathOf(request), status: reply.statusCode, elapsed_ms, ip }, 'request');
    done();
  });
  return server;
}

/** Some clients announce JSON and send nothing. */
function acceptEmptyJson(server: {
  removeContentTypeParser(type: string): void;
  addContentTypeParser(
    type: string,
    options: { parseAs: 'string' },
    parser: (request: FastifyRequest, body: string) => Promise<unknown>,
  ): void;
}): void {
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request, body) => {
    if (body.trim() === '') return {};
    try {
      return JSON.parse(body) as unknown;
    } catch {
      throw badRequest('The body is announced as JSON but is not.');
    }
  });
}

async function handle(
  resource: Resource,
  options: RestOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const parameters = new Parameters(request.query, request.body);
  const format = readFormat(parameters, resource.geoJson ?? false);
  const aborted = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) aborted.abort();
  });
  const client = clientOf(request);
  const call: Call = {
    parameters,
    path: request.params as Record<string, string>,
    user: identify(resource.access, request, parameters, client, options.authority),
    client,
    root: rootOf(request),
    format,
    signal: aborted.signal,
  };
  return send(await resource.answer(call), call, request, reply);
}

function readFormat(parameters: Parameters, geoJson: boolean): Format {
  const text = parameters.text('f')?.trim().toLowerCase() ?? 'html';
  if (text === 'html' || text === 'json' || text === 'pjson' || (geoJson && text === 'geojson')) return text;
  const known = geoJson ? 'html, json, pjson or geojson' : 'html, json or pjson';
  throw badRequest(`Parameter f: expected ${known}, found '${text}'.`);
}

function send(answer: Answer, call: Call, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (answer.session !== undefined) setSession(answer.session, reply);
  if (call.format !== 'html' && answer.json === undefined) {
    throw badRequest('This resource is a page for people: only f=html is supported.');
  }
  if (call.format !== 'html') return sendJson(answer.json, call.format, reply);
  if (answer.redirect !== undefined) return reply.redirect(answer.redirect, 302);
  const json = answer.json === undefined ? null : jsonHref(request);
  const page = renderPage(answer.page(), call.user, pathOf(request), json);
  return sendHtml(page, 200, reply);
}

function sendJson(value: unknown, format: Format, reply: FastifyReply): FastifyReply {
  const type = format === 'geojson' ? 'application/geo+json' : 'application/json';
  return reply
    .headers({
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .send(jsonText(value, format === 'pjson' ? 1 : 0));
}

function sendHtml(page: string, status: number, reply: FastifyReply): FastifyReply {
  return reply
    .status(status)
    .headers({
      ...PAGE_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .send(page);
}

/** Errors travel as HTTP 200 with an `error` object, which is where clients look; pages carry a true status. */
function sendError(
  thrown: unknown,
  authority: Authority,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = toRequestError(thrown);
  // A query that stops because its client went away is no failure.
  if (error.code === 500 && !reply.raw.destroyed) request.log.error(thrown, 'request failed');
  const parameters = new Parameters(request.query, request.body);
  const format = parameters.text('f')?.trim().toLowerCase() ?? 'html';
  if (format === 'html') {
    const path = pathOf(request);
    const user = identify('anyone', request, parameters, clientOf(request), authority);
    return sendHtml(
      renderPage(errorPage(error, path), user, path, jsonHref(request)),
      pageStatus(error),
      reply,
    );
  }
  const { code, message, details } = error;
  return sendJson(
    { error: { code, message, details } },
    format === 'pjson' ? 'pjson' : 'json',
    reply.status(200),
  );
}

function pageStatus(error: RequestError): number {
  return error.code === 498 || error.code === 499 ? 401 : error.code;
}

function setSession(session: NonNullable<Answer['session']> | null, reply: FastifyReply): void {
  const attributes = `Path=${CONTEXT}; HttpOnly; Secure; SameSite=Strict`;
  reply.header(
    'set-cookie',
    session === null
      ? `${SESSION_COOKIE}=; Max-Age=0; ${attributes}`
      : `${SESSION_COOKIE}=${session.token}; Expires=${new Date(session.expires).toUTCString()}; ${attributes}`,
  );
}

function clientOf(request: FastifyRequest): Client {
  return { referer: request.headers.referer, ip: request.ip };
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0];
}

/** The same resource as JSON, without a token that may stand in the query. */
function jsonHref(request: FastifyRequest): string {
  const query = new URLSearchParams(request.url.slice(pathOf(request).length + 1));
  for (const name of [...query.keys()]) {
    if (/^(f|token|password)$/i.test(name)) query.delete(name);
  }
  query.set('f', 'pjson');
  return `${pathOf(request)}?${query}`;
}

/** The address the client used, from its Host header; anything that is not a host is not repeated. */
function rootOf(request: FastifyRequest): string {
  const host = /^[\w.-]+(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/i.test(request.host) ? request.host : 'localhost';
  return `https://${host}${CONTEXT}`;
}
