import { create, createRegistry } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { ServerCredentials, type Server } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import {
  createClient,
  createServer,
  decode,
  decodeJson,
  encode,
  encodeJson,
  errorInfoOf,
  errorWithInfo,
  ExecutorService,
  implementService,
  RelationSchema,
  RpcCode,
  RpcError,
  SparkConnectService,
  ToolRelationSchema,
  type Handlers,
  type Relation,
} from '../index.js';

type ConnectHandlers = Handlers<typeof SparkConnectService, string>;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const refuse = () => {
  throw new RpcError(RpcCode.UNIMPLEMENTED, 'not in this test');
};
const unused: ConnectHandlers = {
  executePlan: refuse,
  analyzePlan: refuse,
  config: refuse,
  addArtifacts: refuse,
  artifactStatus: refuse,
  interrupt: refuse,
  reattachExecute: refuse,
  releaseExecute: refuse,
  releaseSession: refuse,
  fetchErrorDetails: refuse,
};

async function listen(server: Server): Promise<string> {
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  closers.push(() => server.forceShutdown());
  return `127.0.0.1:${port}`;
}

async function connect(
  handlers: Partial<ConnectHandlers>,
  metadata: Record<string, string> = { secret: 'right' },
) {
  const server = createServer();
  implementService<typeof SparkConnectService, string>(
    server,
    SparkConnectService,
    { ...unused, ...handlers },
    {
      authenticate: (given) => {
        if (given.get('secret')[0] !== 'right') throw new RpcError(RpcCode.UNAUTHENTICATED, 'wrong secret');
        return 'alice';
      },
      mapError: (error) =>
        error instanceof RangeError ? new RpcError(RpcCode.OUT_OF_RANGE, 'mapped') : null,
    },
  );
  const client = createClient(SparkConnectService, await listen(server), { metadata });
  closers.push(() => client.close());
  return client;
}

async function failure(promise: Promise<unknown>): Promise<RpcError> {
  return promise.then(
    () => {
      throw new Error('expected the call to fail');
    },
    (error) => error as RpcError,
  );
}

test('a unary call carries its request, the caller and the response', async () => {
  const client = await connect({
    config: (request, { caller }) => ({
      sessionId: request.sessionId,
      pairs: [{ key: 'user', value: caller }],
    }),
  });
  const response = await client.config({ sessionId: 's1' });
  expect(response.sessionId).toBe('s1');
  expect(response.pairs.map((pair) => [pair.key, pair.value])).toEqual([['user', 'alice']]);
});

test('a call without the right metadata is refused before its handler runs', async () => {
  let calls = 0;
  const client = await connect(
    {
      config: () => {
        calls++;
        return {};
      },
      async *executePlan() {
        calls++;
        yield {};
      },
    },
    { secret: 'wrong' },
  );
  expect((await failure(client.config({}))).code).toBe(RpcCode.UNAUTHENTICATED);
  expect((await failure(collect(client.executePlan({})))).message).toBe('wrong secret');
  expect(calls).toBe(0);
});

test('a stream delivers every response in order, large ones too', async () => {
  const client = await connect({
    async *executePlan() {
      for (let i = 0; i < 20; i++) {
        yield {
          responseId: String(i),
          responseType: {
            case: 'arrowBatch',
            value: { rowCount: 1n, data: new Uint8Array(1 << 20).fill(i) },
          },
        };
      }
    },
  });
  const responses = await collect(client.executePlan({}));
  expect(responses.map((response) => response.responseId)).toEqual(
    Array.from({ length: 20 }, (_, i) => `${i}`),
  );
  const last = responses[19].responseType;
  expect(last.case === 'arrowBatch' && last.value.data[(1 << 20) - 1]).toBe(19);
});

test('leaving a stream early aborts the handler', async () => {
  let aborted: Promise<unknown> = Promise.resolve();
  const client = await connect({
    async *executePlan(_request, { signal }) {
      aborted = new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));
      yield { responseId: 'first' };
      await aborted;
    },
  });
  for await (const response of client.executePlan({})) {
    expect(response.responseId).toBe('first');
    break;
  }
  expect(await aborted).toMatchObject({ code: RpcCode.CANCELLED });
});

test('an aborted signal cancels a unary call on both sides', async () => {
  const controller = new AbortController();
  let handlerEnded: Promise<unknown> = Promise.resolve();
  const client = await connect({
    config: (_request, { signal }) => {
      handlerEnded = new Promise((resolve) => signal.addEventListener('abort', resolve));
      controller.abort();
      return handlerEnded.then(() => ({}));
    },
  });
  expect((await failure(client.config({}, { signal: controller.signal }))).code).toBe(RpcCode.CANCELLED);
  await handlerEnded;
});

test('a signal aborted before the call sends nothing', async () => {
  const client = await connect({});
  expect((await failure(client.config({}, { signal: AbortSignal.abort() }))).code).toBe(RpcCode.CANCELLED);
  expect((await failure(collect(client.executePlan({}, { signal: AbortSignal.abort() })))).code).toBe(
    RpcCode.CANCELLED,
  );
});

test('a client stream is read to its end before the answer', async () => {
  const client = await connect({
    async addArtifacts(requests) {
      const artifacts = [];
      for await (const { payload } of requests) {
        if (payload.case === 'batch')
          for (const artifact of payload.value.artifacts)
            artifacts.push({ name: `${artifact.name}:${artifact.data?.data.length}`, isCrcSuccessful: true });
      }
      return { artifacts };
    },
  });
  const batch = (name: string, bytes: number) => ({
    payload: {
      case: 'batch' as const,
      value: { artifacts: [{ name, data: { data: new Uint8Array(bytes) } }] },
    },
  });
  const response = await client.addArtifacts([batch('a', 3), batch('b', 300_000), batch('c', 0)]);
  expect(response.artifacts.map((artifact) => artifact.name)).toEqual(['a:3', 'b:300000', 'c:0']);
});

