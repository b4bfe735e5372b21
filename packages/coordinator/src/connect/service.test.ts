import { crc32 } from 'node:zlib';
import {
  DOUBLE,
  field,
  fromIpc,
  fromValues,
  INT,
  LONG,
  STRING,
  structType,
  toIpc,
  toValues,
} from '@graticule/columnar';
import {
  AnalyzePlanRequest_Explain_ExplainMode as ExplainModeProto,
  createClient,
  encode,
  errorInfoOf,
  InterruptRequest_InterruptType as InterruptType,
  LocalRelationSchema,
  type RelationSchema,
  RpcCode,
  type RpcError,
  SessionService,
  SparkConnectService,
  WriteOperation_SaveMode,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
  type Relation,
} from '@graticule/protocol';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { afterEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './testServer.js';

type RelationInit = MessageInitShape<typeof RelationSchema>;

const closers: (() => void)[] = [];
const servers: TestServer[] = [];
afterEach(() => {
  expect(servers.splice(0).flatMap(({ unexpected }) => unexpected)).toEqual([]);
  for (const close of closers.splice(0)) close();
});

/** A server with its engine, and clients for the user whose name is the token. */
async function start() {
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

const range = (end: number): RelationInit => ({
  relType: { case: 'range', value: { end: BigInt(end), step: 1n } },
});
const column = (name: string, planId?: bigint) => ({
  exprType: { case: 'unresolvedAttribute' as const, value: { unparsedIdentifier: name, planId } },
});
const select = (input: RelationInit, ...names: string[]): RelationInit => ({
  relType: { case: 'project', value: { input, expressions: names.map((name) => column(name)) } },
});
const root = (relation: RelationInit) => ({ opType: { case: 'root' as const, value: relation } });

function request(plan: MessageInitShape<typeof RelationSchema>, options: Partial<ExecutePlanRequest> = {}) {
  return { sessionId: 's', plan: root(plan), ...options } as never;
}

const reattachable = {
  requestOptions: [
    { requestOption: { case: 'reattachOptions' as const, value: { reattachable: true } } },
  ] as never,
};

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = [];
  for await (const item of items) result.push(item);
  return result;
}

function rowsOf(responses: readonly ExecutePlanResponse[]): unknown[][] {
  return responses.flatMap(({ responseType }) => {
    if (responseType.case !== 'arrowBatch') return [];
    return fromIpc(responseType.value.data).batches.flatMap(({ columns, length }) => {
      const values = columns.map(toValues);
      return Array.from({ length }, (_, row) => values.map((cells) => cells[row]));
    });
  });
}

async function failure(promise: Promise<unknown>) {
  const error = await promise.then(
    () => {
      throw new Error('expected the call to fail');
    },
    (reason: RpcError) => reason,
  );
  return { code: error.code, message: error.message, info: errorInfoOf(error) };
}

function javaClass(info: { readonly metadata: Record<string, string> } | null): string {
  return (JSON.parse(info?.metadata.classes ?? '[""]') as string[])[0];
}

test('a plan answers its schema, then batches whose row counts match', async () => {
  const { client } = await start();
  const responses = await collect(client.executePlan(request(range(5))));
  expect(responses[0].schema?.kind.case).toBe('struct');
  expect(rowsOf(responses)).toEqual([[0n], [1n], [2n], [3n], [4n]]);
  const batches = responses
    .map(({ responseType }) => responseType)
    .filter(({ case: kind }) => kind === 'arrowBatch');
  expect(batches.map(({ value }) => (value as { rowCount: bigint }).rowCount)).toEqual([2n, 2n, 1n]);
  expect(responses.at(-1)?.responseType.case).toBe('arrowBatch');
});

test('an empty result has one batch without rows', async () => {
  const { client } = await start();
  const responses = await collect(client.executePlan(request(range(0))));
  expect(responses).toHaveLength(2);
  const { responseType } = responses[1];
  expect(responseType.case === 'arrowBatch' && responseType.value.rowCount).toBe(0n);
});

test('a reattachable plan ends in a completion, with an id for every response', async () => {
  const { client } = await start();
  const responses = await collect(
    client.executePlan(request(range(3), { ...reattachable, operationId: 'op' })),
  );
  expect(responses.at(-1)?.responseType.case).toBe('resultComplete');
  expect(new Set(responses.map(({ responseId }) => responseId)).size).toBe(responses.length);
  expect(new Set(responses.map(({ operationId }) => operationId))).toEqual(new Set(['op']));
  expect(new Set(responses.map(({ serverSideSessionId }) => serverSideSessionId)).size).toBe(1);
});

test('a client that left comes back for the rest, until it has released the operation', async () => {
  const { client, engine } = await start();
  let resume = () => {};
  const held = new Promise<void>((resolve) => (resume = resolve));
  let batches = 0;
  engine.beforeBatch = () => (++batches < 3 ? Promise.resolve() : held);
  let last = '';
  const seen: ExecutePlanResponse[] = [];
  for await (const response of client.executePlan(
    request(range(6), { ...reattachable, operationId: 'op' }),
  )) {
    seen.push(response);
    last = response.responseId;
    if (seen.length === 3) break;
  }
  resume();
  const rest = await collect(
    client.reattachExecute({ sessionId: 's', operationId: 'op', lastResponseId: last }),
  );
  expect(rowsOf([...seen, ...rest])).toEqual([[0n], [1n], [2n], [3n], [4n], [5n]]);
  expect(rest.at(-1)?.responseType.case).toBe('resultComplete');

  const until = { case: 'releaseUntil' as const, value: { responseId: last } };
  expect(
    (await client.releaseExecute({ sessionId: 's', operationId: 'op', release: until })).operationId,
  ).toBe('op');
  const lost = await failure(collect(client.reattachExecute({ sessionId: 's', operationId: 'op' })));
  expect(lost.message).toContain('were released already');

  await client.releaseExecute({
    sessionId: 's',
    operationId: 'op',
    release: { case: 'releaseAll', value: {} },
  });
  const gone = await failure(collect(client.reattachExecute({ sessionId: 's', operationId: 'op' })));
  expect(gone).toMatchObject({ code: RpcCode.NOT_FOUND });
  expect(gone.message).toContain('INVALID_HANDLE.OPERATION_NOT_FOUND');
});

test('an interrupt stops the operations it names and no others', async () => {
  const { client, engine } = await start();
  engine.beforeBatch = ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  const run = (operationId: string, tags: string[]) =>
    failure(collect(client.executePlan(request(range(3), { operationId, tags }))));
  const running = [run('a', ['red']), run('b', ['blue']), run('c', [])];
  const interrupt = async (options: object) =>
    (await client.interrupt({ sessionId: 's', ...options })).interruptedIds;
  const tagged = async (): Promise<string[]> => {
    const ids = await interrupt({
      interruptType: InterruptType.TAG,
      interrupt: { case: 'operationTag', value: 'blue' },
    });
    return ids.length > 0 ? ids : tagged();
  };
  expect(await tagged()).toEqual(['b']);
  expect((await running[1]).message).toContain('OPERATION_CANCELED');
  const all: string[] = [];
  while (all.length < 2) all.push(...(await interrupt({ interruptType: InterruptType.ALL })));
  expect(all.sort()).toEqual(['a', 'c']);
  await Promise.all(running);
});

test('show answers one row with the text', async () => {
  const { client } = await start();
  const responses = await collect(
    client.executePlan(
      request({ relType: { case: 'showString', value: { input: range(3), numRows: 2, truncate: 20 } } }),
    ),
  );
  expect(rowsOf(responses)).toEqual([
    ['+---+\n| id|\n+---+\n|  0|\n|  1|\n+---+\nonly showing top 2 rows\n'],
  ]);
});

test('the schema, its tree and the plan can be asked for without running it', async () => {
  const { client } = await start();
  const ask = async (analyze: object) =>
    (await client.analyzePlan({ sessionId: 's', analyze } as never)).result;
  const plan = root(range(3));
  expect(await ask({ case: 'treeString', value: { plan } })).toMatchObject({
    value: { treeString: 'root\n |-- id: long (nullable = false)\n' },
  });
  expect(await ask({ case: 'schema', value: { plan } })).toMatchObject({
    value: { schema: { kind: { case: 'struct', value: { fields: [{ name: 'id', nullable: false }] } } } },
  });
  const explain = await ask({ case: 'explain', value: { plan, explainMode: ExplainModeProto.SIMPLE } });
  expect(explain).toMatchObject({ value: { explainString: expect.stringContaining('range') as string } });
  expect(await ask({ case: 'sparkVersion', value: {} })).toMatchObject({ value: { version: '3.3.0' } });
  expect(await ask({ case: 'ddlParse', value: { ddlString: 'a INT, b STRING' } })).toMatchObject({
    value: { parsed: { kind: { value: { fields: [{ name: 'a' }, { name: 'b' }] } } } },
  });
  const same = async (other: RelationInit) => {
    const result = await ask({ case: 'sameSemantics', value: { targetPlan: plan, otherPlan: root(other) } });
    return (result.value as { result: boolean }).result;
  };
  expect([await same(range(3)), await same(range(4))]).toEqual([true, false]);
});

test('errors of the user carry the class that the client raises, and their details can be fetched', async () => {
  const { client } = await start();
  const missing = await failure(collect(client.executePlan(request(select(range(3), 'nope')))));
  expect(missing.code).toBe(RpcCode.INTERNAL);
  expect(javaClass(missing.info)).toBe('org.apache.spark.sql.AnalysisException');
  expect(missing.message).toContain('nope');
  const details = await client.fetchErrorDetails({ sessionId: 's', errorId: missing.info?.metadata.errorId });
  expect(details.errors[0].message).toBe(missing.message);
  expect(details.errors[0].errorTypeHierarchy[0]).toBe('org.apache.spark.sql.AnalysisException');

  const text = { exprType: { case: 'expressionString' as const, value: { expression: '1 +' } } };
  const syntax = await failure(
    collect(
      client.executePlan(
        request({ relType: { case: 'project', value: { input: range(1), expressions: [text] } } }),
      ),
    ),
  );
  expect(javaClass(syntax.info)).toBe('org.apache.spark.sql.catalyst.parser.ParseException');

  const sample = await failure(
    collect(client.executePlan(request({ relType: { case: 'sample', value: { input: range(1) } } }))),
  );
  expect(sample).toMatchObject({
    code: RpcCode.UNIMPLEMENTED,
    message: 'Relation sample is not supported yet',
  });
  expect(javaClass(sample.info)).toBe('java.lang.UnsupportedOperationException');
});

test('a message is shortened in the middle when it does not fit the headers, the details have all of it', async () => {
  const { client } = await start();
  const name = `begin_${'x'.repeat(20_000)}_end`;
  const error = await failure(collect(client.executePlan(request(select(range(3), name)))));
  expect(error.message.length).toBeLessThan(3000);
  expect(error.message).toContain('begin_');
  const details = await client.fetchErrorDetails({ sessionId: 's', errorId: error.info?.metadata.errorId });
  expect(details.errors[0].message).toContain(name);
});

test('registered relations are referred to by id, and their columns by the same number', async () => {
  const { client, session } = await start();
  const register = (relation: RelationInit) => session.register({ sessionId: 's', relation });
  const known = (relationId: string): RelationInit => ({
    common: { planId: BigInt(relationId) },
    relType: { case: 'cachedRemoteRelation', value: { relationId } },
  });
  const first = await register(range(4));
  expect(first.schema?.kind.case).toBe('struct');
  const second = await register(range(2));
  const join: RelationInit = {
    relType: {
      case: 'join',
      value: {
        left: known(first.relationId),
        right: known(second.relationId),
        joinType: 1,
        joinCondition: {
          exprType: {
            case: 'unresolvedFunction',
            value: {
              functionName: '==',
              arguments: [column('id', BigInt(first.relationId)), column('id', BigInt(second.relationId))],
            },
          },
        },
      },
    },
  };
  const joined = await register(join);
  expect(joined.schema?.kind).toMatchObject({ value: { fields: [{ name: 'id' }, { name: 'id' }] } });
  const unknown = await failure(register(known('77')));
  expect(unknown.message).toContain('does not know a relation with id 77');
  expect(rowsOf(await collect(client.executePlan(request(known(second.relationId)))))).toEqual([[0n], [1n]]);
});

test('columns taken from unregistered relations are found by plan id', async () => {
  const { client, sessions } = await start();
  const named = (planId: bigint): RelationInit => ({ relType: range(2).relType, common: { planId } });
  const project: RelationInit = {
    relType: {
      case: 'project',
      value: { input: named(40n), expressions: [column('id', 40n)] },
    },
  };
  expect(rowsOf(await collect(client.executePlan(request(project))))).toEqual([[0n], [1n]]);
  // What was remembered for the request is forgotten with it.
  const session = sessions.find({ user: 'alice', jobId: null }, 's');
  expect(session?.relation('1')).toBeUndefined();
});

test('an unknown relation kind and an empty plan are refused with a sentence', async () => {
  const { client } = await start();
  expect((await failure(collect(client.executePlan({ sessionId: 's' })))).code).toBe(
    RpcCode.INVALID_ARGUMENT,
  );
  expect((await failure(collect(client.executePlan(request({}))))).code).toBe(RpcCode.INVALID_ARGUMENT);
  expect((await failure(client.config({}))).message).toBe('session_id is missing');
});

test('settings have defaults, can be set, and differ from session to session', async () => {
  const { client } = await start();
  const run = async (operation: object, sessionId = 's') =>
    (await client.config({ sessionId, operation: { opType: operation } } as never)).pairs.map(
      ({ key, value }) => [key, value],
    );
  const get = (...keys: string[]) => run({ case: 'get', value: { keys } });
  expect(await get('spark.sql.session.timeZone', 'spark.sql.crossJoin.enabled')).toEqual([
    ['spark.sql.session.timeZone', 'UTC'],
    ['spark.sql.crossJoin.enabled', 'true'],
  ]);
  await run({
    case: 'set',
    value: {
      pairs: [
        { key: 'graticule.compat.version', value: '2.2' },
        { key: 'my.own', value: 'x' },
      ],
    },
  });
  expect(await get('my.own', 'spark.sql.crossJoin.enabled')).toEqual([
    ['my.own', 'x'],
    ['spark.sql.crossJoin.enabled', 'false'],
  ]);
  const version = await client.analyzePlan({ sessionId: 's', analyze: { case: 'sparkVersion', value: {} } });
  expect(version.result.value).toMatchObject({ version: '2.2.0' });
  expect(await run({ case: 'getOption', value: { keys: ['my.own'] } }, 'other')).toEqual([
    ['my.own', undefined],
  ]);
  expect(await run({ case: 'getWithDefault', value: { pairs: [{ key: 'no', value: 'd' }] } })).toEqual([
    ['no', 'd'],
  ]);
  expect(await run({ case: 'getAll', value: { prefix: 'my.' } })).toEqual([['own', 'x']]);
  await run({ case: 'unset', value: { keys: ['my.own'] } });
  expect((await failure(get('my.own'))).info?.reason).toBe('org.apache.spark.SparkNoSuchElementException');
  expect(
    await run({ case: 'isModifiable', value: { keys: ['spark.sql.shuffle.partitions', 'spark.master'] } }),
  ).toEqual([
    ['spark.sql.shuffle.partitions', 'true'],
    ['spark.master', 'false'],
  ]);
  const wrong = await failure(
    run({ case: 'set', value: { pairs: [{ key: 'graticule.compat.version', value: '9' }] } }),
  );
  expect(wrong.message).toBe("graticule.compat.version must be one of 2.2, 2.4, 3.3, found '9'");
});

test('local rows take names, metadata and types of the given schema', async () => {
  const { client } = await start();
  const found = structType([field('_c0', LONG), field('_c1', STRING)]);
  const data = toIpc(
    [{ schema: found, length: 2, columns: [fromValues(LONG, [1n, null]), fromValues(STRING, ['a', 'b'])] }],
    found,
  );
  const relation = (schema: string): RelationInit => ({
    relType: { case: 'localRelation', value: { data, schema } },
  });
  const json = JSON.stringify({
    type: 'struct',
    fields: [
      { name: 'id', type: 'long', nullable: true, metadata: {} },
      { name: 'place', type: 'string', nullable: true, metadata: { geometry: { type: 'point' } } },
    ],
  });
  const responses = await collect(client.executePlan(request(relation(json))));
  expect(responses[0].schema?.kind).toMatchObject({
    value: { fields: [{ name: 'id' }, { name: 'place', metadata: '{"geometry":{"type":"point"}}' }] },
  });
  expect(rowsOf(responses)).toEqual([
    [1n, 'a'],
    [null, 'b'],
  ]);
  const cast = await client.analyzePlan({
    sessionId: 's',
    analyze: { case: 'schema', value: { plan: root(relation('a INT, b STRING')) } },
  });
  expect(cast.result).toMatchObject({
    value: { schema: { kind: { value: { fields: [{ dataType: { kind: { case: 'integer' } } }, {}] } } } },
  });
  const short = await failure(collect(client.executePlan(request(relation('a INT')))));
  expect(short.message).toBe('The schema has 1 columns, the rows have 2');
});

test('uploaded local rows are found by their hash; a broken upload is not kept', async () => {
  const { client } = await start();
  const schema = structType([field('x', DOUBLE), field('n', INT)]);
  const columns = [fromValues(DOUBLE, [1.5, -0]), fromValues(INT, [7, null])];
  const bytes = encode(LocalRelationSchema, { data: toIpc([{ schema, length: 2, columns }], schema) });
  const half = bytes.length >> 1;
  const chunk = (data: Uint8Array, crc = crc32(data)) => ({ data, crc: BigInt(crc) });
  const summary = await client.addArtifacts([
    {
      sessionId: 's',
      payload: {
        case: 'beginChunk',
        value: {
          name: 'cache/good',
          totalBytes: BigInt(bytes.length),
          numChunks: 2n,
          initialChunk: chunk(bytes.subarray(0, half)),
        },
      },
    },
    { sessionId: 's', payload: { case: 'chunk', value: chunk(bytes.subarray(half)) } },
    {
      sessionId: 's',
      payload: { case: 'batch', value: { artifacts: [{ name: 'cache/bad', data: chunk(bytes, 1) }] } },
    },
  ]);
  expect(summary.artifacts.map(({ name, isCrcSuccessful }) => [name, isCrcSuccessful])).toEqual([
    ['cache/good', true],
    ['cache/bad', false],
  ]);
  const { statuses } = await client.artifactStatus({ sessionId: 's', names: ['cache/good', 'cache/bad'] });
  expect([statuses['cache/good'].exists, statuses['cache/bad'].exists]).toEqual([true, false]);
  const cached = (hash: string): RelationInit => ({
    relType: { case: 'cachedLocalRelation', value: { hash } },
  });
  expect(rowsOf(await collect(client.executePlan(request(cached('good')))))).toEqual([
    [1.5, 7],
    [-0, null],
  ]);
  expect((await failure(collect(client.executePlan(request(cached('bad')))))).message).toContain('bad');
});

test('a write reaches the engine with its plan, mode and options', async () => {
  const { client, engine } = await start();
  const command = {
    opType: {
      case: 'command' as const,
      value: {
        commandType: {
          case: 'writeOperation' as const,
          value: {
            input: range(2),
            source: 'webgis',
            saveType: { case: 'path' as const, value: 'quakes' },
            mode: WriteOperation_SaveMode.OVERWRITE,
            options: { description: 'd' },
          },
        },
      },
    },
  };
  expect(await collect(client.executePlan({ sessionId: 's', plan: command }))).toEqual([]);
  expect(engine.written).toHaveLength(1);
  expect(engine.written[0]).toMatchObject({
    plan: { kind: 'range' },
    format: 'webgis',
    target: { kind: 'path', path: 'quakes' },
    mode: 'overwrite',
    options: { description: 'd' },
  });
});

test('views are found by name in tables and SQL, and are not replaced unless asked', async () => {
  const { client } = await start();
  const view = (replace: boolean, end: number) =>
    collect(
      client.executePlan({
        sessionId: 's',
        plan: {
          opType: {
            case: 'command',
            value: {
              commandType: {
                case: 'createDataframeView',
                value: { input: range(end), name: 'Numbers', replace },
              },
            },
          },
        },
      }),
    );
  await view(false, 2);
  expect((await failure(view(false, 3))).message).toBe("Temporary view 'Numbers' already exists");
  await view(true, 3);
  const table: RelationInit = {
    relType: {
      case: 'read',
      value: { readType: { case: 'namedTable', value: { unparsedIdentifier: 'numbers' } } },
    },
  };
  expect(rowsOf(await collect(client.executePlan(request(table))))).toEqual([[0n], [1n], [2n]]);
  const responses = await collect(
    client.executePlan({
      sessionId: 's',
      plan: {
        opType: {
          case: 'command',
          value: { commandType: { case: 'sqlCommand', value: { sql: 'SELECT id FROM numbers' } } },
        },
      },
    }),
  );
  const { responseType } = responses[0];
  const relation = (responseType.value as { relation: Relation }).relation;
  expect(rowsOf(await collect(client.executePlan(request(relation))))).toEqual([[0n], [1n], [2n]]);
});

test('input layers arrive as registered relations with the variables of the job', async () => {
  const { session, engine } = await start();
  engine.inputs = {
    layers: [
      {
        url: 'https://host/layer/0',
        filter: 'a > 1',
        relation: { kind: 'range', start: 0n, end: 2n, step: 1n },
      },
    ],
    userVariablesJson: '{"distance": 5.0}',
  };
  const inputs = await session.jobInputs({ sessionId: 's' });
  expect(inputs.layers).toMatchObject([{ url: 'https://host/layer/0', filter: 'a > 1', relationId: '1' }]);
  expect(inputs.userVariablesJson).toBe('{"distance": 5.0}');
});

test('sessions belong to their user and end when released', async () => {
  const { client, connect, engine, session } = await start();
  const { relationId } = await session.register({ sessionId: 's', relation: range(1) });
  const stolen = request({ relType: { case: 'cachedRemoteRelation', value: { relationId } } });
  const { client: bob } = connect('bob');
  expect((await failure(collect(bob.executePlan(stolen)))).message).toContain('does not know a relation');
  await client.releaseSession({ sessionId: 's' });
  expect(engine.releasedSessions).toEqual(['s']);
  expect((await failure(collect(client.executePlan(stolen)))).message).toContain('does not know a relation');
});

test('a call without a token is refused', async () => {
  const { connect } = await start();
  const { client } = connect('not a token');
  expect((await failure(client.config({ sessionId: 's' }))).code).toBe(RpcCode.UNAUTHENTICATED);
});
