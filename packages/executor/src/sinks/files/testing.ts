import { join } from 'node:path';
import {
  fromValues,
  structType,
  type Batch,
  type Column,
  type DataType,
  type StructType,
  type Value,
} from '@graticule/columnar';
import { parseDecimal, type FilesSource } from '@graticule/sql';
import { describeSource } from '../../sources/readers.js';
import { FILE_SESSION, readAll, type ReadResult } from '../../sources/testing.js';
import { fileKernels } from './fileKernels.js';
import type { FileSink } from './fileSink.js';
import { withoutFields } from './writeParts.js';

/** Helpers of tests: the three steps of a write as one, and rows of tests. */

/** A sink of `folder`/out with the defaults of a session. */
export function sinkOf(folder: string, parts: Partial<FileSink>): FileSink {
  return {
    format: 'csv',
    path: join(folder, 'out'),
    temporary: '_temporary-id',
    id: 'id',
    mode: 'errorIfExists',
    options: {},
    partitionBy: [],
    allowedPaths: [folder],
    session: FILE_SESSION,
    ...parts,
  };
}

/** Writes batches as one task. */
export async function write(batches: readonly Batch[], schema: StructType, sink: FileSink): Promise<void> {
  const files = withoutFields(schema, sink.partitionBy);
  await run('openTarget', [], { ...sink, schema: files });
  const filled = batches.filter(({ length }) => length > 0);
  await run('commitParts', await run('writeParts', filled, sink), { ...sink, schema: files });
}

/** Runs one step. */
export async function run(name: string, input: readonly Batch[], parameters: object): Promise<Batch[]> {
  async function* rows(): AsyncGenerator<Batch> {
    yield* input;
  }
  const batches: Batch[] = [];
  const kernel = fileKernels.get(name)!;
  for await (const batch of kernel.run([rows()], { ...parameters }, structType([]))) batches.push(batch);
  return batches;
}

/** Reads what was written to `folder`/out. */
export async function readBack(
  folder: string,
  format: FilesSource['format'],
): Promise<{ readonly schema: StructType; readonly columns: ReadResult['columns'] }> {
  const source: FilesSource = {
    kind: 'files',
    format,
    paths: [join(folder, 'out')],
    options: {},
    allowedPaths: [folder],
    session: FILE_SESSION,
  };
  const schema = await describeSource(source);
  return { schema, columns: (await readAll({ ...source, schema } as FilesSource)).columns };
}

/** Rows in the form of bench/oracles/files/generate.py. */
export function batchOf(schema: StructType, rows: readonly (readonly unknown[])[]): Batch {
  const values = rows.map((row) => row.map((cell, i) => valueOf(schema.fields[i].type, cell)));
  return { schema, length: rows.length, columns: fromRows(schema, values) };
}

/** Columns of rows. */
export function fromRows(schema: StructType, rows: readonly (readonly Value[])[]): Column[] {
  return schema.fields.map(({ type }, i) =>
    fromValues(
      type,
      rows.map((row) => row[i]),
    ),
  );
}

function valueOf(type: DataType, cell: unknown): Value {
  if (cell === null || typeof cell === 'boolean') return cell;
  switch (type.kind) {
    case 'array':
      return (cell as unknown[]).map((item) => valueOf(type.element, item));
    case 'map':
      return (cell as [unknown, unknown][]).map(([k, v]) => [valueOf(type.key, k), valueOf(type.value, v)]);
    case 'struct':
      return (cell as unknown[]).map((item, i) => valueOf(type.fields[i].type, item));
    case 'long':
    case 'timestamp':
      return BigInt(cell as string);
    case 'decimal':
      return parseDecimal(cell as string, type.scale);
    case 'string':
      return cell as string;
    case 'binary':
      return Buffer.from(cell as string, 'hex');
    default:
      return Number(cell);
  }
}
