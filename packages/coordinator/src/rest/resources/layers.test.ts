import {
  DOUBLE,
  field,
  fromValues,
  INT,
  LONG,
  STRING,
  structType,
  TIMESTAMP,
  type Batch,
  type Value,
} from '@graticule/columnar';
import { AnalysisError } from '@graticule/sql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SparkError } from '../../connect/errors.js';
import type { Layer } from '../../state/layer.js';
import { publishLayer } from '../../state/layers.js';
import { get, post, startTestServer, type TestServer } from '../testServer.js';

const SERVICE = '/rest/services/Hosted/Storms/FeatureServer';
const MERCATOR = { wkid: 102100, latestWkid: 3857 };
const EXTENT = { xmin: -10, ymin: -5, xmax: 10, ymax: 5 };

const STORMS: Layer = {
  name: 'Storms',
  file: 'storms.fgb',
  owner: 'publisher',
  job: null,
  created: 1_700_000_000_000,
  schema: structType([field('Name', STRING), field('deaths', INT), field('begin', TIMESTAMP)]),
  geometryType: 'esriGeometryPoint',
  spatialReference: MERCATOR,
  extent: EXTENT,
  count: 3,
  time: { startTimeField: 'begin', endTimeField: null, timeExtent: [0, 1000] },
};
const TABLE: Layer = {
  ...STORMS,
  name: 'Totals',
  geometryType: null,
  spatialReference: null,
  extent: null,
  time: null,
};

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  publishLayer(server.state, STORMS, () => undefined);
  publishLayer(server.state, TABLE, () => undefined);
});

afterAll(() => server.close());

beforeEach(() => {
  const { coordinator } = server;
  coordinator.queries.length = coordinator.counts.length = coordinator.statistics.length = 0;
});

function rows(count: number): Batch {
  const point = structType([field('x', DOUBLE), field('y', DOUBLE)]);
  const column = (make: (i: number) => Value): Value[] => Array.from({ length: count }, (_, i) => make(i));
  return {
    schema: structType([
      field('Name', STRING),
      field('begin', TIMESTAMP),
      field('OBJECTID', LONG),
      field('$geometry', point),
    ]),
    length: count,
    columns: [
      fromValues(
        STRING,
        column((i) => (i === 1 ? null : `storm ${i}`)),
      ),
      fromValues(
        TIMESTAMP,
        column((i) => BigInt(i) * 1_000_000n),
      ),
      fromValues(
        LONG,
        column((i) => BigInt(i + 1)),
      ),
      fromValues(
        point,
        column((i) => (i === 1 ? null : [i, -i])),
      ),
    ],
  };
}

async function query(values: Record<string, string>, path = `${SERVICE}/0/query`): Promise<unknown> {
  return (await post(server, path, { f: 'json', token: server.reader, ...values })).json();
}

describe('description', () => {
  test('the folder lists every layer as a feature service, for users only', async () => {
    expect(
      (await get(server, '/rest/services/Hosted', { f: 'json', token: server.reader })).json(),
    ).toMatchObject({
      services: [
        { name: 'Hosted/Storms', type: 'FeatureServer' },
        { name: 'Hosted/Totals', type: 'FeatureServer' },
      ],
    });
    expect((await get(server, `${SERVICE}/0`, { f: 'json' })).json()).toMatchObject({ error: { code: 499 } });
  });

  test('the service has one layer, or one table', async () => {
    const of = async (path: string): Promise<unknown> =>
      (await get(server, path, { f: 'json', token: server.reader })).json();
    expect(await of(SERVICE)).toMatchObject({
      capabilities: 'Query',
      fullExtent: { ...EXTENT, spatialReference: MERCATOR },
      layers: [{ id: 0, name: 'Storms', geometryType: 'esriGeometryPoint' }],
      tables: [],
    });
    expect(await of('/rest/services/Hosted/Totals/FeatureServer')).toMatchObject({
      layers: [],
      tables: [{ id: 0, name: 'Totals', type: 'Table' }],
    });
  });

  test('the layer describes itself as clients need it', async () => {
    const answer = await get(server, `${SERVICE}/0`, { f: 'json', token: server.reader });
    expect(answer.json()).toMatchObject({
      id: 0,
      name: 'Storms',
      type: 'Feature Layer',
      geometryType: 'esriGeometryPoint',
      objectIdField: 'OBJECTID',
      displayField: 'Name',
      extent: { ...EXTENT, spatialReference: MERCATOR },
      maxRecordCount: 2000,
      capabilities: 'Query',
      timeInfo: { startTimeField: 'begin', endTimeField: null, timeExtent: [0, 1000] },
      advancedQueryCapabilities: { supportsPagination: true, supportsStatistics: true },
    });
    const { fields } = answer.json<{ fields: { name: string; type: string }[] }>();
    expect(fields.map(({ name, type }) => [name, type])).toEqual([
      ['OBJECTID', 'esriFieldTypeOID'],
      ['Name', 'esriFieldTypeString'],
      ['deaths', 'esriFieldTypeInteger'],
      ['begin', 'esriFieldTypeDate'],
    ]);
  });

  test('a service that does not exist is named', async () => {
    const path = '/rest/services/Hosted/None/FeatureServer';
    expect((await get(server, path, { f: 'json', token: server.reader })).json()).toMatchObject({
      error: { code: 404, message: "The service 'Hosted/None' was not found." },
    });
  });
});

