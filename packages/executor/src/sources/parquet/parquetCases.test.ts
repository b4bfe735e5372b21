import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { toValues, type DataType, type Value } from '@graticule/columnar';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { readFooter } from './footer.js';
import { decodeRowGroup, fieldsOfFile } from './parquetFile.js';

/** Files of several writers and what is in them; made by bench/oracles/parquet/generate.py. */
const oracle = fileURLToPath(new URL('../../../../../bench/oracles/parquet/', import.meta.url));
const expected = JSON.parse(readFileSync(join(oracle, 'expected.json'), 'utf8')) as Record<
  string,
  readonly { readonly name: string; readonly type: string; readonly values: readonly unknown[] }[]
>;
const names = readdirSync(join(oracle, 'files')).filter((name) => name.endsWith('.parquet'));

describe.each(Object.keys(expected))(
  'every file of the table %s holds the values that were written',
  (table) => {
    it.each(names.filter((name) => name.startsWith(`${table}.`)))('%s', async (name) => {
      const file = fileOf(name);
      const fields = await fieldsOfFile(file);
      const columns = await readColumns(file);
      const known = new Map(expected[table].map((column) => [column.name, column]));
      expect(fields.length).toBeGreaterThan(0);
      for (const { name: column, type } of fields) {
        expect(`${column}: ${typeName(type)}`).toBe(`${column}: ${known.get(column)!.type}`);
        expect({ [column]: columns.get(column) }).toEqual({ [column]: known.get(column)!.values });
      }
    });
  },
);

it('the files are those of the tables', () => {
  expect(names.filter((name) => !(name.split('.')[0] in expected))).toEqual([]);
  expect(names.length).toBeGreaterThan(30);
});

it('a column is read without the others, in the order of the file', async () => {
  const file = fileOf('flat.row-groups.parquet');
  const footer = await readFooter(file);
  for await (const batch of decodeRowGroup(file, footer, 1, new Set(['text', 'flag', 'nobody']))) {
    expect(batch.schema.fields.map(({ name }) => name)).toEqual(['flag', 'text']);
    expect(batch.length).toBe(77);
  }
});

it('text that a file has by dictionary stays so, plain text of few values becomes so', async () => {
  for (const name of ['flat.dictionary.parquet', 'flat.plain.parquet']) {
    const file = fileOf(name);
    const wanted = new Set(['text_few', 'text_sorted']);
    for await (const { columns } of decodeRowGroup(file, await readFooter(file), 0, wanted)) {
      const [sorted, few] = columns;
      expect(sorted.layout).toBe('bytes');
      expect(few).toMatchObject({ layout: 'dictionary', dictionary: { length: 4 } });
    }
  }
});

function fileOf(name: string): DatasetFile {
  const path = join(oracle, 'files', name);
  const { size, mtimeMs } = statSync(path);
  return { path, name, bytes: size, modified: mtimeMs };
}

async function readColumns(file: DatasetFile): Promise<Map<string, unknown[]>> {
  const footer = await readFooter(file);
  const all = new Set(footer.columns.map(({ name }) => name));
  const columns = new Map<string, unknown[]>([...all].map((name) => [name, []]));
  for (let rowGroup = 0; rowGroup < footer.rowGroups.length; rowGroup++) {
    for await (const batch of decodeRowGroup(file, footer, rowGroup, all)) {
      batch.schema.fields.forEach(({ name, type }, i) => {
        const column = batch.columns[i];
        expect([column.length, typeName(column.type)]).toEqual([batch.length, typeName(type)]);
        columns.get(name)!.push(...toValues(column).map(toJson));
      });
    }
  }
  return columns;
}

/** As generate.py writes values. */
function toJson(value: Value): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'number') return value;
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return '-0.0';
  return Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';
}

function typeName(type: DataType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return `array<${typeName(type.element)}>`;
    case 'map':
      return `map<${typeName(type.key)},${typeName(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((f) => `${f.name}:${typeName(f.type)}`).join(',')}>`;
    default:
      return type.kind;
  }
}
