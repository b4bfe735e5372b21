import fs from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Rows of the large tables; a multiple of ROW_GROUP. */
const ROW_GROUP = 250_000;
const PLACES = 50_000;

/** Columns of the CSV file, in its order, with their SQL types. */
export const LINE_COLUMNS = [
  ['id', 'BIGINT'],
  ['k', 'INT'],
  ['x', 'DOUBLE'],
  ['y', 'DOUBLE'],
  ['s', 'VARCHAR'],
  ['t', 'VARCHAR'],
];

/** The row's number spread evenly over 0 .. 2^31 - 1; different `salt`, different order. */
const spread = (salt) => `((i * 1103515245 + ${salt} * 12345) % 2147483648)`;
const fraction = (salt) => `(${spread(salt)} / 2147483648.0::DOUBLE)`;

/** The folder of each table below `folder`. */
export function tablePaths(folder) {
  return Object.fromEntries(
    ['events', 'lines', 'places', 'details'].map((name) => [name, path.join(folder, name)]),
  );
}

/**
 * Writes the tables of the bench below `folder` and answers their paths. The rows follow
 * from `rows` alone. DuckDB writes them because it writes both formats.
 */
export async function writeTables(folder, rows) {
  const paths = tablePaths(folder);
  for (const directory of Object.values(paths)) fs.mkdirSync(directory, { recursive: true });
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  const file = (name, extension) => `'${path.join(paths[name], `part.${extension}`).replaceAll("'", "''")}'`;
  const parquet = `(FORMAT PARQUET, ROW_GROUP_SIZE ${ROW_GROUP})`;
  try {
    await connection.run(`
      CREATE TABLE events AS SELECT
        i::BIGINT AS id,
        (${spread(1)} >> 8) % ${PLACES} AS k,
        (i * 7919 + 13) % ${rows} AS u,
        CASE WHEN i % 20 = 7 THEN NULL ELSE (${spread(2)} % 100000) / 64.0::DOUBLE END AS x,
        ${fraction(3)} AS y,
        'kind ' || lpad(((${spread(4)} >> 6) % 20)::VARCHAR, 2, '0') AS s,
        'item-' || lpad(((${spread(5)} >> 4) % 1000000)::VARCHAR, 7, '0') AS t,
        make_timestamp((1577836800 + (i * 7 % 31536000)) * 1000000) AS ts
      FROM range(${rows}) r(i)`);
    await connection.run(
      `COPY (SELECT id, k::INT AS k, u::INT AS u, x, y, s, t, ts FROM events) TO ${file('events', 'parquet')} ${parquet}`,
    );
    const names = LINE_COLUMNS.map(([name]) => name).join(', ');
    await connection.run(`COPY (SELECT ${names} FROM events) TO ${file('lines', 'csv')} (HEADER)`);
    await connection.run(
      `COPY (SELECT i::INT AS k, 'region ' || (i % 40) AS region, (i % 97) / 8.0::DOUBLE AS weight
             FROM range(${PLACES}) r(i)) TO ${file('places', 'parquet')} ${parquet}`,
    );
    await connection.run(
      `COPY (SELECT ((i * 104729 + 5) % ${rows})::INT AS u, ${fraction(6)} AS z
             FROM range(${rows}) r(i)) TO ${file('details', 'parquet')} ${parquet}`,
    );
  } finally {
    connection.closeSync();
  }
  return paths;
}
