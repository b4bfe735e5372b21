import { isUtf8 } from 'node:buffer';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromValues, type Batch, type Value } from '@graticule/columnar';
import { parseSchema } from '@graticule/sql';
import { textPackingOf, unpackedText } from '../../compression/textPacking.js';
import { fileKernels } from './fileKernels.js';
import type { FileSink } from './fileSink.js';
import { batchOf, fromRows, readBack, run, sinkOf, write } from './testing.js';

/** What real Spark 3.3 writes; made by bench/oracles/files/generate_writes.py. */
interface WriteCase {
  readonly name: string;
  readonly format: FileSink['format'];
  readonly schema: string;
  readonly rows: readonly (readonly unknown[])[];
  readonly options: Readonly<Record<string, string>>;
  readonly partition: readonly string[];
  readonly expected:
    | {
        /** By folder. Formats of columns have no text; text that is not UTF-8 is in base 64. */
        readonly files: Readonly<
          Record<string, { readonly extension: string; readonly text?: string; readonly base64?: string }>
        >;
      }
    | { readonly error: string; readonly message: string };
}

const cases = JSON.parse(
  readFileSync(
    new URL('../../../../../bench/oracles/files/fixtures/writeCases.json', import.meta.url),
    'utf8',
  ),
) as WriteCase[];

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'graticule-sink-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('files are written as Spark writes them', () => {
  for (const one of cases) {
    // What the coordinator refuses is tested there.
    if ('error' in one.expected && /artition|Found duplicate/.test(one.expected.message)) continue;
    it(one.name, async () => {
      const { expected, format, options, partition } = one;
      const sink = sinkOf(folder, {
        format,
        options: Object.fromEntries(
          Object.entries(options).map(([key, value]) => [key.toLowerCase(), value]),
        ),
        partitionBy: partition,
      });
      const batch = batchOf(parseSchema(one.schema), one.rows);
      if ('error' in expected) {
        // What a task of Spark throws has no message of its own.
        const told = expected.error === 'Py4JJavaError' ? /./ : expected.message;
        await expect(write([batch], batch.schema, sink)).rejects.toThrow(told);
        return;
      }
      await write([batch], batch.schema, sink);
      expect(await written(format)).toEqual(expected.files);
      expect(readdirSync(sink.path)).toContain('_SUCCESS');
    });
  }
});

