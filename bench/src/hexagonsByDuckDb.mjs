import { DuckDBInstance } from '@duckdb/node-api';

/** Semi-major axis (metres) and eccentricity of WGS84. */
const A = 6378137;
const E = Math.sqrt(0.0066943799901413165);

const quote = (file) => `'${file.replaceAll('\\', '/').replaceAll("'", "''")}'`;

/**
 * The flights in hexagons, hand-written: read, join by airport code, project to the World Cylindrical Equal Area system
 * (wkid 54034: x = a lambda, y = a q / 2; Snyder 1987, equations 10-2 and 3-12), nearest centre of the flat-topped lattice
 * with height `h` metres anchored at (0, 0), group. Every step is per flight, as the script does it.
 */
export function hexagonQuery(flights, airports, h) {
  const s = h / Math.sqrt(3);
  return `
    WITH places AS (
      SELECT f.delay,
             ${A} * radians(a.longitude) AS x,
             ${A} / 2 * (1 - ${E * E}) * (sin(radians(a.latitude)) / (1 - ${E * E} * sin(radians(a.latitude)) ** 2)
               - ln((1 - ${E} * sin(radians(a.latitude))) / (1 + ${E} * sin(radians(a.latitude)))) / (2 * ${E})) AS y
      FROM read_parquet(${quote(flights)}) f JOIN read_csv(${quote(airports)}) a ON f.origin = a.iata),
    columns AS (
      SELECT delay, x, y, floor(x / ${1.5 * s})::BIGINT AS i1, floor(x / ${1.5 * s})::BIGINT + 1 AS i2 FROM places),
    rows AS (
      SELECT *, ceil((y - abs(i1 % 2) * ${h / 2}) / ${h} - 0.5)::BIGINT AS j1,
                ceil((y - abs(i2 % 2) * ${h / 2}) / ${h} - 0.5)::BIGINT AS j2 FROM columns),
    distances AS (
      SELECT *, (x - i1 * ${1.5 * s}) ** 2 + (y - j1 * ${h} - abs(i1 % 2) * ${h / 2}) ** 2 AS d1,
                (x - i2 * ${1.5 * s}) ** 2 + (y - j2 * ${h} - abs(i2 % 2) * ${h / 2}) ** 2 AS d2 FROM rows)
    SELECT CASE WHEN d1 <= d2 THEN i1 ELSE i2 END AS i, CASE WHEN d1 <= d2 THEN j1 ELSE j2 END AS j,
           count(*) AS flights, avg(delay) AS mean
    FROM distances GROUP BY 1, 2`;
}

/**
 * The same answer by a shortcut that an expert may take because every flight lies at its airport: the flights are counted
 * by airport first, and only airports are projected and put into hexagons.
 */
export function airportsFirstQuery(flights, airports, h) {
  const byAirport = `(SELECT origin, count(*) AS n, sum(delay) AS delay FROM read_parquet(${quote(flights)}) GROUP BY 1)`;
  return hexagonQuery(flights, airports, h)
    .replace(`read_parquet(${quote(flights)})`, byAirport)
    .replace('SELECT f.delay,', 'SELECT f.delay, f.n,')
    .replace('SELECT delay, x, y,', 'SELECT delay, n, x, y,')
    .replace(
      'count(*) AS flights, avg(delay) AS mean\n',
      'sum(n)::BIGINT AS flights, sum(delay) / sum(n) AS mean\n',
    );
}

/** One run on a fresh in-memory database: {seconds, bins: Map of bin id text -> {count, mean}}. */
export async function hexagonsByDuckDb(flights, airports, heightMetres, query = hexagonQuery) {
  const started = performance.now();
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    const rows = (await connection.runAndReadAll(query(flights, airports, heightMetres))).getRows();
    const seconds = (performance.now() - started) / 1000;
    const bins = new Map(
      rows.map(([i, j, count, mean]) => [
        binId(i, j),
        { count: Number(count), mean, i: Number(i), j: Number(j) },
      ]),
    );
    return { seconds, bins };
  } finally {
    connection.closeSync();
  }
}

/** The 64-bit bin id: column in the upper, row in the lower 32 bits. */
function binId(i, j) {
  return String((BigInt(i) << 32n) | (BigInt(j) & 0xffffffffn));
}
