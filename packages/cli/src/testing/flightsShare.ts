import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The package exports its build/index.js only; its files lie beside that folder.
const data = fileURLToPath(new URL('../data', import.meta.resolve('vega-datasets')));

/** The airports of vega-datasets: 3,376 rows with iata, name, city, state, country, latitude, longitude. */
export const AIRPORTS = join(data, 'airports.csv');

/** A share's folder with the datasets `airports` (delimited) and `flights` (Parquet, 3 M rows). */
export function writeFlightsShare(folder: string): void {
  for (const [dataset, file] of [
    ['airports', 'airports.csv'],
    ['flights', 'flights-3m.parquet'],
  ]) {
    mkdirSync(join(folder, dataset), { recursive: true });
    copyFileSync(join(data, file), join(folder, dataset, file));
  }
}

/** Airports of the CSV as text by column, for answers computed by hand. No field of it holds a quoted comma. */
export function readAirports(): Record<string, string>[] {
  const [header, ...lines] = readFileSync(AIRPORTS, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((match) => match[1] ?? match[2]);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}

/** A dataset of two integer columns whose third and fifth data line have a field too many and too few. */
export function writeDirtyDataset(folder: string): void {
  mkdirSync(join(folder, 'dirty'), { recursive: true });
  const rows = Array.from({ length: 300 }, (_, i) => `${i},${i * 2}`);
  rows[2] = '2,4,6';
  rows[4] = '4';
  writeFileSync(join(folder, 'dirty', 'numbers.csv'), `id,value\n${rows.join('\n')}\n`);
}