describe('query', () => {
  test('gives the asked attributes and the geometry as Esri JSON', async () => {
    server.coordinator.batch = rows(2);
    const answer = await query({ where: 'deaths > 0', outFields: 'name, BEGIN' });
    expect(answer).toMatchObject({
      objectIdFieldName: 'OBJECTID',
      geometryType: 'esriGeometryPoint',
      spatialReference: MERCATOR,
      features: [
        { attributes: { Name: 'storm 0', begin: 0 }, geometry: { x: 0, y: 0 } },
        { attributes: { Name: null, begin: 1000 }, geometry: null },
      ],
    });
    expect(answer).not.toHaveProperty('exceededTransferLimit');
    expect((answer as { features: { attributes: object }[] }).features[0].attributes).not.toHaveProperty(
      'OBJECTID',
    );
    expect(server.coordinator.queries).toEqual([
      {
        where: 'deaths > 0',
        objectIds: null,
        extent: null,
        fields: ['Name', 'begin', 'OBJECTID'],
        returnGeometry: true,
        outWkid: null,
        orderBy: [],
        offset: 0,
        limit: 2001,
      },
    ]);
  });

  test('every parameter reaches the layer service', async () => {
    server.coordinator.batch = rows(1);
    await query({
      where: '1=1',
      objectIds: '3, 5',
      geometry:
        '{"xmin":-1,"ymin":-2,"xmax":3,"ymax":4,"spatialReference":{"wkid":102100,"latestWkid":3857}}',
      geometryType: 'esriGeometryEnvelope',
      spatialRel: 'esriSpatialRelIntersects',
      inSR: '4326',
      outSR: '{"wkid": 4326}',
      outFields: '*',
      orderByFields: 'deaths DESC, name',
      resultOffset: '10',
      resultRecordCount: '5',
      returnGeometry: 'false',
    }).catch(() => undefined);
    expect(server.coordinator.queries).toEqual([
      {
        where: null,
        objectIds: [3, 5],
        extent: { xmin: -1, ymin: -2, xmax: 3, ymax: 4, wkid: 3857 },
        fields: ['OBJECTID', 'Name', 'deaths', 'begin'],
        returnGeometry: false,
        outWkid: 4326,
        orderBy: [
          { field: 'deaths', descending: true },
          { field: 'Name', descending: false },
        ],
        offset: 10,
        limit: 6,
      },
    ]);
  });

  test('an envelope of four numbers is in inSR, or else in the system of the layer', async () => {
    server.coordinator.count = 7;
    expect(
      await query({ where: '1=1', geometry: '-1, -2, 3, 4', inSR: '4326', returnCountOnly: 'true' }),
    ).toEqual({
      count: 7,
    });
    await query({ where: '1=1', geometry: '-1,-2,3,4', returnCountOnly: 'true' });
    expect(server.coordinator.counts.map((filter) => filter.extent?.wkid)).toEqual([4326, 3857]);
  });

  test('what the Python client always sends along changes nothing', async () => {
    server.coordinator.batch = rows(1);
    const always = {
      returnDistinctValues: 'False',
      returnCentroid: 'False',
      returnCountOnly: 'False',
      returnExtentOnly: 'False',
      returnIdsOnly: 'False',
      returnZ: 'False',
      returnM: 'False',
      returnExceededLimitFeatures: 'true',
    };
    expect(await query({ where: '1=1', outFields: 'Name', ...always })).toEqual(
      await query({ where: '1=1', outFields: 'Name' }),
    );
  });

  test('more rows than asked for are announced and not given', async () => {
    server.coordinator.batch = rows(3);
    const answer = await query({ where: '1=1', outFields: 'Name', resultRecordCount: '2' });
    expect(answer).toMatchObject({ exceededTransferLimit: true });
    expect((answer as { features: unknown[] }).features).toHaveLength(2);
  });

  test('never more than 2000 rows are asked for', async () => {
    server.coordinator.batch = rows(0);
    await query({ where: '1=1', outFields: 'Name', resultRecordCount: '100000' });
    expect(server.coordinator.queries[0].limit).toBe(2001);
  });

  test('GeoJSON is in longitude and latitude unless asked otherwise', async () => {
    server.coordinator.batch = rows(2);
    const answer = await post(server, `${SERVICE}/0/query`, {
      f: 'geojson',
      where: '1=1',
      outFields: 'Name',
      token: server.reader,
    });
    expect(answer.headers['content-type']).toBe('application/geo+json; charset=utf-8');
    expect(answer.json()).toEqual({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          id: 1,
          geometry: { type: 'Point', coordinates: [0, 0] },
          properties: { Name: 'storm 0' },
        },
        { type: 'Feature', id: 2, geometry: null, properties: { Name: null } },
      ],
    });
    expect(server.coordinator.queries[0].outWkid).toBe(4326);
  });

  test('ids come all, without a limit', async () => {
    server.coordinator.batch = {
      schema: structType([field('OBJECTID', LONG)]),
      length: 3,
      columns: [fromValues(LONG, [4n, 5n, 9007199254740993n])],
    };
    const answer = await post(server, `${SERVICE}/0/query`, {
      f: 'json',
      where: '1=1',
      returnIdsOnly: 'true',
      token: server.reader,
    });
    expect(answer.body).toBe('{"objectIdFieldName":"OBJECTID","objectIds":[4,5,9007199254740993]}');
    expect(server.coordinator.queries[0]).toMatchObject({
      limit: null,
      fields: ['OBJECTID'],
      returnGeometry: false,
    });
  });

  test('the extent of everything is that of the layer, otherwise that of the rows', async () => {
    expect(await query({ where: '1=1', returnExtentOnly: 'true' })).toEqual({
      extent: { ...EXTENT, spatialReference: MERCATOR },
    });
    expect(server.coordinator.queries).toEqual([]);
    server.coordinator.batch = rows(3);
    server.coordinator.count = 3;
    expect(
      await query({ where: 'deaths > 1', returnExtentOnly: 'true', returnCountOnly: 'true', outSR: '4326' }),
    ).toEqual({
      count: 3,
      extent: { xmin: 0, ymin: -2, xmax: 2, ymax: 0, spatialReference: { wkid: 4326, latestWkid: 4326 } },
    });
  });

  test('statistics are figures per group', async () => {
    server.coordinator.batch = {
      schema: structType([field('Name', STRING), field('total', LONG)]),
      length: 1,
      columns: [fromValues(STRING, ['a']), fromValues(LONG, [12n])],
    };
    const answer = await query({
      where: '1=1',
      outStatistics: '[{"statisticType":"SUM","onStatisticField":"deaths","outStatisticFieldName":"total"}]',
      groupByFieldsForStatistics: 'name',
      orderByFields: 'total desc',
    });
    expect(answer).toMatchObject({ features: [{ attributes: { Name: 'a', total: 12 } }] });
    expect(server.coordinator.statistics).toEqual([
      {
        where: null,
        objectIds: null,
        extent: null,
        groupBy: ['Name'],
        statistics: [{ statistic: 'sum', field: 'deaths', name: 'total' }],
        orderBy: [{ field: 'total', descending: true }],
      },
    ]);
  });

  test.each([
    [
      { outFields: 'nope' },
      "Parameter outFields: the layer has no field 'nope'; it has OBJECTID, Name, deaths, begin.",
    ],
    [{ orderByFields: 'nope desc' }, "Parameter orderByFields: the layer has no field 'nope'"],
    [{ geometry: '1,2,3' }, 'Parameter geometry: expected an envelope'],
    [{ geometry: '3,2,1,4' }, 'with xmin <= xmax'],
    [{ geometry: '{"rings":[]}' }, 'Parameter geometry: expected an envelope'],
    [{ geometry: '1,2,3,4', geometryType: 'esriGeometryPolygon' }, 'only esriGeometryEnvelope is supported'],
    [
      { geometry: '1,2,3,4', spatialRel: 'esriSpatialRelWithin' },
      'only esriSpatialRelIntersects is supported',
    ],
    [{ outSR: 'abc' }, 'Parameter outSR: expected a wkid'],
    [{ objectIds: '1,x' }, "Parameter objectIds: expected whole numbers, found 'x'."],
    [{ resultOffset: '-1' }, 'Parameter resultOffset: expected a whole number of at least 0'],
    [{ returnGeometry: 'maybe' }, 'Parameter returnGeometry: expected true or false'],
    [{ returnDistinctValues: 'true' }, 'Parameter returnDistinctValues is not supported'],
    [{ returnCentroid: 'true' }, 'Parameter returnCentroid is not supported'],
    [{ returnExceededLimitFeatures: 'false' }, 'Parameter returnExceededLimitFeatures: only true'],
    [{ time: '0,1' }, 'Parameter time is not supported'],
    [{ outStatistics: '[{"statisticType":"median","onStatisticField":"deaths"}]' }, "found 'median'"],
  ])('%j is refused and says why', async (values, message) => {
    const answer = await query({ where: '1=1', ...(values as unknown as Record<string, string>) });
    expect(answer).toMatchObject({ error: { code: 400, message: expect.stringContaining(message) } });
    expect(server.coordinator.queries).toEqual([]);
  });

  test('a mistake in the condition reaches the caller in the words of the service', async () => {
    for (const failure of [
      Object.assign(new Error('x'), { userMessage: "no column 'dead'" }),
      new AnalysisError('UNRESOLVED_COLUMN', "no column 'dead'"),
      new SparkError('IllegalArgumentException', "no column 'dead'"),
    ]) {
      server.coordinator.failure = failure;
      expect(await query({ where: 'dead = 1' })).toMatchObject({
        error: { code: 400, message: "no column 'dead'" },
      });
    }
    server.coordinator.failure = null;
  });

  test('a table has no geometry', async () => {
    const path = '/rest/services/Hosted/Totals/FeatureServer/0/query';
    server.coordinator.batch = {
      schema: structType([field('OBJECTID', LONG)]),
      length: 1,
      columns: [fromValues(LONG, [1n])],
    };
    const answer = await query({ where: '1=1' }, path);
    expect(answer).toMatchObject({ features: [{ attributes: { OBJECTID: 1 } }] });
    expect(answer).not.toHaveProperty('geometryType');
    expect(await query({ where: '1=1', geometry: '1,2,3,4' }, path)).toMatchObject({
      error: { message: "Parameter geometry: 'Totals' is a table." },
    });
  });

  test('people get a form, then a table of attributes', async () => {
    const form = await get(server, `${SERVICE}/0/query`, { token: server.reader });
    expect(form.body).toContain('<input id="where" name="where" value="1=1" />');
    server.coordinator.batch = rows(2);
    const result = await get(server, `${SERVICE}/0/query`, {
      where: '1=1',
      outFields: 'Name',
      token: server.reader,
    });
    expect(result.body).toContain('2 features');
    expect(result.body).toContain('<td>storm 0</td>');
  });
});
