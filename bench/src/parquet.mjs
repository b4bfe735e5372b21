/**
 * `npm run bench:parquet`: reading each column of the bench's table `events` and all of them, processor seconds (of all
 * threads) and seconds by the clock: our decoder, DuckDB on two threads with a sum over each column, and parquet-wasm into
 * Arrow in its own memory. Sums of ours and DuckDB's are compared. Options: --rows N, --rounds N, --folder F (keeps the
 * tables there, and uses those that are there already).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { int64ToNumbers, isValid } from '@graticule/columnar';
import { ParquetFile } from 'parquet-wasm';
import { readFooter } from '../../packages/executor/dist/sources/parquet/footer.js';
import { decodeRowGroup } from '../../packages/executor/dist/sources/parquet/parquetFile.js';
import { printTable } from './figures.mjs';
import { tablePaths, writeTables } from './sql/data.mjs';

const TOLERANCE = 1e-9;
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000000' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string' },
  },
});
const folder = options.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'graticule-bench-parquet-'));
try {
  const paths = fs.existsSync(path.join(folder, 'details'))
    ? tablePaths(folder)
    : await writeTables(folder, Number(options.rows));
  process.exitCode = (await run(path.join(paths.events, 'part.parquet'))) ? 0 : 1;
} finally {
  if (options.folder === undefined) fs.rmSync(folder, { recursive: true, force: true });
}

async function run(file) {
  const { size, mtimeMs } = fs.statSync(file);
  const described = { path: file, name: 'events', bytes: size, modified: mtimeMs };
  const footer = await readFooter(described);
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  const wasm = await ParquetFile.fromFile(await fs.openAsBlob(file));
  const engines = {
    ours: (names) => decodeAll(described, footer, names, () => {}),
    DuckDB: (names) => duckdbSums(connection, file, footer, names),
    'parquet-wasm': (names) => readByWasm(wasm, footer, names),
  };
  const all = footer.columns.map(({ name }) => name);
  const rows = [];
  let agreed = true;
  for (const names of [...all.map((name) => [name]), all]) {
    const best = {};
    // Engines take turns: what else the machine does meets all of them.
    for (let round = 0; round < Number(options.rounds); round++)
      for (const [engine, read] of Object.entries(engines))
        best[engine] = shorter(best[engine], await timed(() => read(names)));
    agreed = (await agree(described, footer, connection, names)) && agreed;
    const figures = Object.values(best).flatMap(({ processor, clock }) => [
      processor.toFixed(3),
      clock.toFixed(3),
    ]);
    rows.push([
      names.length === 1 ? names[0] : 'all',
      ...figures,
      (best.ours.processor / best.DuckDB.processor).toFixed(2),
    ]);
  }
  console.log(
    `${footer.rows.toLocaleString('en')} rows, ${(size / 1e6).toFixed(0)} MB; ${os.availableParallelism()} cores, Node ${process.version}; best of ${options.rounds} rounds, seconds`,
  );
  const headings = Object.keys(engines).flatMap((engine) => [`${engine}: processor`, 'clock']);
  printTable(['column', ...headings, 'to DuckDB'], rows);
  console.log(agreed ? 'sums agree' : 'sums differ');
  return agreed;
}

async function timed(action) {
  const used = process.cpuUsage();
  const started = performance.now();
  await action();
  const clock = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(used);
  return { processor: (user + system) / 1e6, clock };
}

function shorter(best = { processor: Infinity, clock: Infinity }, next) {
  return {
    processor: Math.min(best.processor, next.processor),
    clock: Math.min(best.clock, next.clock),
  };
}

async function decodeAll(file, footer, names, use) {
  for (let rowGroup = 0; rowGroup < footer.rowGroups.length; rowGroup++)
    for await (const batch of decodeRowGroup(file, footer, rowGroup, new Set(names))) use(batch);
}

async function readByWasm(file, footer, names) {
  for (let rowGroup = 0; rowGroup < footer.rowGroups.length; rowGroup++)
    (await file.read({ columns: names, rowGroups: [rowGroup] })).free();
}

/** Sums that DuckDB cannot take from the file's statistics. */
async function duckdbSums(connection, file, footer, names) {
  const sums = names.map((name) => {
    const { type } = footer.columns.find((column) => column.name === name);
    if (type.kind === 'string') return `sum(strlen(${name}))::DOUBLE`;
    return type.kind === 'timestamp' ? `sum(epoch_us(${name}))::DOUBLE` : `sum(${name}::DOUBLE)`;
  });
  const quoted = `'${file.replaceAll("'", "''")}'`;
  const result = await connection.runAndReadAll(`SELECT ${sums.join(', ')} FROM read_parquet(${quoted})`);
  return result.getRows()[0];
}

async function agree(file, footer, connection, names) {
  const sums = names.map(() => 0);
  await decodeAll(file, footer, names, ({ schema, columns }) => {
    columns.forEach((column, i) => (sums[names.indexOf(schema.fields[i].name)] += sumOf(column)));
  });
  const others = await duckdbSums(connection, file.path, footer, names);
  return sums.every((sum, i) => Math.abs(sum - others[i]) <= TOLERANCE * Math.max(1, Math.abs(sum)));
}

/** Sum of a column's numbers, or of the bytes of its text. */
function sumOf(column) {
  const { layout, length } = column;
  let numbers;
  if (layout === 'primitive')
    numbers = column.values instanceof BigInt64Array ? int64ToNumbers(column.values) : column.values;
  const lengthOf = ({ offsets }, row) => offsets[row + 1] - offsets[row];
  let sum = 0;
  for (let row = 0; row < length; row++) {
    if (!isValid(column, row)) continue;
    if (numbers) sum += numbers[row];
    else sum += layout === 'bytes' ? lengthOf(column, row) : lengthOf(column.dictionary, column.indices[row]);
  }
  return sum;
}
