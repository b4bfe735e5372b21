/**
 * `npm run bench:sql`: the queries of sql/queries.mjs over 5 M rows by Graticule and DuckDB, each on two threads, and by
 * PySpark local[2] when PYSPARK_BENCH_PYTHON names a Python that has pyspark. Answers are compared. Options: --rows N,
 * --rounds N, --more (the queries of sql/moreQueries.mjs instead), --only TEXT (queries whose name holds it), --without duckdb|pyspark, --folder F (keeps the tables
 * there, and uses those that are there already).
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { printTable } from './figures.mjs';
import { tablePaths, writeTables } from './sql/data.mjs';
import { MORE_QUERIES } from './sql/moreQueries.mjs';
import { QUERIES } from './sql/queries.mjs';

const TOLERANCE = 1e-9;
const GIGABYTE = 1e9;
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000000' },
    rounds: { type: 'string', default: '3' },
    more: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    without: { type: 'string', multiple: true, default: [] },
    folder: { type: 'string' },
  },
});
const queries = (options.more ? MORE_QUERIES : QUERIES).filter(({ name }) => name.includes(options.only));
const folder = options.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'graticule-bench-sql-'));
try {
  const paths = fs.existsSync(path.join(folder, 'details'))
    ? tablePaths(folder)
    : await writeTables(folder, Number(options.rows));
  const engines = await runEngines(paths);
  report(engines);
  const problems = engines.slice(1).flatMap((other) => differences(engines[0], other));
  console.log(problems.length === 0 ? 'answers agree' : problems.join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  if (options.folder === undefined) fs.rmSync(folder, { recursive: true, force: true });
}

/** One engine after the other, Graticule first: {name, answers: Map of query -> line, peakBytes}. */
async function runEngines(paths) {
  const script = (name) => fileURLToPath(new URL(name, import.meta.url));
  const engines = [await runEngine('Graticule', process.execPath, script('sql/graticuleEngine.mjs'), paths)];
  if (!options.without.includes('duckdb')) {
    engines.push(await runEngine('DuckDB', process.execPath, script('sql/duckdbEngine.mjs'), paths));
  }
  const python = process.env.PYSPARK_BENCH_PYTHON;
  if (python === undefined) console.log('PySpark left out: PYSPARK_BENCH_PYTHON is not set');
  else if (!options.without.includes('pyspark')) {
    engines.push(await runEngine('PySpark', python, script('../scripts/sql_queries.py'), paths));
  }
  return engines;
}

async function runEngine(name, command, script, paths) {
  const child = spawn(command, [script, JSON.stringify(paths), options.rounds, JSON.stringify(queries)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let log = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (log += chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${name} ended with code ${code}: ${log.slice(-2000)}`);
  const lines = text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  return {
    name,
    answers: new Map(lines.filter(({ query }) => query).map((line) => [line.query, line])),
    peakBytes: lines.at(-1).peakBytes,
  };
}

/** The shortest run after the warm-up. */
function best({ seconds }) {
  return Math.min(...seconds.slice(seconds.length > 1 ? 1 : 0));
}

function report(engines) {
  console.log(
    `${Number(options.rows).toLocaleString('en')} rows; ${os.availableParallelism()} cores, Node ${process.version}; seconds, best of ${options.rounds} runs without the first`,
  );
  const ratio = (own, other) => (own && other ? (best(own) / best(other)).toFixed(2) : '');
  const rows = queries.map(({ name }) => {
    const [own, ...others] = engines
      .map(({ answers }) => answers.get(name))
      .map((a) => (a?.seconds ? a : null));
    return [
      name,
      own ? best(own).toFixed(3) : 'failed',
      ...others.flatMap((other) => [other ? best(other).toFixed(3) : 'failed', ratio(own, other)]),
    ];
  });
  const memory = (engine) => (engine.peakBytes / GIGABYTE).toFixed(2);
  const [own, ...others] = engines;
  rows.push([
    'peak memory, GB',
    memory(own),
    ...others.flatMap((other) => [memory(other), (own.peakBytes / other.peakBytes).toFixed(2)]),
  ]);
  printTable(['query', own.name, ...others.flatMap(({ name }) => [name, 'ratio'])], rows);
}

/** Sentences about answers that differ, or that are missing. */
function differences(own, other) {
  return queries.flatMap(({ name }) => {
    const [a, b] = [own.answers.get(name), other.answers.get(name)];
    const failed = [
      [own, a],
      [other, b],
    ].find(([, answer]) => answer?.summary === undefined);
    if (failed) return [`${name}: ${failed[0].name} failed: ${failed[1]?.error ?? 'no answer'}`];
    const close = (x, y) => Math.abs(x - y) <= TOLERANCE * Math.max(1, Math.abs(x), Math.abs(y));
    const equal =
      a.summary.rows === b.summary.rows && a.summary.sums.every((sum, k) => close(sum, b.summary.sums[k]));
    return equal
      ? []
      : [`${name}: ${own.name} ${JSON.stringify(a.summary)}, ${other.name} ${JSON.stringify(b.summary)}`];
  });
}
