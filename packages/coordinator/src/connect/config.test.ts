import { afterEach, expect, test } from 'vitest';
import { failure, start, stopAll } from './testClient.js';

afterEach(stopAll);

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

test('settings that are a whole number, or true or false, are nothing else', async () => {
  const { client } = await start();
  const set = async (key: string, value: string) => {
    const operation = { opType: { case: 'set', value: { pairs: [{ key, value }] } } };
    return (await failure(client.config({ sessionId: 's', operation } as never))).message;
  };
  expect(await set('spark.sql.shuffle.partitions', 'many')).toBe(
    'spark.sql.shuffle.partitions should be int, but was many',
  );
  expect(await set('spark.sql.caseSensitive', '1')).toBe(
    'spark.sql.caseSensitive should be boolean, but was 1',
  );
  expect(await set('spark.sql.session.timeZone', 'Nowhere/City')).toBe(
    "'Nowhere/City' in spark.sql.session.timeZone is invalid. Cannot resolve the given timezone with " +
      'ZoneId.of(_, ZoneId.SHORT_IDS)',
  );
});
