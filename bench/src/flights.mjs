/**
 * `npm run bench:flights`: 3,000,000 flights joined to airports and aggregated into hexagons, by a script on our server and
 * hand-written with DuckDB, in one run on the same machine. The answers are compared bin by bin.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildShare } from '../../scripts/demo/shareFolder.mjs';
import { printedJson, runJob, withServer } from './benchServer.mjs';
import { printTable, spread } from './figures.mjs';
import { airportsFirstQuery, hexagonQuery, hexagonsByDuckDb } from './hexagonsByDuckDb.mjs';

const BIN_MILES = 100;
const METRES_PER_MILE = 1609.344;
const ROUNDS = 5;
const MEAN_TOLERANCE = 1e-9;
const GOAL_RATIO = 3;

async function ours(share) {
  const script = fs.readFileSync(new URL('../scripts/flight_hexagons.py', import.meta.url), 'utf8');
  return withServer(async ({ api }) => {
    await api.addShare('bench', share);
    const catalog = `${api.root}/rest/services/DataStoreCatalogs/bigDataFileShares_bench/BigDataCatalogServer`;
    const layers = ['flights', 'airports'].map((name) => ({ url: `${catalog}/${name}` }));
    const lines = printedJson(
      await runJob(api, script, layers, { bin_size: BIN_MILES, rounds: ROUNDS + 1, suffix: '' }),
    );
    const collected = lines.flatMap((line) => (line.collect === undefined ? [] : [line.collect]));
    return {
      seconds: collected.slice(1),
      first: collected[0],
      write: lines.find((line) => line.write !== undefined).write,
      bins: new Map(lines.filter((line) => line.bin !== undefined).map((line) => [line.bin, line])),
    };
  });
}

async function theirs(share, query) {
  const flights = path.join(share, 'flights', 'flights-3m.parquet');
  const airports = path.join(share, 'airports', 'airports.csv');
  const height = BIN_MILES * METRES_PER_MILE;
  const { seconds: first } = await hexagonsByDuckDb(flights, airports, height, query);
  const runs = [];
  for (let round = 0; round < ROUNDS; round++)
    runs.push(await hexagonsByDuckDb(flights, airports, height, query));
  return { first, seconds: runs.map((run) => run.seconds), bins: runs[0].bins };
}

/** Sentences about the differences of two answers; none when they agree. */
function differences(left, right) {
  const found = [];
  for (const id of new Set([...left.keys(), ...right.keys()])) {
    const [a, b] = [left.get(id), right.get(id)];
    if (a === undefined || b === undefined)
      found.push(`bin ${id} is only in ${a === undefined ? 'the second answer' : 'the first'}`);
    else if (a.count !== b.count) found.push(`bin ${id}: counts ${a.count} and ${b.count}`);
    else if (Math.abs(a.mean - b.mean) > MEAN_TOLERANCE * Math.max(1, Math.abs(b.mean))) {
      found.push(`bin ${id}: means ${a.mean} and ${b.mean}`);
    }
  }
  return found;
}

const share = fs.mkdtempSync(path.join(os.tmpdir(), 'graticule-flights-'));
try {
  await buildShare(share);
  const graticule = await ours(share);
  const duckdb = await theirs(share, hexagonQuery);
  const shortcut = await theirs(share, airportsFirstQuery);
  const [g, d] = [spread(graticule.seconds), spread(duckdb.seconds)];
  const row = (name, first, { min, median }) => [name, first.toFixed(2), min.toFixed(2), median.toFixed(2)];
  console.log(
    `3,000,000 flights into hexagons of ${BIN_MILES} miles; ${os.availableParallelism()} cores, Node ${process.version}`,
  );
  printTable(
    ['read, join, project, bin, group, collect', 'first s', 'min s', 'median s'],
    [
      row('Graticule, inside a script', graticule.first, g),
      row('DuckDB, hand-written SQL', duckdb.first, d),
      row('DuckDB, shortcut: airports into bins', shortcut.first, spread(shortcut.seconds)),
    ],
  );
  console.log(`ratio of medians ${(g.median / d.median).toFixed(2)} (goal: at most ${GOAL_RATIO})`);
  console.log(`the same written as a layer with its index: ${graticule.write.toFixed(2)} s`);
  const problems = [...differences(graticule.bins, duckdb.bins), ...differences(shortcut.bins, duckdb.bins)];
  console.log(
    problems.length === 0 ? `answers agree: ${duckdb.bins.size} bins` : problems.slice(0, 20).join('\n'),
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  fs.rmSync(share, { recursive: true, force: true });
}
