import { WriteOperation_SaveMode, type Relation } from '@graticule/protocol';
import { afterEach, expect, test } from 'vitest';
import { collect, failure, range, request, rowsOf, start, stopAll, type RelationInit } from './testClient.js';

afterEach(stopAll);

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
