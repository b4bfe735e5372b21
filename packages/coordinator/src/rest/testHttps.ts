import { request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';

interface TlsRequest {
  readonly port: number;
  /** The certificate to trust; undefined = those of the system. */
  readonly ca: string | undefined;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface TlsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One HTTPS request to this machine, as a client without any library of ours makes it. For tests only. */
export function fetchOverTls({ port, ca, path, method, headers, body }: TlsRequest): Promise<TlsAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        servername: 'localhost',
        port,
        ca,
        path,
        method: method ?? 'GET',
        headers,
        agent: false,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
