import { describe, expect, test } from 'vitest';
import { INT, STRING, arrayType, field, structType } from '@graticule/columnar';
import { sqlText, tableOf } from '../operators/testing.js';
import { listFunctions } from '../functions/registry.js';

const tables = {
  t: tableOf(structType([field('a', INT), field('s', STRING), field('list', arrayType(INT))]), [
    [1, 'x', [10, 20]],
    [0, null, []],
    [2, 'y', [30, 40]],
    [null, 'z', null],
  ]),
};

/** The texts of one expression over the rows of t, in one task and in two. */
async function texts(expression: string, where = ''): Promise<string[]> {
  const sql = `SELECT ${expression} FROM t ${where}`;
  const found = await sqlText(sql, { tables });
  expect(await sqlText(sql, { tables, partitions: 2, batchRows: 1 })).toEqual(found);
  return found.map(([text]) => text);
}

describe('a branch that may raise an error is computed only for the rows that take it', () => {
  test.each([
    ["CASE WHEN a > 0 THEN a WHEN a = 0 THEN -1 ELSE CAST(raise_error('no') AS INT) END", 'no'],
    ['CASE WHEN element_at(list, a) > 10 THEN 1 END', 'count from 1'],
    ["if(a IS NULL, 1, assert_true(a > 0, 'small'))", 'small'],
    ['coalesce(element_at(list, a), 7)', 'count from 1'],
    ["a = 0 AND CAST(raise_error('right') AS BOOLEAN)", 'right'],
    ["a <> 0 OR CAST(raise_error('right') AS BOOLEAN)", 'right'],
  ])('%s still fails for a row that takes it', async (expression, message) => {
    await expect(texts(expression)).rejects.toThrow(message);
  });

  test.each([
    ["CASE WHEN a > 5 THEN CAST(raise_error('no') AS INT) ELSE a END", ['1', '0', '2', 'null']],
    ['CASE WHEN a > 0 THEN element_at(list, a) END', ['10', 'null', '40', 'null']],
    ['CASE WHEN a = 0 THEN -1 WHEN element_at(list, a) > 10 THEN 1 ELSE 0 END', ['0', '-1', '1', '0']],
    ['if(a = 0, -1, element_at(list, a))', ['10', '-1', '40', 'null']],
    ['if(size(list) > 0, element_at(list, a), -5)', ['10', '-5', '40', '-5']],
    ['nvl2(nullif(a, 0), element_at(list, a), 9)', ['10', '9', '40', '9']],
    ["coalesce(s, CAST(assert_true(a = 0) AS STRING), 'none')", ['x', 'none', 'y', 'z']],
    ['nvl(s, CAST(assert_true(a = 0) AS STRING))', ['x', 'null', 'y', 'z']],
    ['a <> 0 AND element_at(list, a) > 10', ['false', 'false', 'true', 'null']],
    ['a = 0 OR element_at(list, a) > 10', ['false', 'true', 'true', 'null']],
    [
      "CASE WHEN a > 0 THEN regexp_extract(s, '(.)', a - 1) ELSE regexp_extract('q', 'q', a) END",
      ['x', 'q', 'y', 'null'],
    ],
    [
      'transform(list, x -> if(x = 30, 0, element_at(array(1, 2, 3), int(x div 10))))',
      ['[1, 2]', '[]', '[0, null]', 'null'],
    ],
    [
      'transform(list, x -> transform(array(0, a), y -> CASE WHEN y > 0 THEN element_at(array(x, a), y) ELSE x END))',
      ['[[10, 10], [20, 20]]', '[]', '[[30, 2], [40, 2]]', 'null'],
    ],
  ])('%s', async (expression, expected) => {
    expect(await texts(expression)).toEqual(expected);
  });

  test('conditions of WHERE are computed from left to right, also in two filters and above a join', async () => {
    expect(await texts('a', 'WHERE a <> 0 AND element_at(list, a) > 10')).toEqual(['2']);
    const nested = 'SELECT a FROM (SELECT * FROM t WHERE a <> 0) WHERE element_at(list, a) > 10';
    expect(await sqlText(nested, { tables })).toEqual([['2']]);
    const joined =
      'SELECT t.a FROM t JOIN t AS u ON t.a = u.a WHERE t.a <> 0 AND u.a <> 0 AND element_at(t.list, u.a) > 10';
    expect(await sqlText(joined, { tables })).toEqual([['2']]);
  });

  test('a call that raises an error is not made where there are no rows', async () => {
    expect(await texts("raise_error('never')", 'WHERE a > 100')).toEqual([]);
  });
});

test('the functions that may raise an error, some for certain arguments only, are these', () => {
  const names = listFunctions().flatMap((one) =>
    one.kind === 'scalar' && one.raises !== undefined ? [one.names[0]] : [],
  );
  expect(names.sort().join(' ')).toBe(
    '% * + - / aes_decrypt aes_encrypt array_sort assert_true bit_get date_format decode div element_at encode ' +
      'format_number format_string from_csv from_json from_unixtime from_utc_timestamp ilike like likeall likeany ' +
      'make_dt_interval make_interval make_timestamp make_ym_interval map map_concat map_from_arrays ' +
      'map_from_entries notlikeall notlikeany pmod raise_error regexp_extract regexp_extract_all regexp_replace rlike ' +
      'schema_of_csv schema_of_json sequence slice split split_part str_to_map timestamp_millis to_binary to_csv to_date ' +
      'to_number to_timestamp ' +
      'to_utc_timestamp transform_keys try_add try_divide try_element_at try_multiply try_subtract try_to_number ' +
      'unbase64 unix_timestamp xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_short xpath_string',
  );
});
