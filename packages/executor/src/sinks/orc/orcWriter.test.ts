import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  dictionaryEncode,
  fromValues,
  seal,
  openSealed,
  toValues,
  type Batch,
  type BytesColumn,
} from '@graticule/columnar';
import { parseSchema, typeText } from '@graticule/sql';
import { environmentPython } from '../../driver/interpreter.js';
import { orcColumns } from '../../sources/orc/orcFile.js';
import { readTail } from '../../sources/orc/orcTail.js';
import { batchOf, readBack, run, sinkOf, write } from '../files/testing.js';

const SCHEMA = parseSchema(
  'y tinyint, s smallint, i int, l bigint, f float, d double, b boolean, m decimal(6,2), w decimal(38,10), x string, ' +
    'n binary, t timestamp, e date, a array<int>, r struct<p:int,q:string>, k map<string,bigint>, z array<array<struct<u:decimal(5,1)>>>',
);
const ROWS: readonly (readonly unknown[])[] = [
  [
    '1',
    '2',
    '3',
    '4',
    '1.5',
    '2.5',
    true,
    '12.30',
    '1.5000000000',
    'x',
    '6162',
    '1577934245678901',
    '18263',
    ['1', null],
    ['1', 'q'],
    [['k', '1']],
    [[['1.5'], null], [], null],
  ],
  SCHEMA.fields.map(() => null),
  [
    '-128',
    '-32768',
    '-2147483648',
    '-9223372036854775808',
    '-0',
    '-1e300',
    false,
    '-9999.99',
    '-9999999999999999999999999999.9999999999',
    '',
    '',
    '-1500000',
    '-141500',
    [],
    [null, null],
    [],
    [],
  ],
  [
    '127',
    '32767',
    '2147483647',
    '9223372036854775807',
    'Infinity',
    'NaN',
    true,
    '0.01',
    '9999999999999999999999999999.9999999999',
    'é😀',
    '00ff',
    '253402300799999999',
    '2932896',
    ['7'],
    ['2', ''],
    [['', null]],
    [[]],
  ],
];

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'graticule-orc-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

function partFile(): string {
  const name = readdirSync(join(folder, 'out')).find((entry) => entry.startsWith('part-'))!;
  return join(folder, 'out', name);
}

