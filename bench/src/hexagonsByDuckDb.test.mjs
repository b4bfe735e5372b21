import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { airportsFirstQuery, hexagonsByDuckDb } from './hexagonsByDuckDb.mjs';

test('the hand-written peer groups every flight at the nearest centre in the equal-area system', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'graticule-duckdb-'));
  const flights = path.join(folder, 'flights.parquet');
  const airports = path.join(folder, 'airports.csv');
  fs.writeFileSync(
    airports,
    'iata,longitude,latitude\nATL,-84.42694444,33.64044444\nZRO,0,0\nSFO,-122.3748433,37.61900194\n',
  );
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const values = "(VALUES (10, 'ATL'), (20, 'ATL'), (-6, 'ZRO'), (7, 'SFO'), (9, 'XXX')) f(delay, origin)";
  await connection.run(
    `COPY (SELECT * FROM ${values}) TO '${flights.replaceAll('\\', '/')}' (FORMAT parquet)`,
  );
  connection.closeSync();

  const { bins } = await hexagonsByDuckDb(flights, airports, 160934.4);
  const shortcut = await hexagonsByDuckDb(flights, airports, 160934.4, airportsFirstQuery);
  fs.rmSync(folder, { recursive: true, force: true });
  // Places in wkid 54034 by PROJ: ATL -9398364.5 3514518.6 (column -67), SFO -13622705.2 3873647.3 (column -98).
  expect(
    [...bins.values()].map(({ i, j, count, mean }) => [i, j, count, mean]).sort((a, b) => a[0] - b[0]),
  ).toEqual([
    [-98, 24, 1, 7],
    [-67, 21, 2, 15],
    [0, 0, 1, -6],
  ]);
  expect(shortcut.bins).toEqual(bins);
});
