import {
  RpcCode,
  type ExecutePlanResponse,
  AnalyzePlanRequest_Explain_ExplainMode as ExplainModeProto,
  InterruptRequest_InterruptType as InterruptType,
} from '@graticule/protocol';
import { afterEach, expect, test } from 'vitest';
import {
  collect,
  column,
  failure,
  range,
  request,
  root,
  rowsOf,
  select,
  start,
  stopAll,
  type RelationInit,
} from './testClient.js';

afterEach(stopAll);

const reattachable = {
  requestOptions: [
    { requestOption: { case: 'reattachOptions' as const, value: { reattachable: true } } },
  ] as never,
};

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

  const html = await failure(
    collect(client.executePlan(request({ relType: { case: 'htmlString', value: { input: range(1) } } }))),
  );
  expect(html).toMatchObject({
    code: RpcCode.UNIMPLEMENTED,
    message: 'Relation html_string is not supported yet',
  });
  expect(javaClass(html.info)).toBe('java.lang.UnsupportedOperationException');
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

test('a range without a step is refused as Spark refuses it', async () => {
  const { client } = await start();
  const still = request({ relType: { case: 'range', value: { end: 5n, step: 0n } } });
  expect(await failure(collect(client.executePlan(still)))).toMatchObject({
    message: 'requirement failed: step (0) cannot be 0',
    info: { reason: 'java.lang.IllegalArgumentException' },
  });
});

test('an expression is parsed where it is written, and partitions are counted', async () => {
  const { session } = await start();
  const parsed = await session.parseExpression({ sessionId: 's', text: 'a + 1 > b' });
  expect(parsed.shown).toBe('((a + 1) > b)');
  expect(await failure(session.parseExpression({ sessionId: 's', text: 'a +' }))).toMatchObject({
    info: { reason: 'org.apache.spark.sql.catalyst.parser.ParseException' },
  });
  const counted = await session.countPartitions({ sessionId: 's', relation: range(1) });
  expect(counted.partitions).toBe(1);
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
