import { existsSync, readFileSync } from 'node:fs';
import { DOUBLE, INT, STRING, field, fromValues, structType } from '@graticule/columnar';
import type { Batch, Column, Field } from '@graticule/columnar';
import { attributesOf } from '@graticule/sql';
import type { LogicalNode } from '@graticule/sql';
import { describe, expect, it } from 'vitest';
import { pointColumn } from '../geometry/build.js';
import { decodeGeometries } from '../geometry/encodedGeometry.js';
import { geometryType } from '../geometry/kind.js';
import { geometryMetadata } from '../geometry/recognise.js';
import { runPlan } from '../testing/runPlan.js';
import { lowerTool } from './registry.js';

const DATA = new URL('../../../../../shared/data/', import.meta.url);

function layer(fields: Field[], columns: Column[]): LogicalNode {
  const schema = structType(fields);
  const batch: Batch = { schema, length: columns[0].length, columns };
  return { kind: 'local', output: attributesOf(schema), batches: [batch] };
}

function storms(): LogicalNode {
  const text = readFileSync(new URL('storm_events/storm_events_1982_1992.csv', DATA), 'utf8');
  const [head, ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(',');
  const rows = lines.map((line) => line.split(','));
  const numbers = (name: string) => {
    const at = names.indexOf(name);
    return rows.map((row) => (row[at] === '' ? null : Number(row[at])));
  };
  const coordinates = (name: string) => Float64Array.from(numbers(name), (value) => value ?? NaN);
  return layer(
    [
      field('INJURIES_DIRECT', INT),
      field('MAGNITUDE', DOUBLE),
      field('$geometry', geometryType('point'), true, geometryMetadata('point', { wkid: 4326 })),
    ],
    [
      fromValues(INT, numbers('INJURIES_DIRECT')),
      fromValues(DOUBLE, numbers('MAGNITUDE')),
      pointColumn(coordinates('BEGIN_LON'), coordinates('BEGIN_LAT')),
    ],
  );
}

function counties(): LogicalNode {
  const { features } = JSON.parse(
    readFileSync(new URL('us_counties/us_counties_2017.geojson', DATA), 'utf8'),
  );
  const geometries = features.map((f: { geometry: unknown }) => JSON.stringify(f.geometry));
  const geoids = features.map((f: { properties: { GEOID: string } }) => f.properties.GEOID);
  return layer(
    [
      field('GEOID', STRING),
      field('$geometry', geometryType('polygon'), true, geometryMetadata('polygon', { wkid: 4326 })),
    ],
    [
      fromValues(STRING, geoids),
      decodeGeometries('GeoJSON', fromValues(STRING, geometries), 'polygon').column,
    ],
  );
}

describe('storm reports by county', () => {
  it.skipIf(!existsSync(DATA))('agree with shapely (skipped without the shared data sets)', async () => {
    const oracle: [string, number, number, number | null, number | null][] = JSON.parse(
      readFileSync(new URL('./fixtures/stormsInCounties.json', import.meta.url), 'utf8'),
    );
    const summaryFields = [
      { statisticType: 'Sum', onStatisticField: 'INJURIES_DIRECT' },
      { statisticType: 'Max', onStatisticField: 'MAGNITUDE' },
      { statisticType: 'Stddev', onStatisticField: 'MAGNITUDE' },
    ];
    const inputs = { pointLayer: storms(), polygonLayer: counties() };
    const call = { tool: 'AggregatePoints', parameters: { summaryFields }, inputs, output: '' };
    const plan = await lowerTool(call, { extentOf: async () => null, message: () => {} });
    const rows = await runPlan(plan);
    rows.sort((a, b) => (String(a.GEOID) < String(b.GEOID) ? -1 : 1));
    expect(rows.map((r) => [r.GEOID, Number(r.COUNT), r.SUM_INJURIES_DIRECT, r.MAX_MAGNITUDE])).toEqual(
      oracle.map((line) => line.slice(0, 4)),
    );
    const different = rows.filter((row, k) => {
      const expected = oracle[k][4];
      if (expected === null || row.SD_MAGNITUDE === null) return row.SD_MAGNITUDE !== expected;
      return Math.abs((row.SD_MAGNITUDE as number) - expected) > 1e-12 * Math.max(1, expected);
    });
    expect(different).toEqual([]);
  });
});
