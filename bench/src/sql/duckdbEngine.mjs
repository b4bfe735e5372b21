/** DuckDB's side of `npm run bench:sql`: duckdbEngine.mjs PATHS_JSON ROUNDS QUERIES_JSON. Two threads. */
import { DuckDBInstance } from '@duckdb/node-api';
import { LINE_COLUMNS } from './data.mjs';
import { measure } from './engine.mjs';

const [paths, rounds, queries] = process.argv.slice(2).map((text) => JSON.parse(text));
const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
const quote = (text) => `'${text.replaceAll("'", "''")}'`;
for (const name of ['events', 'places', 'details']) {
  await connection.run(
    `CREATE VIEW ${name} AS SELECT * FROM read_parquet(${quote(`${paths[name]}/*.parquet`)})`,
  );
}
const columns = LINE_COLUMNS.map(([name, type]) => `${name}: '${type}'`).join(', ');
await connection.run(
  `CREATE VIEW lines AS SELECT * FROM read_csv(${quote(`${paths.lines}/*.csv`)}, header = true, columns = {${columns}})`,
);
await measure(queries, rounds, async ({ sql }) => {
  await connection.run(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`);
  return summary;
});

/** Rows, and per column the sum of its numbers or of its text's bytes. */
async function summary() {
  const described = (await connection.runAndReadAll('DESCRIBE answer')).getRowObjects();
  const sums = described.map(({ column_name: name, column_type: type }) =>
    type === 'VARCHAR' ? `sum(strlen("${name}"))::DOUBLE` : `sum("${name}"::DOUBLE)`,
  );
  const [[rows, ...values]] = (
    await connection.runAndReadAll(`SELECT count(*)::DOUBLE, ${sums.join(', ')} FROM answer`)
  ).getRows();
  return { rows, sums: values };
}
