import { ServerCredentials } from '@grpc/grpc-js';
import { createServer, RpcCode, RpcError } from '@graticule/protocol';
import { FakeEngine } from './fakeEngine.js';
import { addConnectServices } from './service.js';
import { Sessions } from './sessions.js';

export interface TestServer {
  readonly engine: FakeEngine;
  readonly sessions: Sessions;
  /** Errors that were neither the user's nor the protocol's. */
  readonly unexpected: readonly unknown[];
  /** host:port, plain text. */
  readonly address: string;
  close(): void;
}

/** The service over a fake engine on a loopback port. The user is the bearer token; `anonymous`: may be absent. */
export async function startTestServer(anonymous = false): Promise<TestServer> {
  const engine = new FakeEngine();
  const sessions = new Sessions(
    () => ({}),
    (session) => engine.released(session),
  );
  const unexpected: unknown[] = [];
  const server = createServer();
  addConnectServices(server, {
    engine,
    sessions,
    authenticate: (metadata) => {
      const match = /^Bearer (\w+)$/.exec(String(metadata.get('authorization')[0]));
      if (match !== null) return { user: match[1], jobId: null };
      if (anonymous) return { user: 'anonymous', jobId: null };
      throw new RpcError(RpcCode.UNAUTHENTICATED, 'a bearer token is needed');
    },
    logError: (error) => void unexpected.push(error),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { engine, sessions, unexpected, address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
