import type { DatasetManifest } from '@graticule/sql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findLayer, publishLayer } from '../../state/layers.js';
import { saveShare } from '../../state/shares.js';
import { readSettings } from '../../state/settings.js';
import { get, post, startTestServer, type TestServer } from '../testServer.js';

const CATALOG = '/rest/services/DataStoreCatalogs';
const STORMS: DatasetManifest = {
  name: 'Stürme',
  format: { type: 'delimited', extension: 'csv', fieldDelimiter: ',', hasHeaderRow: true, encoding: 'UTF-8' },
  schema: { fields: [{ name: 'x', type: 'esriFieldTypeDouble' }] },
  geometry: {
    geometryType: 'esriGeometryPoint',
    spatialReference: { wkid: 4326 },
    fields: [
      { name: 'x', formats: ['x'] },
      { name: 'y', formats: ['y'] },
    ],
  },
  time: {
    timeType: 'instant',
    timeReference: { timeZone: 'UTC' },
    fields: [{ name: 't', formats: ['yyyy-MM-dd'], role: 'startTime' }],
  },
};
const TOTALS: DatasetManifest = {
  name: 'totals',
  format: { type: 'parquet', extension: 'parquet' },
  schema: { fields: [{ name: 'n', type: 'esriFieldTypeInteger' }] },
};

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  saveShare(server.state, { name: 'Weather', folder: '/data/weather', datasets: [STORMS, TOTALS] });
});

afterAll(() => server.close());

async function json(path: string, values: Record<string, string> = {}): Promise<unknown> {
  return (await post(server, path, { f: 'json', token: server.admin, ...values })).json();
}

describe('catalog of shares', () => {
  test('the folder lists shares as catalog services, for users only', async () => {
    expect((await get(server, CATALOG, { f: 'json', token: server.reader })).json()).toMatchObject({
      services: [{ name: 'DataStoreCatalogs/bigDataFileShares_Weather', type: 'BigDataCatalogServer' }],
    });
    expect((await get(server, CATALOG, { f: 'json' })).json()).toMatchObject({ error: { code: 499 } });
  });

  test('a share lists its datasets', async () => {
    expect(await json(`${CATALOG}/bigDataFileShares_weather/BigDataCatalogServer`)).toEqual({
      dataStoreID: '/bigDataFileShares/Weather',
      currentVersion: 11.1,
      children: [
        { name: 'Stürme', type: 'featureclass', geometryType: 'esriGeometryPoint' },
        { name: 'totals', type: 'table' },
      ],
    });
  });

  test('a dataset describes fields, geometry and time, a table lacks the last two', async () => {
    const path = `${CATALOG}/bigDataFileShares_Weather/BigDataCatalogServer`;
    expect(await json(`${path}/St%C3%BCrme`)).toEqual({
      currentVersion: 11.1,
      dataStoreID: '/bigDataFileShares/Weather',
      name: 'Stürme',
      type: 'featureclass',
      fields: STORMS.schema.fields,
      geometryType: 'esriGeometryPoint',
      spatialReference: { wkid: 4326 },
      geometry: { fields: STORMS.geometry?.fields },
      time: STORMS.time,
    });
    const table = await json(`${path}/totals`);
    expect(table).toMatchObject({ type: 'table' });
    expect(table).not.toHaveProperty('geometry');
    expect(table).not.toHaveProperty('time');
  });

  test('the manifest is the whole of it', async () => {
    expect(await json(`${CATALOG}/bigDataFileShares_Weather/BigDataCatalogServer/manifest`)).toEqual({
      datasets: [STORMS, TOTALS],
    });
  });

  test('what is missing is named together with what there is', async () => {
    expect(await json(`${CATALOG}/bigDataFileShares_Weather/BigDataCatalogServer/none`)).toMatchObject({
      error: { code: 404, message: expect.stringContaining('(it has Stürme, totals)') },
    });
    expect(await json(`${CATALOG}/bigDataFileShares_None/BigDataCatalogServer`)).toMatchObject({
      error: { code: 404, message: "The big data file share 'None' was not found." },
    });
  });

  test('its pages link to datasets with names of any language', async () => {
    const page = await get(server, `${CATALOG}/bigDataFileShares_Weather/BigDataCatalogServer`, {
      token: server.reader,
    });
    expect(page.body).toContain('/BigDataCatalogServer/St%C3%BCrme">Stürme</a>');
  });
});