test('an error of the iterator that feeds a client stream reaches the caller', async () => {
  const client = await connect({
    async addArtifacts(requests) {
      for await (const request of requests) void request;
      return {};
    },
  });
  async function* broken() {
    yield { sessionId: 's' };
    throw new Error('disk gone');
  }
  expect((await failure(client.addArtifacts(broken()))).message).toBe('disk gone');
});

test('errors keep code, message and binary details', async () => {
  const details = new Uint8Array([1, 2, 3, 250]);
  const client = await connect({
    config: () => {
      throw new RpcError(RpcCode.NOT_FOUND, 'no such session', details);
    },
    async *executePlan() {
      yield {};
      throw new RpcError(RpcCode.ABORTED, 'halfway', details);
    },
  });
  const unary = await failure(client.config({}));
  expect([unary.code, unary.message, [...unary.details!]]).toEqual([
    RpcCode.NOT_FOUND,
    'no such session',
    [1, 2, 3, 250],
  ]);
  const stream = await failure(collect(client.executePlan({})));
  expect([stream.code, stream.message, [...stream.details!]]).toEqual([
    RpcCode.ABORTED,
    'halfway',
    [1, 2, 3, 250],
  ]);
});

test('an ErrorInfo travels in the details of an error', async () => {
  const client = await connect({
    config: () => {
      throw errorWithInfo(RpcCode.INTERNAL, 'no column x', {
        reason: 'AnalysisException',
        domain: 'org.apache.spark',
        metadata: { classes: '["A"]' },
      });
    },
  });
  const info = errorInfoOf(await failure(client.config({})));
  expect([info?.reason, info?.domain, info?.metadata]).toEqual([
    'AnalysisException',
    'org.apache.spark',
    { classes: '["A"]' },
  ]);
  expect(errorInfoOf(new RpcError(RpcCode.INTERNAL, 'plain'))).toBeNull();
});

test('errors of the domain get the status of the mapping, others are INTERNAL with their message', async () => {
  const client = await connect({
    config: (request) => {
      throw request.sessionId ? new RangeError('too far') : new Error('broken');
    },
  });
  expect(await failure(client.config({ sessionId: 's' }))).toMatchObject({
    code: RpcCode.OUT_OF_RANGE,
    message: 'mapped',
  });
  expect(await failure(client.config({}))).toMatchObject({ code: RpcCode.INTERNAL, message: 'broken' });
});

test('a call nobody answers fails with UNAVAILABLE, a slow one with DEADLINE_EXCEEDED', async () => {
  const nobody = createClient(SparkConnectService, '127.0.0.1:1');
  closers.push(() => nobody.close());
  expect((await failure(nobody.config({}))).code).toBe(RpcCode.UNAVAILABLE);
  const client = await connect({ config: () => new Promise(() => undefined) });
  expect((await failure(client.config({}, { timeoutMs: 50 }))).code).toBe(RpcCode.DEADLINE_EXCEEDED);
});

test('a method of another service is UNIMPLEMENTED', async () => {
  const address = await listen(createServer());
  const client = createClient(ExecutorService, address);
  closers.push(() => client.close());
  expect((await failure(client.stopDriver({ jobId: 'j' }))).code).toBe(RpcCode.UNIMPLEMENTED);
});

test('a chain of 400 relations survives binary and JSON', () => {
  let relation = create(RelationSchema, { relType: { case: 'range', value: { end: 3n, step: 1n } } });
  for (let i = 0; i < 400; i++) {
    relation = create(RelationSchema, { relType: { case: 'limit', value: { input: relation, limit: i } } });
  }
  expect(depth(decode(RelationSchema, encode(RelationSchema, relation)))).toBe(400);
  expect(depth(decodeJson(RelationSchema, encodeJson(RelationSchema, relation)))).toBe(400);
});

test('a tool with nested relations survives JSON inside an Any', () => {
  const registry = createRegistry(ToolRelationSchema, RelationSchema);
  const tool = create(ToolRelationSchema, {
    tool: 'AggregatePoints',
    inputs: { pointLayer: { relType: { case: 'cachedRemoteRelation', value: { relationId: 'r7' } } } },
    parametersJson: '{"binSize":5}',
  });
  const relation = create(RelationSchema, {
    relType: { case: 'extension', value: anyPack(ToolRelationSchema, tool) },
  });
  const json = encodeJson(RelationSchema, relation, registry) as { extension: Record<string, unknown> };
  expect(json.extension).toEqual({
    '@type': 'type.googleapis.com/graticule.v1.ToolRelation',
    tool: 'AggregatePoints',
    inputs: { pointLayer: { cachedRemoteRelation: { relationId: 'r7' } } },
    parametersJson: '{"binSize":5}',
  });
  expect(decodeJson(RelationSchema, json as never, registry)).toEqual(relation);
});

function depth(relation: Relation): number {
  let levels = 0;
  let current: Relation | undefined = relation;
  while (current?.relType.case === 'limit') {
    levels++;
    current = current.relType.value.input;
  }
  return levels;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = [];
  for await (const item of items) result.push(item);
  return result;
}
