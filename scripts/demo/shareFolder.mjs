import fs from 'node:fs';
import path from 'node:path';
import { repository } from '../setup/console.mjs';

/** The folder of an npm package of the repository's own package.json. */
function packageFolder(name) {
  return path.join(repository, 'node_modules', name);
}

/** Reads a topology of us-atlas: objects `states` or `counties`, longitude and latitude (NAD83) in degrees. */
export function readAtlas(name) {
  return JSON.parse(fs.readFileSync(path.join(packageFolder('us-atlas'), `${name}-10m.json`), 'utf8'));
}

/** A GeoJSON polygon or multipolygon as WKT, coordinates rounded to 1e-5 degrees (a metre, finer than the source). */
export function toWkt(geometry) {
  const number = (value) => String(Math.round(value * 1e5) / 1e5);
  const ring = (points) => `(${points.map(([x, y]) => `${number(x)} ${number(y)}`).join(', ')})`;
  const polygon = (rings) => `(${rings.map(ring).join(', ')})`;
  if (geometry.type === 'Polygon') return `POLYGON ${polygon(geometry.coordinates)}`;
  if (geometry.type === 'MultiPolygon')
    return `MULTIPOLYGON (${geometry.coordinates.map(polygon).join(', ')})`;
  throw new Error(`expected a polygon or multipolygon, found ${geometry.type}`);
}

/**
 * Builds the demo's big data file share: one sub-folder per dataset.
 *   flights   3,000,000 flights of 2001 as Parquet (vega-datasets)
 *   airports  3,376 airports with longitude and latitude as CSV (vega-datasets)
 *   counties  the counties of the United States as CSV with a WKT column (us-atlas)
 */
export async function buildShare(folder) {
  const { feature } = await import('topojson-client');
  const vega = path.join(packageFolder('vega-datasets'), 'data');
  const copy = (dataset, file) => {
    fs.mkdirSync(path.join(folder, dataset), { recursive: true });
    fs.copyFileSync(path.join(vega, file), path.join(folder, dataset, file));
  };
  copy('flights', 'flights-3m.parquet');
  copy('airports', 'airports.csv');

  const atlas = readAtlas('counties');
  const rows = feature(atlas, atlas.objects.counties).features.map(
    ({ id, properties, geometry }) =>
      `c${id},"${properties.name.replaceAll('"', '""')}","${toWkt(geometry)}"`,
  );
  fs.mkdirSync(path.join(folder, 'counties'), { recursive: true });
  // The id is written with a letter in front: it is a code with leading zeros, not a number.
  fs.writeFileSync(path.join(folder, 'counties', 'counties.csv'), `fips,county,wkt\n${rows.join('\n')}\n`);
}
