import { describe, expect, test } from 'vitest';
import { STRING, dictionaryEncode, field, fromValues, structType, toValues } from '@graticule/columnar';
import type { BytesColumn, Column } from '@graticule/columnar';
import { sqlText, tableOf } from '../operators/testing.js';
import { requireFunction } from './registry.js';
import type { ScalarFunction } from './definition.js';

const context = { timeZone: 'UTC', compat: '3.3' } as Parameters<ScalarFunction['evaluate']>[2];
const constant = (value: string | number): Column =>
  fromValues(typeof value === 'string' ? STRING : { kind: 'int' }, [value]);

function call(name: string, type: Parameters<ScalarFunction['evaluate']>[3], ...args: Column[]): unknown[] {
  const length = Math.max(...args.map((arg) => arg.length));
  return toValues((requireFunction(name) as ScalarFunction).evaluate(args, length, context, type, []));
}

describe('texts of few values', () => {
  const texts = ['a1', null, 'b', 'a1', 'b', 'b', 'a1', 'b', 'a1'];
  const plain = fromValues(STRING, texts) as BytesColumn;
  const encoded = dictionaryEncode(plain)!;

  test('give what they give row by row', () => {
    const rows = call('regexp_extract', STRING, plain, constant('[0-9]'), constant(0));
    expect(rows).toEqual(['1', null, '', '1', '', '', '1', '', '1']);
    expect(call('regexp_extract', STRING, encoded, constant('[0-9]'), constant(0))).toEqual(rows);
    const like = call('like', { kind: 'boolean' }, encoded, constant('a%'));
    expect(like).toEqual([true, null, false, true, false, false, true, false, true]);
  });

  test('do not fail for a text that no row has', () => {
    const unused = { ...encoded, indices: encoded.indices.map(() => texts.indexOf('b') - 1) };
    const arguments_ = [constant('([0-9])'), constant(2)];
    expect(call('regexp_extract', STRING, unused, ...arguments_).filter((text) => text !== '')).toEqual([
      null,
    ]);
    expect(() => call('regexp_extract', STRING, encoded, ...arguments_)).toThrow('Regex group count is 1');
  });
});

test('characters of two code units count as one in batches of many rows', async () => {
  const rows = Array.from({ length: 40 }, (_, k) => [k % 2 === 0 ? `\u{1f30d}b${k}` : `  a${k}b `]);
  const tables = { t: tableOf(structType([field('s', STRING)]), rows) };
  const found = await sqlText(
    "SELECT substring(s, 2, 2), length(s), lpad(s, 7, '\u{1f30e}-'), trim(s), locate('b', s), right(s, 2) FROM t LIMIT 2",
    { tables },
  );
  expect(found).toEqual([
    ['b0', '3', '\u{1f30e}-\u{1f30e}-\u{1f30d}b0', '\u{1f30d}b0', '2', 'b0'],
    [' a', '6', '\u{1f30e}  a1b ', 'a1b', '5', 'b '],
  ]);
});
