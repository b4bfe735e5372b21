import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CollectionSource, FeatureServiceSource } from '@graticule/sql';
import { describeSource } from '../readers.js';
import { readAll } from '../testing.js';

const layerDefinition = {
  geometryType: 'esriGeometryPoint',
  objectIdField: 'OID',
  fields: [
    { name: 'OID', type: 'esriFieldTypeOID' },
    { name: 'name', type: 'esriFieldTypeString' },
    { name: 'size', type: 'esriFieldTypeDouble' },
    { name: 'seen', type: 'esriFieldTypeDate' },
  ],
  timeInfo: { startTimeField: 'seen', endTimeField: null },
};

describe('an inline feature collection', () => {
  const source = (features: unknown[]): CollectionSource => ({
    kind: 'collection',
    layerDefinition,
    featureSet: { spatialReference: { wkid: 4326 }, features },
  });

  test('features become typed rows; missing attributes and NaN points are null', async () => {
    const read = await readAll(
      source([
        { attributes: { OID: 1, name: 'a', size: 1.5, seen: 1000 }, geometry: { x: 1, y: 2 } },
        { attributes: { OID: 2 }, geometry: { x: 'NaN', y: 'NaN' } },
        { attributes: { OID: 3, size: 'much' } },
      ]),
    );
    expect(read.columns).toEqual({
      OID: [1n, 2n],
      name: ['a', null],
      size: [1.5, null],
      seen: [1_000_000n, null],
      $geometry: [[1, 2], null],
      $time: [1_000_000n, null],
    });
    expect(read.rejected.map((r) => [r.line, r.reason])).toEqual([
      [3, 'expected double in size, found "much"'],
    ]);
  });

  test('the schema says where geometry and time are', async () => {
    const { fields } = await describeSource(source([]));
    expect(fields.slice(4).map((f) => f.metadata)).toEqual([
      { geometry: { type: 'point', spatialReference: { wkid: 4326 } } },
      { time: { type: 'instant' } },
    ]);
  });
});

describe('a feature service', () => {
  let server: Server;
  let source: FeatureServiceSource;
  let queries: Record<string, string>[];
  const total = 4500;

  beforeEach(async () => {
    queries = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const query = Object.fromEntries(new URLSearchParams(body));
        queries.push(query);
        response.end(JSON.stringify(answer(request.url ?? '', query)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    source = { kind: 'featureService', url: `http://127.0.0.1:${port}/layer/0?token=abc`, where: 'size > 0' };
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  function answer(url: string, query: Record<string, string>): unknown {
    if (query.token !== 'abc') return { error: { code: 499, message: 'Token Required', details: [] } };
    if (url === '/layer/0') {
      return {
        ...layerDefinition,
        capabilities: 'Query',
        maxRecordCount: 300,
        extent: { spatialReference: { wkid: 102100, latestWkid: 3857 } },
        advancedQueryCapabilities: { supportsPagination: true },
      };
    }
    if (query.returnCountOnly) return { count: total };
    const start = Number(query.resultOffset);
    // Fewer than asked for, as services do when an answer becomes too large.
    const size = Math.min(Number(query.resultRecordCount), 250);
    const features = Array.from({ length: Math.min(size, total - start) }, (_, i) => ({
      attributes: { OID: start + i + 1 },
      geometry: { x: start + i, y: 0 },
    }));
    return { features, exceededTransferLimit: start + size < total };
  }

  test('all pages are read once, in order, with the wanted fields only', async () => {
    const { columns, splits } = await readAll(source, { columns: ['OID', '$geometry'] });
    expect(splits).toBe(2);
    expect(columns.OID).toEqual(Array.from({ length: total }, (_, i) => BigInt(i + 1)));
    expect(columns.$geometry[4499]).toEqual([4499, 0]);
    expect(queries.at(-1)).toMatchObject({
      where: 'size > 0',
      outFields: 'OID',
      orderByFields: 'OID',
      returnGeometry: 'true',
    });
  });

  test('an extent goes with the query and is applied again', async () => {
    const extent = { xmin: 9.5, ymin: -1, xmax: 20, ymax: 1, wkid: 3857 };
    const { columns } = await readAll(source, { columns: ['OID'], extent });
    expect(columns.OID).toEqual([11n, 12n, 13n, 14n, 15n, 16n, 17n, 18n, 19n, 20n, 21n]);
    expect(queries.at(-1)).toMatchObject({ geometryType: 'esriGeometryEnvelope', inSR: '3857' });
  });

  test('errors in the answer and addresses that are none are told', async () => {
    await expect(describeSource({ ...source, token: 'wrong' })).rejects.toThrow('Token Required (code 499)');
    await expect(describeSource({ ...source, url: 'file:///etc/passwd' })).rejects.toThrow(
      'expected an http or https URL',
    );
  });
});
