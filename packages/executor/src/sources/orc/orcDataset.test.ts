import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BOOLEAN,
  DOUBLE,
  LONG,
  fromValues,
  type Batch,
  type DataType,
  type Value,
} from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import {
  parseSchema,
  type DatasetSource,
  type Expression,
  type FilesSource,
  type Literal,
} from '@graticule/sql';
import { inspectShare } from '../../manifest/inspectShare.js';
import { OrcWriter } from '../../sinks/orc/orcWriter.js';
import { FILE_SESSION, readAll } from '../testing.js';

const SCHEMA = parseSchema(
  'id bigint, longitude double, latitude double, kind string, at timestamp, day date, m decimal(6,2), ok boolean',
);

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'graticule-orc-')));
  mkdirSync(join(folder, 'events'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Rows id from .. to: one stripe. */
function stripe(from: number, to: number): Batch {
  const ids = Array.from({ length: to - from }, (_, i) => from + i);
  const values: Value[][] = [
    ids.map(BigInt),
    ids.map((id) => (id === 5 ? null : id / 10)),
    ids.map((id) => (id === 6 ? 95 : 50)),
    ids.map((id) => (id % 3 === 0 ? null : `kind ${String(id).padStart(3, '0')}`)),
    ids.map((id) => 1_577_934_245_000_000n + BigInt(id) * 1_000_000n),
    ids.map((id) => 18_000 + id),
    ids.map((id) => BigInt(id * 25)),
    ids.map((id) => id < 100),
  ];
  const columns = SCHEMA.fields.map(({ type }, i) => fromValues(type, values[i]));
  return { schema: SCHEMA, length: ids.length, columns };
}

async function writeStripes(...stripes: readonly Batch[]): Promise<void> {
  const file = await open(join(folder, 'events', 'a.orc'), 'w');
  const writer = new OrcWriter(file, SCHEMA, orc.CompressionKind.NONE, null);
  for (const one of stripes) await writer.stripe(one);
  await writer.finish();
  await file.close();
}

describe('a dataset of ORC files', () => {
  it('is described by its own types and read with its points and times', async () => {
    await writeStripes(stripe(0, 4), stripe(4, 8));
    const { manifest, notes } = await inspectShare(folder);
    expect(notes).toEqual([]);
    const [dataset] = manifest.datasets;
    expect(dataset.format).toEqual({ type: 'orc', extension: 'orc' });
    const source = {
      kind: 'dataset',
      name: 'share/events',
      folder: join(folder, 'events'),
      manifest: dataset,
    };
    const all = await readAll(source as DatasetSource);
    // The row without a place is kept, the one at latitude 95 is left out and counted.
    expect(all.columns.id).toEqual([0n, 1n, 2n, 3n, 4n, 5n, 7n]);
    expect(all.columns.$geometry.slice(0, 2)).toEqual([
      [0, 50],
      [0.1, 50],
    ]);
    expect(all.columns.$time[1]).toBe(1_577_934_246_000_000n);
    expect(all.rejected).toEqual([
      {
        file: 'a.orc',
        line: 7,
        reason: 'expected a longitude and a latitude in longitude, latitude, found 0.6, 95',
        text: '0.6, 95',
      },
    ]);
    const counted = await readAll(source as DatasetSource, { columns: [] });
    expect(counted.rows).toBe(7);
  });
});

describe('stripes that cannot have rows for a condition are not read', () => {
  const columns = ['id', 'kind', 'at', 'day', 'm', 'ok', 'longitude'];
  const bound = (name: string): Expression => {
    const type = SCHEMA.fields.find((field) => field.name === name)!.type;
    return { kind: 'bound', ordinal: columns.indexOf(name), type, nullable: true } as Expression;
  };
  const literal = (type: DataType, value: Literal['value']): Expression =>
    ({ kind: 'literal', type, value }) as Expression;
  const call = (name: string, ...args: Expression[]): Expression =>
    ({ kind: 'call', name, args, type: BOOLEAN, nullable: true }) as Expression;
  const typeOf = (name: string) => SCHEMA.fields.find((field) => field.name === name)!.type;

  /** How many of the three stripes (ids 1 to 99, 100 to 199, 200 to 299) are read. */
  async function stripesFor(filter: Expression): Promise<number> {
    await writeStripes(stripe(1, 100), stripe(100, 200), stripe(200, 300));
    const source: FilesSource = {
      kind: 'files',
      format: 'orc',
      paths: [join(folder, 'events')],
      options: {},
      schema: SCHEMA,
      allowedPaths: [folder],
      session: FILE_SESSION,
    };
    return (await readAll(source, { columns, filters: [filter] })).splits;
  }

  it.each([
    ['bigint', call('=', bound('id'), literal(LONG, 150n)), 1],
    ['bigint above', call('>', bound('id'), literal(LONG, 199n)), 1],
    ['double', call('<', bound('longitude'), literal(DOUBLE, 10)), 1],
    ['string', call('=', bound('kind'), literal(typeOf('kind'), 'kind 250')), 1],
    ['timestamp', call('>', bound('at'), literal(typeOf('at'), 1_577_934_245_000_000n + 250_000_000n)), 1],
    [
      'timestamp near a limit',
      call('>', bound('at'), literal(typeOf('at'), 1_577_934_245_000_000n + 199_000_000n)),
      2,
    ],
    ['date', call('<=', bound('day'), literal(typeOf('day'), 18_099)), 1],
    ['decimal', call('=', bound('m'), literal(typeOf('m'), 5000n)), 1],
    ['boolean', call('=', bound('ok'), literal(BOOLEAN, true)), 1],
    ['nulls', call('isnull', bound('id')), 0],
    ['nulls that are there', call('isnull', bound('kind')), 3],
  ] as const)('by %s', async (_, filter, count) => {
    expect(await stripesFor(filter)).toBe(count);
  });
});
