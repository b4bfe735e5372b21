import { fromIpc, toValues } from '@graticule/columnar';
import {
  createClient,
  errorInfoOf,
  type PlanSchema,
  type RelationSchema,
  type RpcError,
  SessionService,
  SparkConnectService,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
} from '@graticule/protocol';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { startTestServer, type TestServer } from './testServer.js';

export type RelationInit = MessageInitShape<typeof RelationSchema>;

const closers: (() => void)[] = [];
const servers: TestServer[] = [];

/** After each test: nothing unexpected may have happened on the servers it started. */
export function stopAll(): void {
  const unexpected = servers.splice(0).flatMap((server) => server.unexpected);
  for (const close of closers.splice(0)) close();
  if (unexpected.length > 0) throw unexpected[0];
}

/** A server with its engine, and clients for the user whose name is the token. */
export async function start() {
  const server = await startTestServer();
  closers.push(() => server.close());
  servers.push(server);
  const connect = (user: string) => {
    const metadata = { authorization: `Bearer ${user}` };
    const client = createClient(SparkConnectService, server.address, { metadata });
    const session = createClient(SessionService, server.address, { metadata });
    closers.push(
      () => client.close(),
      () => session.close(),
    );
    return { client, session };
  };
  return { ...server, connect, ...connect('alice') };
}

export const range = (end: number): RelationInit => ({
  relType: { case: 'range', value: { end: BigInt(end), step: 1n } },
});
export const column = (name: string, planId?: bigint) => ({
  exprType: { case: 'unresolvedAttribute' as const, value: { unparsedIdentifier: name, planId } },
});
export const select = (input: RelationInit, ...names: string[]): RelationInit => ({
  relType: { case: 'project', value: { input, expressions: names.map((name) => column(name)) } },
});
export const root = (relation: RelationInit): MessageInitShape<typeof PlanSchema> => ({
  opType: { case: 'root', value: relation },
});

export function request(
  plan: MessageInitShape<typeof RelationSchema>,
  options: Partial<ExecutePlanRequest> = {},
) {
  return { sessionId: 's', plan: root(plan), ...options } as never;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = [];
  for await (const item of items) result.push(item);
  return result;
}

export function rowsOf(responses: readonly ExecutePlanResponse[]): unknown[][] {
  return responses.flatMap(({ responseType }) => {
    if (responseType.case !== 'arrowBatch') return [];
    return fromIpc(responseType.value.data).batches.flatMap(({ columns, length }) => {
      const values = columns.map(toValues);
      return Array.from({ length }, (_, row) => values.map((cells) => cells[row]));
    });
  });
}

export async function failure(promise: Promise<unknown>) {
  const error = await promise.then(
    () => {
      throw new Error('expected the call to fail');
    },
    (reason: RpcError) => reason,
  );
  return { code: error.code, message: error.message, info: errorInfoOf(error) };
}
