import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { CliError } from './cliError.js';

/** Which server certificates are trusted, apart from those that the certificate authorities of Node vouch for. */
export interface Trust {
  /** PEM file of the server's own certificate; that very certificate is accepted under any host name. */
  readonly certificateFile: string | null;
  /** Accept any certificate. */
  readonly insecure: boolean;
}

const REQUEST_TIMEOUT_MS = 120_000;
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

/** A form posted to a server; the answer's body as text. One instance per run of the command, connections are reused. */
export class HttpsClient {
  readonly #agent: https.Agent;
  readonly #plainAgent = new http.Agent({ keepAlive: true });

  constructor(trust: Trust) {
    this.#agent = new https.Agent({ keepAlive: true, ...tlsOptions(trust) });
  }

  /**
   * Posts `form` (application/x-www-form-urlencoded). Throws CliError when the server cannot be reached, is not trusted, or
   * does not answer in two minutes. The HTTP status is not looked at: errors are JSON in the body.
   */
  post(url: string, form: URLSearchParams, headers: Readonly<Record<string, string>>): Promise<string> {
    const body = form.toString();
    const target = new URL(url);
    const plain = target.protocol === 'http:';
    return new Promise((resolve, reject) => {
      const request = (plain ? http : https).request(
        target,
        {
          method: 'POST',
          agent: plain ? this.#plainAgent : this.#agent,
          headers: {
            ...headers,
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': Buffer.byteLength(body),
          },
          timeout: REQUEST_TIMEOUT_MS,
        },
        (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > ANSWER_BYTES_MAX)
              request.destroy(new Error(`the answer exceeds ${ANSWER_BYTES_MAX} bytes`));
            else chunks.push(chunk);
          });
          response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
          response.on('error', reject);
        },
      );
      request.on('timeout', () => request.destroy(new Error(`no answer in ${REQUEST_TIMEOUT_MS / 1000} s`)));
      request.on('error', (error: NodeJS.ErrnoException) => reject(new CliError(explain(error, target))));
      request.end(body);
    });
  }

  /** Closes the kept connections. */
  close(): void {
    this.#agent.destroy();
    this.#plainAgent.destroy();
  }
}

function tlsOptions(trust: Trust): https.AgentOptions {
  if (trust.insecure) return { rejectUnauthorized: false };
  if (trust.certificateFile === null) return {};
  const pem = fs.readFileSync(trust.certificateFile, 'utf8');
  const pinned = new X509Certificate(pem).raw;
  return {
    ca: [...tls.rootCertificates, pem],
    checkServerIdentity: (host, certificate) =>
      certificate.raw.equals(pinned) ? undefined : tls.checkServerIdentity(host, certificate),
  };
}

function explain(error: NodeJS.ErrnoException, target: URL): string {
  const code = error.code ?? '';
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ECONNRESET') {
    return `no server answers at ${target.origin} (${code}); start one with: graticule up`;
  }
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(code)) {
    return (
      `the certificate of ${target.origin} is not trusted (${code}); give the server's data folder with --data, ` +
      'or accept any certificate with --insecure'
    );
  }
  return `the request to ${target.origin} failed: ${error.message}`;
}
