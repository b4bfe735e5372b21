import type { FeatureServiceSource } from '@graticule/sql';
import { SourceError } from '../sourceError.js';

const TIMEOUT_MS = 60_000;
const ANSWER_BYTES_MAX = 256 << 20;

/**
 * One request to a feature service's layer (POST, f=json) and its answer. An error in the answer's body is a SourceError;
 * a failed connection, a timeout or a status of 5xx is an ordinary error, because trying again may help. Redirects are
 * refused: the address was checked against the allowed hosts, where it leads was not.
 */
export async function askService(
  source: FeatureServiceSource,
  path: '' | '/query',
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const address = layerAddress(source.url);
  const body = new URLSearchParams({ f: 'json', ...parameters });
  const token = source.token ?? address.token;
  if (token) body.set('token', token);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let text: string;
  let status: number;
  try {
    const answer = await fetch(address.url + path, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    status = answer.status;
    text = await limitedText(answer, address.url);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SourceError) throw error;
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(
      `${address.url} cannot be reached: ${timeout.aborted ? `no answer in ${TIMEOUT_MS / 1000} s` : cause}`,
      {
        cause: error,
      },
    );
  }
  if (status >= 500) throw new Error(`${address.url} answered with status ${status}`);
  return parseAnswer(text, status, address.url);
}

/** The layer's address without query, and the token that stood in it. */
function layerAddress(text: string): { url: string; token: string | null } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new SourceError('SOURCE_NOT_FOUND', `${text} is not a URL`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `expected an http or https URL of a feature service layer, found ${text}`,
    );
  }
  return { url: url.origin + url.pathname.replace(/\/+$/, ''), token: url.searchParams.get('token') };
}

async function limitedText(answer: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) {
      throw new SourceError(
        'SOURCE_SERVICE_FAILED',
        `${url} answered with more than ${ANSWER_BYTES_MAX} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseAnswer(text: string, status: number, url: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new SourceError(
      'SOURCE_SERVICE_FAILED',
      `${url} is not a feature service layer: its answer (status ${status}) is not JSON`,
    );
  }
  const { error } = json as { error?: { code?: number; message?: string; details?: string[] } };
  if (error) {
    const details = (error.details ?? []).filter((detail) => detail !== error.message).join(' ');
    throw new SourceError(
      'SOURCE_SERVICE_FAILED',
      `${url} answered: ${error.message ?? 'error'} (code ${error.code}) ${details}`.trim(),
    );
  }
  if (status !== 200) throw new SourceError('SOURCE_SERVICE_FAILED', `${url} answered with status ${status}`);
  return json as Record<string, unknown>;
}
