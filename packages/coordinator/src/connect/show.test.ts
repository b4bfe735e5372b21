import {
  DOUBLE,
  field,
  fromValues,
  INT,
  STRING,
  structType,
  TIMESTAMP,
  type Batch,
  type DataType,
  type Value,
} from '@graticule/columnar';
import { expect, test } from 'vitest';
import { showText, type TableOptions } from './show.js';

const DEFAULTS: TableOptions = { rows: 20, truncate: 20, vertical: false, compat: '3.3', timeZone: 'UTC' };

function show(columns: [string, DataType, Value[]][], options: Partial<TableOptions> = {}): string {
  const schema = structType(columns.map(([name, type]) => field(name, type)));
  const batch: Batch = {
    schema,
    length: columns[0]?.[2].length ?? 0,
    columns: columns.map(([, type, values]) => fromValues(type, values)),
  };
  return showText(schema, [batch], { ...DEFAULTS, ...options });
}

test('cells stand on the right, columns are as wide as their longest text and at least three', () => {
  expect(
    show([
      ['a', INT, [1, null]],
      ['name', STRING, ['x', 'longer']],
    ]),
  ).toBe(`+----+------+
|   a|  name|
+----+------+
|   1|     x|
|null|longer|
+----+------+
`);
});

test('without truncation cells stand on the left and are whole', () => {
  expect(show([['text', STRING, ['abcdefghijklmnopqrstuvwxyz', 'b']]], { truncate: 0 }))
    .toBe(`+--------------------------+
|text                      |
+--------------------------+
|abcdefghijklmnopqrstuvwxyz|
|b                         |
+--------------------------+
`);
});

test('long cells end in dots, or are cut when fewer than four characters are allowed; names are never cut', () => {
  expect(show([['approx_count_distinct(value)', STRING, ['abcdefghijklmnopqrstuvwxyz']]]))
    .toBe(`+----------------------------+
|approx_count_distinct(value)|
+----------------------------+
|        abcdefghijklmnopq...|
+----------------------------+
`);
  expect(show([['s', STRING, ['abcdef']]], { truncate: 3 })).toContain('|abc|');
});

test('more rows than shown are announced, in the singular for one', () => {
  expect(show([['a', INT, [1, 2]]], { rows: 1 })).toBe(
    '+---+\n|  a|\n+---+\n|  1|\n+---+\nonly showing top 1 row\n',
  );
  expect(show([['a', INT, [1, 2, 3]]], { rows: 2 })).toContain('only showing top 2 rows\n');
  expect(show([['a', INT, [1, 2]]], { rows: 2 })).not.toContain('only showing');
});

test('a frame without rows shows its names, one without columns only its corners', () => {
  expect(show([['a', INT, []]])).toBe('+---+\n|  a|\n+---+\n+---+\n');
  expect(show([])).toBe('++\n||\n++\n++\n');
});

test('vertical rows list names and values', () => {
  const columns: [string, DataType, Value[]][] = [
    ['id', INT, [1, 2]],
    ['name', STRING, ['a', 'bcdef']],
  ];
  expect(show(columns, { vertical: true })).toBe(`-RECORD 0-----
 id   | 1     ${''}
 name | a     ${''}
-RECORD 1-----
 id   | 2     ${''}
 name | bcdef ${''}
`);
  expect(show([['a', INT, []]], { vertical: true })).toBe('(0 rows)\n');
});

test('wide characters take two positions and control characters are written out, except in 2.2', () => {
  const columns: [string, DataType, Value[]][] = [['s', STRING, ['日本', 'a\tb']]];
  expect(show(columns)).toBe('+----+\n|   s|\n+----+\n|日本|\n|a\\tb|\n+----+\n');
  expect(show(columns, { compat: '2.2' })).toBe('+---+\n|  s|\n+---+\n| 日本|\n|a\tb|\n+---+\n');
});

test('numbers and timestamps are written as Spark writes them, in the time zone of the session', () => {
  const columns: [string, DataType, Value[]][] = [
    ['d', DOUBLE, [1e10, 0.1]],
    ['t', TIMESTAMP, [0n, 1_500_000n]],
  ];
  expect(show(columns, { timeZone: 'America/New_York' })).toBe(`+------+--------------------+
|     d|                   t|
+------+--------------------+
|1.0E10| 1969-12-31 19:00:00|
|   0.1|1969-12-31 19:00:...|
+------+--------------------+
`);
});
