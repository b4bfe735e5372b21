// Point in polygon, bins and projections beside shapely, numpy and pyproj on the same points, in one run, answers
// compared: node bench/src/kernels.mjs [points], after npm run build. Needs python3 with shapely, numpy and
// pyproj for the peers; without them only our own times are printed. One thread each; the better of two runs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  binIds,
  buildPolygonIndex,
  coordinateSystem,
  decodeGeometries,
  pointsInPolygons,
  projector,
  viewGeometry,
} from '@graticule/geoanalytics';
import { STRING, fromValues } from '@graticule/columnar';
import { feature } from 'topojson-client';

const COUNT = Number(process.argv[2] ?? 5_000_000);
const SEED = 42;
const BIN_METRES = 20000;

const topology = JSON.parse(
  readFileSync(fileURLToPath(import.meta.resolve('us-atlas/counties-10m.json')), 'utf8'),
);
const counties = feature(topology, topology.objects.counties).features;
const texts = counties.map(({ geometry }) => JSON.stringify(geometry));
const polygons = viewGeometry(decodeGeometries('GeoJSON', fromValues(STRING, texts), 'polygon').column);

/** Points over the contiguous states, by a linear congruential generator that Python repeats. */
function makePoints(count) {
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  let state = SEED;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
  for (let i = 0; i < count; i++) {
    xs[i] = -125 + 58 * random();
    ys[i] = 25 + 24 * random();
  }
  return { kind: 'point', length: count, validity: null, xs, ys };
}

function timed(name, action) {
  let best = Infinity;
  let result;
  for (let round = 0; round < 2; round++) {
    const start = performance.now();
    result = action();
    best = Math.min(best, performance.now() - start);
  }
  seconds[name] = best / 1000;
  return result;
}

function projected(wkid) {
  const xs = points.xs.slice();
  const ys = points.ys.slice();
  const move = projector(coordinateSystem(4326), coordinateSystem(wkid));
  const start = performance.now();
  move(xs, ys);
  seconds[`project ${wkid}`] = Math.min(
    seconds[`project ${wkid}`] ?? Infinity,
    (performance.now() - start) / 1000,
  );
  return { xs, ys };
}

const seconds = {};
const points = makePoints(COUNT);
const index = timed('counties: build', () => buildPolygonIndex(polygons));
const pairs = timed('counties: query', () => pointsInPolygons(points, index));
const perCounty = new Int32Array(polygons.length);
for (const polygon of pairs.polygons) perCounty[polygon]++;
for (const wkid of [3857, 32615, 5070]) for (let round = 0; round < 2; round++) projected(wkid);
const plane = projected(5070);
const ids = new BigInt64Array(COUNT);
const words = new Int32Array(ids.buffer);
timed('square bins', () => binIds('Square', plane.xs, plane.ys, BIN_METRES, words));
const squares = new Set(ids).size;
timed('hexagon bins', () => binIds('Hexagon', plane.xs, plane.ys, BIN_METRES, words));
const hexagons = new Set(ids).size;

const folder = mkdtempSync(join(tmpdir(), 'graticule-bench-'));
writeFileSync(join(folder, 'counties.json'), JSON.stringify(texts));
const script = fileURLToPath(new URL('../oracles/kernels_peer.py', import.meta.url));
const run = spawnSync('python3', [script, folder, String(COUNT), String(SEED), String(BIN_METRES)], {
  encoding: 'utf8',
});
rmSync(folder, { recursive: true });
const peer = run.status === 0 ? JSON.parse(run.stdout) : null;
if (peer === null) console.log(`no peer: ${run.stderr?.trim().split('\n').at(-1) ?? run.error?.message}`);

console.log(`${COUNT} points, ${polygons.length} counties; Node ${process.version}, ${cpus()[0].model}`);
for (const [name, own] of Object.entries(seconds)) {
  const other = peer?.seconds[name];
  const ratio = other === undefined ? '' : `  peer ${other.toFixed(2)} s  ratio ${(other / own).toFixed(1)}`;
  console.log(`${name.padEnd(18)} ${own.toFixed(2)} s${ratio}`);
}
if (peer !== null) {
  const different = peer.perCounty.filter((count, county) => count !== perCounty[county]).length;
  console.log(`counties with a different count: ${different} of ${polygons.length}`);
  console.log(`square bins ${squares}, peer ${peer.squares}; hexagons ${hexagons}, peer ${peer.hexagons}`);
  process.exitCode = different === 0 && squares === peer.squares && hexagons === peer.hexagons ? 0 : 1;
}
