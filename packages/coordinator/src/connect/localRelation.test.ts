import { crc32 } from 'node:zlib';
import { DOUBLE, INT, LONG, STRING, field, fromValues, structType, toIpc } from '@graticule/columnar';
import { encode, LocalRelationSchema } from '@graticule/protocol';
import { afterEach, expect, test } from 'vitest';
import { collect, failure, request, root, rowsOf, start, stopAll, type RelationInit } from './testClient.js';

afterEach(stopAll);

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
