import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BOOLEAN,
  DATE,
  INT,
  STRING,
  fromValues,
  structType,
  valueAt,
  type Batch,
  type Value,
} from '@graticule/columnar';
import { parseSchema, type Expression, type JdbcSource, type LiteralValue } from '@graticule/sql';
import { writeTable, type TableSink } from '../../sinks/jdbc/writeTable.js';
import { describeSource, planScan } from '../readers.js';
import { readAll } from '../testing.js';

/** Newest PostgreSQL of the machine (Debian's place), or null. */
function postgresFolder(): string | null {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort() : [];
  const bin = join(base, versions.at(-1) ?? 'none', 'bin');
  return existsSync(join(bin, 'initdb')) ? bin : null;
}

const bin = postgresFolder();

describe.skipIf(bin === null)('PostgreSQL (skipped: none is installed)', () => {
  let folder: string;
  let url: string;
  // The server refuses to run as root.
  const owner = process.getuid?.() === 0 ? 'postgres' : null;
  const asOwner = (command: string, ...args: string[]) =>
    owner === null
      ? execFileSync(command, args, { stdio: 'ignore' })
      : execFileSync('runuser', ['-u', owner, '--', command, ...args], { stdio: 'ignore' });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'graticule-postgres-'));
    if (owner !== null) chownSync(folder, Number(idOf(owner, '-u')), Number(idOf(owner, '-g')));
    const data = join(folder, 'data');
    const port = await freePort();
    asOwner(join(bin!, 'initdb'), '-D', data, '-A', 'trust', '-U', 'tester', '-N');
    asOwner(
      join(bin!, 'pg_ctl'),
      '-D',
      data,
      '-w',
      '-l',
      join(folder, 'log'),
      '-o',
      `-p ${port} -k ${folder} -F`,
      'start',
    );
    url = `jdbc:postgresql://127.0.0.1:${port}/postgres?user=tester`;
  }, 120_000);

  afterAll(() => {
    if (!folder) return;
    asOwner(join(bin!, 'pg_ctl'), '-D', join(folder, 'data'), '-m', 'immediate', 'stop');
    rmSync(folder, { recursive: true });
  });

  const source = (options: Record<string, string>, predicates: string[] = []): JdbcSource => ({
    kind: 'jdbc',
    url,
    options,
    predicates,
    timeZone: 'UTC',
  });

  it('gives each type its own, and nulls', async () => {
    const query = `SELECT true AS b, 1::int2 AS s, 2 AS i, 3::int8 AS l, 1.5::float4 AS f, 'NaN'::float8 AS d, 12.345::numeric(7,3) AS m,
      1.5::numeric AS n, 'é' AS t, 'x'::varchar(5) AS v, '\\x00ff'::bytea AS y, date '2020-01-02' AS e,
      timestamp '2020-01-02 03:04:05.678' AS ts, timestamptz '2020-01-02 03:04:05+01' AS tz, '{"a":1}'::jsonb AS j
      UNION ALL SELECT null, null, null, null, null, null, null::numeric(7,3), null, null, null, null, null, null, null, null ORDER BY b`;
    const schema = await describeSource(source({ query }));
    expect(schema.fields.map(({ name, type }) => `${name} ${type.kind}`)).toEqual([
      'b boolean',
      's short',
      'i int',
      'l long',
      'f float',
      'd double',
      'm decimal',
      'n decimal',
      't string',
      'v string',
      'y binary',
      'e date',
      'ts timestamp',
      'tz timestamp',
      'j string',
    ]);
    const { columns } = await readAll(source({ query }));
    expect(Object.values(columns).map(([value]) => value)).toEqual([
      true,
      1,
      2,
      3n,
      1.5,
      NaN,
      12345n,
      1500000000000000000n,
      'é',
      'x',
      new Uint8Array([0, 255]),
      18263,
      1577934245678000n,
      1577930645000000n,
      '{"a": 1}',
    ]);
    expect(Object.values(columns).map((column) => column[1])).toEqual(Array.from({ length: 15 }, () => null));
  });

  it('reads in partitions every row exactly once, those outside the bounds and nulls too', async () => {
    const query =
      'SELECT CASE WHEN i = 50 THEN null ELSE i END AS id, i AS k FROM generate_series(1, 100) AS i';
    const read = await readAll(
      source({
        query,
        partitioncolumn: 'id',
        lowerbound: '10',
        upperbound: '40',
        numpartitions: '4',
        fetchsize: '7',
      }),
    );
    expect(read.splits).toBe(4);
    expect((read.columns.k as number[]).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
  });

  it('reads by predicates, counts without columns, and stops early', async () => {
    const query = 'SELECT i FROM generate_series(1, 20000) AS i';
    expect((await readAll(source({ query }, ['i <= 5', 'i > 19990']))).rows).toBe(15);
    expect((await readAll(source({ query }), { columns: [] })).rows).toBe(20000);
  });

  it('has the database leave out rows that a condition does not want', async () => {
    const query = `SELECT * FROM (VALUES (1, 'a'::char(3), date '2020-01-01', true, uuid '11111111-1111-1111-1111-111111111111'),
      (2, 'b', null, false, null), (3, null, date '2021-06-01', null, null), (null, 'it''s', date '1999-12-31', true, null)) AS v(i, c, e, b, u)`;
    const columns = ['i', 'c', 'e', 'b', 'u'];
    const types = [INT, STRING, DATE, BOOLEAN, STRING];
    const column = (name: string): Expression => {
      const ordinal = columns.indexOf(name);
      return { kind: 'bound', ordinal, name, type: types[ordinal], nullable: true };
    };
    const literal = (name: string, value: LiteralValue): Expression => ({
      kind: 'literal',
      value,
      type: types[columns.indexOf(name)],
    });
    const call = (name: string, ...args: Expression[]): Expression => ({
      kind: 'call',
      name,
      args,
      type: BOOLEAN,
      nullable: true,
    });
    const read = async (...filters: Expression[]): Promise<readonly Value[]> =>
      (await readAll(source({ query }), { columns, filters })).columns.i;
    expect(await read(call('>', column('i'), literal('i', 1)))).toEqual([2, 3]);
    expect(await read(call('>=', literal('i', 2), column('i')))).toEqual([1, 2]);
    expect(await read(call('=', column('c'), literal('c', 'a')))).toEqual([1]);
    expect(await read(call('=', column('c'), literal('c', 'a  ')))).toEqual([1]);
    expect(await read(call('=', column('c'), literal('c', "it's")))).toEqual([null]);
    expect(await read(call('=', column('u'), literal('u', 'no uuid')))).toEqual([]);
    expect(await read(call('<', column('e'), literal('e', 18262)))).toEqual([null]);
    expect(await read(call('in', column('i'), literal('i', 3), literal('i', 7)))).toEqual([3]);
    expect(await read(call('isnull', column('b')), call('isnotnull', column('i')))).toEqual([3]);
    expect(
      await read(
        call('or', call('=', column('b'), literal('b', true)), call('=', column('i'), literal('i', 3))),
      ),
    ).toEqual([1, 3, null]);
    // What the database might see otherwise is left to the engine.
    expect(await read(call('<', column('c'), literal('c', 'a')))).toHaveLength(4);
    expect(await read(call('not', call('=', column('i'), literal('i', 1))))).toHaveLength(4);
  });

  it('writes tables whole or not at all', async () => {
    const schema = parseSchema(
      'i int, l bigint, d double, b boolean, m decimal(6,2), x string, t timestamp, e date, y binary',
    );
    const rows: Value[][] = [
      [1, 2n, 1.5, true, 1230n, "it's é", 1577934245678000n, 18263, new Uint8Array([0, 255])],
      [null, null, NaN, null, null, '', null, null, null],
    ];
    const batch: Batch = {
      schema,
      length: 2,
      columns: schema.fields.map(({ type }, k) =>
        fromValues(
          type,
          rows.map((row) => row[k]),
        ),
      ),
    };
    const sink: TableSink = {
      url,
      options: { dbtable: 'written' },
      mode: 'errorIfExists',
      schema,
      session: { timeZone: 'UTC', compat: '3.3' },
    };
    expect(await write(sink, [batch])).toEqual(['written', 2n]);
    const read = await readAll(source({ dbtable: 'written' }));
    expect(Object.values(read.columns)).toEqual(rows[0].map((_, k) => rows.map((row) => row[k])));
    expect(await write(sink, [batch])).toEqual(['exists', 0n]);
    expect(await write({ ...sink, mode: 'append' }, [batch])).toEqual(['written', 2n]);
    async function* failing(): AsyncGenerator<Batch> {
      yield batch;
      throw new Error('no more');
    }
    await expect(write({ ...sink, mode: 'overwrite' }, failing())).rejects.toThrow('no more');
    expect((await readAll(source({ dbtable: 'written' }))).rows).toBe(4);
    expect(await write({ ...sink, mode: 'overwrite' }, [batch])).toEqual(['written', 2n]);
    expect((await readAll(source({ dbtable: 'written' }))).rows).toBe(2);
  });

  it('cuts ranges of numbers, dates and times as Spark does', async () => {
    const table =
      "(VALUES (1, 2.5, date '2020-01-02', timestamp '2020-01-02 03:04:05', 'x')) AS v(\"Id\", m, e, t, x)";
    const plan = (column: string, lower: string, upper: string, count: string) =>
      planScan(
        source({
          dbtable: table,
          partitioncolumn: column,
          lowerbound: lower,
          upperbound: upper,
          numpartitions: count,
        }),
        { columns: ['m'], extent: null, filters: [] },
      ).then((splits) => splits.map(({ detail }) => detail.where));
    expect(await plan('id', '0', '10', '3')).toEqual([
      '"Id" < 3 OR "Id" IS NULL',
      '"Id" >= 3 AND "Id" < 6',
      '"Id" >= 6',
    ]);
    expect(await plan('m', '-5', '100', '4')).toHaveLength(4);
    expect(await plan('e', '2020-01-01', '2020-01-05', '2')).toEqual([
      `"e" < '2020-01-03' OR "e" IS NULL`,
      `"e" >= '2020-01-03'`,
    ]);
    expect(await plan('t', '2020-01-01', '2020-01-01 00:00:10', '2')).toEqual([
      `"t" < '2020-01-01 00:00:05' OR "t" IS NULL`,
      `"t" >= '2020-01-01 00:00:05'`,
    ]);
    expect(await plan('id', '5', '5', '4')).toEqual(['']);
    expect(await plan('id', '0', '2', '10')).toHaveLength(2);
    await expect(plan('id', '6', '5', '4')).rejects.toThrow('lower bound of partitioning column is larger');
    await expect(plan('nope', '0', '5', '4')).rejects.toThrow('partition column nope not found');
    await expect(plan('x', '0', '5', '4')).rejects.toThrow(
      'should be numeric, date, or timestamp, but string',
    );
    await expect(
      describeSource(source({ dbtable: table, partitioncolumn: 'id', lowerbound: '1' })),
    ).rejects.toThrow('all or none');
  });

  it('reads ranges of dates with every row exactly once', async () => {
    const query =
      "SELECT CASE WHEN i = 5 THEN null ELSE date '2020-01-01' + i END AS e, i FROM generate_series(1, 60) AS i";
    const bounds = { lowerbound: '2020-01-10', upperbound: '2020-02-10', numpartitions: '5' };
    const read = await readAll(source({ query, partitioncolumn: 'e', ...bounds }));
    expect(read.splits).toBe(5);
    expect((read.columns.i as number[]).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
  });

  it('gives arrays, times of day, words of lists and addresses a type', async () => {
    const sessioninitstatement = "CREATE TYPE pg_temp.mood AS ENUM ('sad', 'happy')";
    const query = `SELECT ARRAY[1, null, 3] AS a, ARRAY['x', 'a "b" \\ c', NULL, 'NULL', ''] AS t, '{}'::float8[] AS e,
      ARRAY[date '2020-01-02'] AS d, ARRAY[true] AS b, ARRAY[1.5::numeric] AS n, time '03:04:05.5' AS h, 'happy'::pg_temp.mood AS m,
      inet '10.0.0.1/8' AS i, null::int[] AS z`;
    const read = await readAll(source({ query, sessioninitstatement }));
    expect(Object.values(read.columns).map(([value]) => value)).toEqual([
      [1, null, 3],
      ['x', 'a "b" \\ c', null, 'NULL', ''],
      [],
      [18263],
      [true],
      [1_500_000_000_000_000_000n],
      11_045_500_000n,
      'happy',
      '10.0.0.1/8',
      null,
    ]);
    await expect(readAll(source({ query: 'SELECT ARRAY[ARRAY[1]] AS a' }))).rejects.toThrow(
      'arrays of arrays',
    );
  });

  it('takes types of the option customSchema, and refuses values that are none of them', async () => {
    const query = "SELECT 1 AS i, 12.5::numeric AS m, '7' AS x";
    const read = await readAll(source({ query, customschema: 'I string, m double, x bigint' }));
    expect(Object.values(read.columns).map(([value]) => value)).toEqual(['1', 12.5, 7n]);
    await expect(readAll(source({ query: "SELECT 'seven' AS x", customschema: 'x int' }))).rejects.toThrow(
      'Column x: the value seven is not supported as int',
    );
  });

  it('leaves conditions to the engine when pushDownPredicate is false, and fetches as it is told', async () => {
    const query = 'SELECT i FROM generate_series(1, 100) AS i';
    const filters: Expression[] = [
      {
        kind: 'call',
        name: '>',
        args: [
          { kind: 'bound', ordinal: 0, name: 'i', type: INT, nullable: true },
          { kind: 'literal', value: 90, type: INT },
        ],
        type: BOOLEAN,
        nullable: true,
      },
    ];
    const rows = async (options: Record<string, string>) =>
      (await readAll(source({ query, ...options }), { columns: ['i'], filters })).rows;
    expect(await rows({})).toBe(10);
    expect(await rows({ pushdownpredicate: 'false' })).toBe(100);
    const batches = (await readAll(source({ query, fetchsize: '30' }))).batches.map(({ length }) => length);
    expect(batches).toEqual([30, 30, 30, 10]);
    await expect(describeSource(source({ query, fetchsize: '-1' }))).rejects.toThrow(
      'The minimum value is 0',
    );
  });

  it('runs sessionInitStatement before it reads', async () => {
    const sessioninitstatement = 'CREATE TEMP TABLE made AS SELECT 42 AS answer';
    expect((await readAll(source({ dbtable: 'made', sessioninitstatement }))).columns.answer).toEqual([42]);
  });

  describe('writes', () => {
    const schema = parseSchema('id int, "Name" string'.replaceAll('"', '`'));
    const batch: Batch = {
      schema,
      length: 3,
      columns: [fromValues(INT, [1, 2, 3]), fromValues(STRING, ['a', null, 'c'])],
    };
    const sinkOf = (options: Record<string, string>, mode: TableSink['mode']): TableSink => ({
      url,
      options,
      mode,
      schema,
      session: { timeZone: 'UTC', compat: '3.3' },
    });
    const one = async (query: string): Promise<Value> =>
      Object.values((await readAll(source({ query }))).columns)[0][0];

    it('tables with the options and types that they are given', async () => {
      const options = {
        dbtable: 'optioned',
        createtableoptions: 'WITH (fillfactor = 70)',
        createtablecolumntypes: 'NAME VARCHAR(64), id NUMERIC(10, 0)',
        batchsize: '2',
        isolationlevel: 'SERIALIZABLE',
      };
      expect(await write(sinkOf(options, 'errorIfExists'), [batch])).toEqual(['written', 3n]);
      expect(await one("SELECT reloptions[1] FROM pg_class WHERE relname = 'optioned'")).toBe(
        'fillfactor=70',
      );
      expect(
        await one(
          "SELECT string_agg(format_type(atttypid, atttypmod), '; ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'optioned'::regclass AND attnum > 0",
        ),
      ).toBe('numeric(10,0); character varying(64)');
    });

    it('that are truncated keep what else is known of them', async () => {
      const options = { dbtable: 'kept', createtableoptions: 'WITH (fillfactor = 60)' };
      await write(sinkOf(options, 'errorIfExists'), [batch]);
      await write(sinkOf({ dbtable: 'kept', truncate: 'true' }, 'overwrite'), [batch]);
      expect(await one("SELECT reloptions[1] FROM pg_class WHERE relname = 'kept'")).toBe('fillfactor=60');
      expect((await readAll(source({ dbtable: 'kept' }))).rows).toBe(3);
      await write(sinkOf({ dbtable: 'kept' }, 'overwrite'), [batch]);
      expect(await one("SELECT reloptions IS NULL FROM pg_class WHERE relname = 'kept'")).toBe(true);
    });

    it('go to columns of the same names in another case, and to no others', async () => {
      const other = parseSchema('ID int, name string');
      await write({ ...sinkOf({ dbtable: 'cased' }, 'errorIfExists'), schema: other }, [
        { ...batch, schema: other },
      ]);
      await write(sinkOf({ dbtable: 'cased' }, 'append'), [batch]);
      expect((await readAll(source({ dbtable: 'cased' }))).columns.ID).toEqual([1, 2, 3, 1, 2, 3]);
      const wider = parseSchema('id int, extra string');
      await expect(
        write({ ...sinkOf({ dbtable: 'cased' }, 'append'), schema: wider }, [{ ...batch, schema: wider }]),
      ).rejects.toThrow('Column "extra" not found in the table cased (ID, name)');
    });

    it('of arrays are read back', async () => {
      const nested = parseSchema('a array<int>, t array<string>');
      const columns = [
        fromValues(nested.fields[0].type, [[1, null], [], null]),
        fromValues(nested.fields[1].type, [['x', 'a "b" \\ {c}, d', null, 'NULL'], null, ['']]),
      ];
      const sink = { ...sinkOf({ dbtable: 'arrays' }, 'errorIfExists' as const), schema: nested };
      await write(sink, [{ schema: nested, length: 3, columns }]);
      const read = await readAll(source({ dbtable: 'arrays' }));
      expect(Object.values(read.columns)).toEqual([
        [[1, null], [], null],
        [['x', 'a "b" \\ {c}, d', null, 'NULL'], null, ['']],
      ]);
    });

    it('with options that cannot be are refused', async () => {
      const refused = (options: Record<string, string>) =>
        expect(write(sinkOf({ dbtable: 'refused', ...options }, 'append'), [batch])).rejects;
      await refused({ isolationlevel: 'WHATEVER' }).toThrow(
        'Invalid value `WHATEVER` for parameter `isolationLevel`',
      );
      await refused({ batchsize: '0' }).toThrow('The minimum value is 1');
      await refused({ createtablecolumntypes: 'nope INT' }).toThrow('column nope not found in schema');
      const structs = parseSchema('s struct<x:int>');
      await expect(
        write({ ...sinkOf({ dbtable: 'refused' }, 'append'), schema: structs }, []),
      ).rejects.toThrow("Can't get JDBC type for struct<x:int>");
    });
  });

  it('says in its own words what is wrong', async () => {
    await expect(describeSource(source({ dbtable: 'nothing' }))).rejects.toThrow(
      'relation "nothing" does not exist',
    );
    await expect(describeSource(source({ query: "SELECT '(1,2)'::point AS p" }))).rejects.toThrow(
      'Column p has a type',
    );
    await expect(
      describeSource({ ...source({ dbtable: 'x' }), url: 'jdbc:mysql://h/x?password=secret' }),
    ).rejects.toThrow('The database jdbc:mysql://h/x is not supported');
    await expect(describeSource(source({}))).rejects.toThrow("'dbtable' or 'query' is required");
    await expect(describeSource(source({ dbtable: 'x', query: 'SELECT 1' }))).rejects.toThrow(
      "Both 'dbtable' and 'query' can not be specified at the same time",
    );
  });
});

async function write(sink: TableSink, input: Iterable<Batch> | AsyncIterable<Batch>): Promise<Value[]> {
  async function* rows(): AsyncGenerator<Batch> {
    yield* input;
  }
  for await (const { columns } of writeTable.run([rows()], { ...sink }, structType([]))) {
    return columns.map((column) => valueAt(column, 0));
  }
  return [];
}

function idOf(user: string, flag: string): string {
  return spawnSync('id', [flag, user]).stdout.toString().trim();
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
