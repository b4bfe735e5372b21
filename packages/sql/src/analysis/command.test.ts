import { toValues } from '@graticule/columnar';
import { expect, test } from 'vitest';
import { GoldenSession } from '../golden/session.js';

async function answer(session: GoldenSession, text: string): Promise<unknown[][]> {
  const { rows } = await session.run(text);
  if (rows === null) return [];
  const columns = rows.columns.map((column) => toValues(column));
  return Array.from({ length: rows.length }, (_, i) => columns.map((values) => values[i]));
}

test('a temporary view is created, listed, described, replaced and dropped', async () => {
  const session = new GoldenSession();
  await session.run("CREATE TEMPORARY VIEW Shops (name, size) AS VALUES ('a', 1), ('b', 2)");
  expect(await answer(session, "SHOW TABLES LIKE 's*'")).toEqual([['', 'shops', true]]);
  expect(await answer(session, 'DESCRIBE shops')).toEqual([
    ['name', 'string', null],
    ['size', 'int', null],
  ]);
  expect(await answer(session, 'SHOW COLUMNS IN shops')).toEqual([['name'], ['size']]);
  await expect(session.run('CREATE TEMP VIEW shops AS SELECT 1')).rejects.toThrow(
    "Temporary table 'shops' already exists",
  );
  await session.run('CREATE OR REPLACE TEMP VIEW shops AS SELECT 7 AS x');
  expect(await answer(session, 'SELECT * FROM shops')).toEqual([[7]]);
  await session.run('DROP VIEW shops');
  await session.run('DROP VIEW IF EXISTS shops');
  await expect(session.run('DROP VIEW shops')).rejects.toThrow('Table or view not found: shops');
});

test('a global temporary view is found in its database only', async () => {
  const session = new GoldenSession();
  await session.run('CREATE GLOBAL TEMP VIEW one AS SELECT 1 AS x');
  expect(await answer(session, 'SELECT x FROM global_temp.one')).toEqual([[1]]);
  await expect(session.run('SELECT x FROM one')).rejects.toThrow('Table or view not found');
});

test('SET changes and shows settings, RESET takes them back', async () => {
  const session = new GoldenSession();
  expect(await answer(session, 'SET spark.sql.shuffle.partitions = 5')).toEqual([
    ['spark.sql.shuffle.partitions', '5'],
  ]);
  expect(await answer(session, 'SET spark.sql.shuffle.partitions')).toEqual([
    ['spark.sql.shuffle.partitions', '5'],
  ]);
  await session.run('RESET');
  expect(await answer(session, 'SET spark.sql.shuffle.partitions')).toEqual([
    ['spark.sql.shuffle.partitions', '<undefined>'],
  ]);
});

test('what would need stored tables is refused by name', async () => {
  const session = new GoldenSession();
  await expect(session.run('CREATE TABLE t (a INT)')).rejects.toThrow(
    'CREATE TABLE is not supported: there are no stored tables',
  );
  await expect(session.run('CREATE VIEW v AS SELECT 1')).rejects.toThrow('permanent view');
  await expect(session.run('USE elsewhere')).rejects.toThrow("Database 'elsewhere' not found");
  await expect(session.run('FROBNICATE x')).rejects.toThrow('expecting a statement');
});

test('functions of plans are neither listed nor described nor called by name', async () => {
  const session = new GoldenSession();
  await session.run('SET graticule.compat.version=3.3');
  expect(await answer(session, "SHOW FUNCTIONS LIKE '*_terms'")).toEqual([]);
  await expect(session.run('DESCRIBE FUNCTION add_terms')).rejects.toThrow('add_terms');
  await expect(session.run('SELECT add_terms(1, 2)')).rejects.toThrow('add_terms');
});

test('SHOW FUNCTIONS lists what the version has', async () => {
  const session = new GoldenSession();
  const named = async (pattern: string): Promise<string> =>
    (await answer(session, `SHOW FUNCTIONS LIKE '${pattern}'`)).map(([name]) => name).join(' ');
  await session.run('SET graticule.compat.version=3.3');
  expect(await named('d*')).toBe(
    'date date_add date_format date_from_unix_date date_part date_sub date_trunc datediff day dayofmonth dayofweek dayofyear decimal decode degrees dense_rank div double',
  );
  await session.run('SET graticule.compat.version=2.2');
  expect(await named('d*')).toBe(
    'date date_add date_format date_sub datediff day dayofmonth dayofyear decimal decode degrees dense_rank div double',
  );
});

test('errors are worded as the version words them, and tell where in the text', async () => {
  const failure = async (session: GoldenSession, text: string): Promise<string> => {
    await session.run("CREATE OR REPLACE TEMP VIEW shops AS SELECT 1 AS size, 'x' AS name");
    try {
      await session.run(text);
      return 'no error';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const [old, recent] = [new GoldenSession('2.2'), new GoldenSession('3.3')];
  const missing = 'SELECT size,\n  s.nmae FROM shops s';
  expect(await failure(old, missing)).toBe(
    "cannot resolve '`s.nmae`' given input columns: [size, name]; line 2 pos 2",
  );
  expect(await failure(recent, missing)).toBe(
    "Column 's.nmae' does not exist. Did you mean one of the following? [s.name, s.size]; line 2 pos 2",
  );
  expect(await failure(recent, 'SELECT 1 WHERE 2 + array(1) > 3')).toBe(
    "cannot resolve '(2 + array(1))' due to data type mismatch: differing types in '(2 + array(1))' " +
      '(int and array<int>).; line 1 pos 15',
  );
  expect(await failure(recent, 'SELECT upper(name, size) FROM shops')).toBe(
    'Invalid number of arguments for function upper. Expected: 1; Found: 2; line 1 pos 7',
  );
  expect(await failure(recent, 'TRUNCATE TABLE shops')).toBe(
    "shops is a temp view. 'TRUNCATE TABLE' expects a table.; line 1 pos 15",
  );
});
