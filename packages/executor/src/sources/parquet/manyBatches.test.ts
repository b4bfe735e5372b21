import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compression, Encoding, Table, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DOUBLE,
  INT,
  LONG,
  STRING,
  arrayType,
  batchBytes,
  field,
  fromValues,
  structType,
  toIpc,
  valueAt,
  type Batch,
  type Value,
} from '@graticule/columnar';
import { readFooter } from './footer.js';
import { decodeRowGroup } from './parquetFile.js';

/** Row groups of more than one batch, and pages whose ends fall anywhere. Values follow from the row's number. */
const ROWS = 150_001;
const POINT = structType([field('x', DOUBLE), field('name', STRING)]);
const COLUMNS = {
  id: { type: LONG, value: (row: number): Value => BigInt(row) * 1_000_003n },
  gap: { type: LONG, value: (row: number): Value => (row % 20 === 7 ? null : BigInt(-row)) },
  late: { type: INT, value: (row: number): Value => (row < 70_000 ? row : row % 3 === 0 ? null : 5) },
  few: { type: STRING, value: (row: number): Value => (row % 11 === 0 ? null : `kind ${row % 20}`) },
  many: { type: STRING, value: (row: number): Value => (row % 50 === 9 ? null : `item-${row}`) },
  list: {
    type: arrayType(INT),
    value: (row: number): Value =>
      row % 9 === 0 ? null : Array.from({ length: row % 4 }, (_, i) => row + i),
  },
  point: {
    type: POINT,
    value: (row: number): Value => (row % 13 === 0 ? null : [row / 8, row % 5 === 0 ? null : `n${row}`]),
  },
};
const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

let folder: string;
let arrow: Uint8Array;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'graticule-batches-'));
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const columns = NAMES.map((name) => fromValues(COLUMNS[name].type, rows.map(COLUMNS[name].value)));
  const schema = structType(NAMES.map((name) => field(name, COLUMNS[name].type)));
  arrow = toIpc([{ schema, length: ROWS, columns }], schema);
});
afterAll(() => rmSync(folder, { recursive: true }));

const properties = () =>
  new WriterPropertiesBuilder().setMaxRowGroupSize(ROWS).setCompression(Compression.SNAPPY);
const writers = {
  'the dictionary as long as it goes': () => properties(),
  'plain pages': () => properties().setDictionaryEnabled(false),
  'small pages': () => properties().setDataPageSizeLimit(3000).setWriteBatchSize(777),
  'small plain pages': () =>
    properties().setDictionaryEnabled(false).setDataPageSizeLimit(3000).setWriteBatchSize(777),
  differences: () =>
    properties()
      .setDictionaryEnabled(false)
      .setColumnEncoding('id', Encoding.DELTA_BINARY_PACKED)
      .setColumnEncoding('gap', Encoding.DELTA_BINARY_PACKED)
      .setColumnEncoding('late', Encoding.DELTA_BINARY_PACKED)
      .setColumnEncoding('many', Encoding.DELTA_BYTE_ARRAY)
      .setColumnEncoding('few', Encoding.DELTA_LENGTH_BYTE_ARRAY),
};

describe.each(Object.keys(writers) as (keyof typeof writers)[])(
  'a row group of 150,001 rows, written with %s',
  (name) => {
    let batches: Batch[];
    beforeAll(async () => {
      const path = join(folder, `${name}.parquet`);
      const bytes = writeParquet(Table.fromIPCStream(arrow), writers[name]().build());
      writeFileSync(path, bytes);
      const file = { path, name, bytes: bytes.length, modified: 0 };
      batches = [];
      for await (const batch of decodeRowGroup(file, await readFooter(file), 0, new Set(NAMES)))
        batches.push(batch);
    });

    it('comes in batches of 65,536 rows', () => {
      expect(batches.map(({ length }) => length)).toEqual([65_536, 65_536, 18_929]);
    });

    it.each(NAMES)('column %s holds what was written', (column) => {
      const { value } = COLUMNS[column];
      let row = 0;
      for (const batch of batches) {
        const own = batch.columns[NAMES.indexOf(column)];
        for (let i = 0; i < batch.length; i++, row++) {
          const found = valueAt(own, i);
          const expected = value(row);
          if (found !== expected && JSON.stringify(found) !== JSON.stringify(expected))
            expect({ row, value: found }).toEqual({ row, value: expected });
        }
      }
    });

    it('a batch counts the bytes of its own rows only, and has no bitmap without nulls', () => {
      const sizes = batches.map(batchBytes);
      expect(sizes[2]).toBeLessThan(sizes[0] / 2);
      expect(batches[0].columns[2].validity).toBeNull();
      expect(batches[2].columns[2].validity).not.toBeNull();
    });
  },
);
