import { describe, expect, test } from 'vitest';
import { LONG, field, structType } from '@graticule/columnar';
import { sqlText, tableOf } from '../operators/testing.js';

const TWICE = [
  ["map('a', 1, 'b', 2, 'a', 3)", '{a -> 3, b -> 2}'],
  ["map(array(1), 'x', array(1), 'y')", '{[1] -> y}'],
  ["map(double('NaN'), 1, double('NaN'), 2)", '{NaN -> 2}'],
  ["map_from_arrays(array('a', 'a'), array(1, 2))", '{a -> 2}'],
  ['map_from_entries(array(struct(1, 2), struct(1, 3)))', '{1 -> 3}'],
  ["map_concat(map('a', 1), map('b', 1), map('a', 2))", '{a -> 2, b -> 1}'],
  ["str_to_map('a:1,b:2,a:3')", '{a -> 3, b -> 2}'],
  ["transform_keys(map('a', 1, 'b', 2), (k, v) -> 'x')", '{x -> 2}'],
] as const;

describe('a map that is given a key twice', () => {
  test.each(TWICE)('%s is an error', async (expression) => {
    await expect(sqlText(`SELECT ${expression}`)).rejects.toThrow(
      /^Duplicate map key .* was found, please check the input data\. If you want to remove the duplicated keys/,
    );
  });

  test.each(TWICE)('%s is %s when the last one wins', async (expression, expected) => {
    const rows = await sqlText(`SELECT ${expression}`, { mapKeyDedupPolicy: 'LAST_WIN' });
    expect(rows).toEqual([[expected]]);
  });

  test('keeps all entries in 2.2', async () => {
    const rows = await sqlText(
      "SELECT size(map('a', 1, 'a', 3)), size(str_to_map('a:1,b:2,a:3')), map_values(map('a', 1, 'a', 3))",
      { compat: '2.2' },
    );
    expect(rows).toEqual([['2', '3', '[1, 3]']]);
  });

  test('loses that entry alone, row by row', async () => {
    const ids = tableOf(structType([field('id', LONG)]), [[0n], [1n], [2n], [3n]]);
    const rows = await sqlText("SELECT map(id % 3, 'a', 1L, id) FROM ids ORDER BY id", {
      tables: { ids },
      mapKeyDedupPolicy: 'LAST_WIN',
    });
    expect(rows.map(([text]) => text)).toEqual([
      '{0 -> a, 1 -> 0}',
      '{1 -> 1}',
      '{2 -> a, 1 -> 2}',
      '{0 -> a, 1 -> 3}',
    ]);
  });

  test('may have 0.0 and -0.0', async () => {
    expect(await sqlText('SELECT map(0.0D, 1, -0.0D, 2)')).toEqual([['{0.0 -> 1, -0.0 -> 2}']]);
  });
});