describe('a write', () => {
  const schema = parseSchema('a int, b string');
  const rows = batchOf(schema, [
    ['1', 'x'],
    ['2', null],
  ]);

  it('to Parquet reads back with the same types and values', async () => {
    const wide = parseSchema(
      'i int, l bigint, s smallint, d double, f float, b boolean, m decimal(6,2), x string, t timestamp, e date, n array<struct<p:int,q:string>>, y binary, k map<string,int>',
    );
    const values: Value[] = [
      1,
      2n,
      3,
      1.5,
      2.5,
      true,
      1230n,
      'é',
      -1n,
      18263,
      [
        [1, 'z'],
        [null, null],
      ],
      Buffer.from([0, 255]),
      [['a', 1]],
    ];
    const columns = wide.fields.map(({ type }, i) => fromValues(type, [values[i], null]));
    for (const compression of ['snappy', 'none', 'gzip', 'zstd', 'brotli']) {
      const sink = sinkOf(folder, { format: 'parquet', options: { compression }, mode: 'overwrite' });
      await write([{ schema: wide, length: 2, columns }], wide, sink);
      const read = await readBack(folder, 'parquet');
      expect(read.schema).toEqual(wide);
      expect(Object.values(read.columns).map((column) => column[0])).toEqual(
        values.map((value) => (value instanceof Buffer ? new Uint8Array(value) : value)),
      );
      expect(Object.values(read.columns).map((column) => column[1])).toEqual(values.map(() => null));
    }
  });

  it('has one part per task, numbered in their order, however often a task was tried', async () => {
    const sink = sinkOf(folder, { options: {} });
    await run('openTarget', [], { ...sink, schema });
    await run('writeParts', [rows], sink);
    const reports = [...(await run('writeParts', [rows], sink)), ...(await run('writeParts', [rows], sink))];
    await run('commitParts', reports, { ...sink, schema });
    expect(readdirSync(sink.path).sort()).toEqual([
      '_SUCCESS',
      'part-00000-id-c000.csv',
      'part-00001-id-c000.csv',
    ]);
  });

  it('in mode append adds files, in mode overwrite replaces everything', async () => {
    await write([rows], schema, sinkOf(folder, { id: 'first' }));
    await write([rows], schema, sinkOf(folder, { id: 'second', mode: 'append' }));
    expect((await readBack(folder, 'csv')).columns._c0).toEqual(['1', '2', '1', '2']);
    await write([rows], schema, sinkOf(folder, { id: 'third', mode: 'overwrite' }));
    expect((await readBack(folder, 'csv')).columns._c0).toEqual(['1', '2']);
  });

  it('that is given up brings back what it had moved aside', async () => {
    await write([rows], schema, sinkOf(folder, { id: 'first' }));
    const before = readdirSync(join(folder, 'out')).sort();
    const sink = sinkOf(folder, { id: 'second', mode: 'overwrite', temporary: '_temporary-second' });
    await run('openTarget', [], { ...sink, schema });
    const reports = await run('writeParts', [rows], sink);
    const lost = {
      schema: reports[0].schema,
      length: 1,
      columns: fromRows(reports[0].schema, [['lost', '', 1n, 1n]]),
    };
    await expect(run('commitParts', [...reports, lost], { ...sink, schema })).rejects.toThrow('ENOENT');
    await run('abandonTarget', [], sink);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(before);
  });

  it('of a failing input leaves no part behind', async () => {
    const sink = sinkOf(folder, {});
    await run('openTarget', [], { ...sink, schema });
    async function* failing(): AsyncGenerator<Batch> {
      yield rows;
      throw new Error('no more');
    }
    const kernel = fileKernels.get('writeParts')!;
    const parts = kernel.run([failing()], { ...sink }, schema);
    await expect(parts[Symbol.asyncIterator]().next()).rejects.toThrow('no more');
    expect(readdirSync(join(sink.path, sink.temporary))).toEqual([]);
  });

  it('outside the allowed folders is refused', async () => {
    const sink = { ...sinkOf(folder, {}), path: '/nowhere/out' };
    await expect(run('openTarget', [], { ...sink, schema })).rejects.toThrow('allowedPaths');
    mkdirSync(join(folder, 'inner'));
    writeFileSync(join(folder, 'secret'), '');
    const inner = { ...sinkOf(folder, {}), allowedPaths: [join(folder, 'inner')] };
    await expect(run('openTarget', [], { ...inner, schema })).rejects.toThrow('allowedPaths');
  });
});

async function written(format: FileSink['format']): Promise<Record<string, object>> {
  const files: Record<string, object> = {};
  for (const entry of readdirSync(join(folder, 'out'), { recursive: true, withFileTypes: true })) {
    if (!entry.name.startsWith('part-')) continue;
    const path = join(entry.parentPath, entry.name);
    const below = entry.parentPath.slice(join(folder, 'out').length + 1);
    const extension = entry.name.slice(entry.name.indexOf('.'));
    files[below] =
      format === 'orc' || format === 'parquet' ? { extension } : { extension, ...(await textOf(path)) };
  }
  return files;
}

async function textOf(path: string): Promise<{ text: string } | { base64: string }> {
  const packing = textPackingOf(path);
  const pieces: Buffer[] = [];
  if (packing === null) pieces.push(readFileSync(path));
  else for await (const piece of unpackedText(path, path, packing)) pieces.push(Buffer.from(piece));
  const bytes = Buffer.concat(pieces);
  return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { base64: bytes.toString('base64') };
}