describe('administration', () => {
  test('shares are added, edited and forgotten', async () => {
    expect(await json('/admin/graticule/shares/add', { name: 'Ships', folder: 'C:\\data\\ships' })).toEqual({
      success: true,
      name: 'Ships',
      folder: 'C:\\data\\ships',
      datasets: [],
      notes: ['readme.txt is ignored'],
    });
    expect(
      await json('/admin/graticule/shares/Ships/manifest', {
        manifest: JSON.stringify({ datasets: [TOTALS] }),
      }),
    ).toMatchObject({ success: true, datasets: ['totals'] });
    expect(await json('/admin/graticule/shares')).toEqual({
      shares: [
        { name: 'Ships', folder: 'C:\\data\\ships', datasets: ['totals'] },
        { name: 'Weather', folder: '/data/weather', datasets: ['Stürme', 'totals'] },
      ],
    });
    expect(await json('/admin/graticule/shares/Ships/delete')).toEqual({ success: true, deleted: 'Ships' });
  });

  test('mistakes in shares are named', async () => {
    expect(await json('/admin/graticule/shares/add', { name: 'a/b', folder: '/x' })).toMatchObject({
      error: { code: 400, message: expect.stringContaining("found 'a/b'") },
    });
    expect(await json('/admin/graticule/shares/add', { name: 'a' })).toMatchObject({ error: { code: 400 } });
    expect(
      await json('/admin/graticule/shares/Weather/manifest', { manifest: '{"datasets":[{}]}' }),
    ).toMatchObject({
      error: { message: 'Parameter manifest: datasets[0] needs name, format and schema.' },
    });
  });

  test('nodes are those of the cluster', async () => {
    const node = {
      id: 'executor-1',
      hostName: 'alpha',
      address: 'alpha:7001',
      pid: 12,
      state: 'alive' as const,
      slots: 4,
      runningTasks: 2,
      runningDrivers: 1,
      storedBytes: 1_000_000,
      memoryBudgetBytes: 4_000_000_000,
      lastHeartbeat: 1_700_000_000_000,
    };
    server.coordinator.nodes = [node];
    expect(await json('/admin/graticule/nodes')).toEqual({ nodes: [node] });
    const page = await get(server, '/admin/graticule/nodes', { token: server.admin });
    expect(page.body).toContain('2 of 4');
    expect(page.body).toContain('2023-11-14 22:13:20 UTC');
  });

  test('layers are listed, and deleted by their owner or an administrator', async () => {
    const layer = {
      file: 'f',
      job: null,
      created: 5,
      schema: { kind: 'struct' as const, fields: [] },
      geometryType: null,
      spatialReference: null,
      extent: null,
      count: 3,
      time: null,
    };
    publishLayer(server.state, { ...layer, name: 'mine', owner: 'publisher' }, () => undefined);
    publishLayer(server.state, { ...layer, name: 'theirs', owner: 'admin' }, () => undefined);
    const layers = (await json('/admin/graticule/layers', { token: server.reader })) as { layers: object[] };
    expect(layers.layers).toMatchObject([
      { name: 'mine', owner: 'publisher', count: 3 },
      { name: 'theirs', owner: 'admin' },
    ]);
    const remove = (name: string): Promise<unknown> =>
      json(`/admin/graticule/layers/${name}/delete`, { token: server.publisher });
    expect(await remove('theirs')).toMatchObject({ error: { code: 403 } });
    expect(await remove('mine')).toEqual({ success: true, deleted: 'mine' });
    expect(findLayer(server.state, 'mine')).toBeUndefined();
    expect(findLayer(server.state, 'theirs')).toBeDefined();
  });
});

describe('system properties', () => {
  test('the documented update sets the interpreter and leaves the rest', async () => {
    expect(
      await json('/admin/system/properties/update', { properties: '{"pysparkPython":"/usr/bin/python"}' }),
    ).toEqual({ status: 'success' });
    expect(
      await json('/admin/system/properties/update', {
        properties: '{"allowedHosts":["GIS.example.org:6443"]}',
      }),
    ).toEqual({ status: 'success' });
    expect(await json('/admin/system/properties')).toEqual({
      pysparkPython: '/usr/bin/python',
      sparkCompatibility: '3.3',
      allowedHosts: ['gis.example.org:6443'],
      allowedPaths: [],
    });
    await json('/admin/system/properties/update', { properties: '{"pysparkPython":""}' });
    expect(readSettings(server.state).pysparkPython).toBeNull();
  });

  test('what is unknown or wrong is refused and nothing is changed', async () => {
    const update = (properties: string): Promise<unknown> =>
      json('/admin/system/properties/update', { properties });
    expect(await update('{"jobTimeoutSeconds":60,"colour":"red"}')).toMatchObject({
      error: {
        message: expect.stringContaining(
          "The property 'colour' is not supported; supported are pysparkPython,",
        ),
      },
    });
    expect(await update('{"jobTimeoutSeconds":-1}')).toMatchObject({
      error: {
        message:
          "The property 'jobTimeoutSeconds': expected a whole number of seconds greater than 0, found -1.",
      },
    });
    expect(await update('{"__proto__":1}')).toMatchObject({ error: { code: 400 } });
    expect(readSettings(server.state).jobTimeoutSeconds).toBeNull();
  });
});