describe('a write to ORC', () => {
  it.each(['none', 'snappy', 'zlib', 'zstd', 'lz4'])(
    'with compression %s reads back as it was',
    async (compression) => {
      const batch = batchOf(SCHEMA, ROWS);
      await write([batch, batch], SCHEMA, sinkOf(folder, { format: 'orc', options: { compression } }));
      const { schema, columns } = await readBack(folder, 'orc');
      expect(typeText(schema)).toBe(typeText(SCHEMA));
      for (const [i, { name }] of SCHEMA.fields.entries()) {
        const values = toValues(batch.columns[i]);
        expect(columns[name]).toEqual([...values, ...values]);
      }
      expect(partFile().endsWith(compression === 'none' ? 'c000.orc' : `.${compression}.orc`)).toBe(true);
    },
  );

  it('takes columns in shared memory, by reference, and of one value', async () => {
    const schema = parseSchema('x string, d double, i int');
    const texts = Array.from({ length: 3000 }, (_, i) => `text ${i % 50}`);
    const columns = [
      dictionaryEncode(fromValues(schema.fields[0].type, texts) as BytesColumn)!,
      fromValues(
        schema.fields[1].type,
        texts.map((_, i) => i / 4),
      ),
      fromValues(
        schema.fields[2].type,
        texts.map(() => 7),
      ),
    ];
    const batch: Batch = openSealed(seal({ schema, length: texts.length, columns }));
    await write([batch], schema, sinkOf(folder, { format: 'orc', options: {} }));
    const back = await readBack(folder, 'orc');
    expect(back.columns.x).toEqual(texts);
    expect(back.columns.d).toEqual(texts.map((_, i) => i / 4));
    expect(back.columns.i).toEqual(texts.map(() => 7));
  });

  it('without rows leaves a file that tells its columns', async () => {
    await write([], SCHEMA, sinkOf(folder, { format: 'orc', options: {} }));
    const { schema, columns } = await readBack(folder, 'orc');
    expect(typeText(schema)).toBe(typeText(SCHEMA));
    expect(columns.y).toEqual([]);
  });

  it('says of each stripe how many values, and from which to which, its columns have', async () => {
    await write([batchOf(SCHEMA, ROWS)], SCHEMA, sinkOf(folder, { format: 'orc', options: {} }));
    const path = partFile();
    const file = { path, name: 'part', bytes: statSync(path).size, modified: 0 };
    const tail = await readTail(file);
    const ids = new Map((await orcColumns(file)).map(({ name, id }) => [name, id]));
    const of = (name: string) => tail.stripes[0].statistics[ids.get(name)!];
    expect(of('l')).toMatchObject({
      numberOfValues: 3n,
      hasNull: true,
      intStatistics: { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n },
    });
    expect(of('d').doubleStatistics).toBeUndefined();
    expect(of('f').doubleStatistics).toMatchObject({ maximum: Infinity });
    expect(of('m').decimalStatistics).toMatchObject({ minimum: '-9999.99', maximum: '12.30' });
    expect(of('x').stringStatistics).toMatchObject({ minimum: '', maximum: 'é😀' });
    expect(of('t').timestampStatistics).toMatchObject({ minimumUtc: -1500n, maximumUtc: 253402300800000n });
    expect(of('e').dateStatistics).toMatchObject({ minimum: -141500, maximum: 2932896 });
  });

  it('of a type or compression that ORC does not have is refused by name', async () => {
    const open = (type: string, compression: string) =>
      run('openTarget', [], {
        ...sinkOf(folder, { format: 'orc', options: { compression } }),
        schema: parseSchema(`a ${type}`),
      });
    await expect(open('struct<p:array<interval>>', 'zlib')).rejects.toThrow(
      'ORC data source does not support struct<p:array<interval>> data type.',
    );
    await expect(open('int', 'lzo')).rejects.toThrow('compression lzo is not supported');
    await expect(open('int', 'gzip')).rejects.toThrow('Codec [gzip] is not available');
  });

  it('is read by Arrow', async ({ skip }) => {
    const python = environmentPython();
    try {
      execFileSync(python, ['-c', 'import pyarrow.orc'], { stdio: 'ignore' });
    } catch {
      skip('there is no pyarrow in .graticule/python');
    }
    // Arrow's ORC timestamps are nanoseconds, which do not reach the year 9999.
    const schema = { ...SCHEMA, fields: SCHEMA.fields.filter(({ name }) => name !== 't') };
    const ordinals = schema.fields.map((field) => SCHEMA.fields.indexOf(field));
    const rows = ROWS.map((row) => ordinals.map((i) => row[i]));
    const script =
      'import json, sys, pyarrow.orc as orc\n' +
      'print(json.dumps([[str(v) for v in row.values()] for row in orc.read_table(sys.argv[1]).to_pylist()]))';
    for (const compression of ['none', 'snappy', 'zlib', 'zstd', 'lz4']) {
      const sink = sinkOf(folder, { format: 'orc', options: { compression }, mode: 'overwrite' });
      await write([batchOf(schema, rows)], schema, sink);
      const found = JSON.parse(
        execFileSync(python, ['-c', script, partFile()], { encoding: 'utf8' }),
      ) as string[][];
      expect(found[0]).toEqual([
        ...['1', '2', '3', '4', '1.5', '2.5', 'True', '12.30', '1.5000000000', 'x', "b'ab'", '2020-01-02'],
        ...['[1, None]', "{'p': 1, 'q': 'q'}", "[('k', 1)]", "[[{'u': Decimal('1.5')}, None], [], None]"],
      ]);
      expect(found[1]).toEqual(schema.fields.map(() => 'None'));
      expect(found[3].slice(0, 9)).toEqual([
        ...['127', '32767', '2147483647', '9223372036854775807', 'inf', 'nan', 'True', '0.01'],
        '9999999999999999999999999999.9999999999',
      ]);
    }
  });
});
