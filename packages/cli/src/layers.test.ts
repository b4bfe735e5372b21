import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAirports, writeFlightsShare } from './testing/flightsShare.js';
import { TestServer } from './testing/testServer.js';

/** Joins 3 M flights to their airports, aggregates into hexagons and writes the layer `delays`. */
const FLIGHTS = `
import pyspark.sql.functions as f
flights, airports = layers
d = flights.join(airports, flights["origin"] == airports["iata"]).filter("state NOT IN ('AK', 'HI')")
bins = geoanalytics.aggregate_points(d, bin_type="Hexagon", bin_size=60, bin_size_unit="Miles",
    summary_fields=[{"statisticType": "Mean", "onStatisticField": "delay"},
                    {"statisticType": "Stddev", "onStatisticField": "delay"}])
bins.write.format("webgis").save("delays")
`;

let share: string;

beforeAll(() => {
  share = mkdtempSync(join(tmpdir(), 'graticule-share-'));
  writeFlightsShare(share);
});

afterAll(() => rmSync(share, { recursive: true, force: true }));

async function startWithShare(executors: number): Promise<TestServer> {
  const server = await TestServer.start(executors);
  await server.post('/admin/graticule/shares/add', { name: 'test', folder: share });
  return server;
}

function inputs(server: TestServer, ...datasets: string[]): { inputLayers: string } {
  return { inputLayers: JSON.stringify(datasets.map((name) => ({ url: server.datasetUrl('test', name) }))) };
}

function layerFiles(server: TestServer): { name: string; digest: string }[] {
  const folder = join(server.folder, 'layers');
  return readdirSync(folder).map((file) => ({
    name: file.split('.')[0],
    digest: createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex'),
  }));
}

describe('written layers', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startWithShare(1);
  }, 60_000);
  afterAll(() => server.stopAndRemove());

  it('hold what was written, and answer queries as a brute force does', async () => {
    const job = await server.run(
      'layers[0].select("iata", "state", "latitude", "$geometry").write.format("webgis").save("airports")',
      inputs(server, 'airports'),
    );
    expect(job.errors).toEqual([]);
    const all = readAirports();
    const count = async (parameters: Record<string, string>) =>
      (await server.queryLayer('airports', { returnCountOnly: 'true', ...parameters })).count;
    expect(await count({ where: '1=1' })).toBe(all.length);
    expect(await count({ where: "state = 'CO' AND latitude < 39" })).toBe(
      all.filter(({ state, latitude }) => state === 'CO' && Number(latitude) < 39).length,
    );
    const inside = all.filter(
      ({ longitude, latitude }) =>
        Number(longitude) >= -106 &&
        Number(longitude) <= -104 &&
        Number(latitude) >= 39 &&
        Number(latitude) <= 41,
    );
    expect(
      await count({ geometry: '-106,39,-104,41', geometryType: 'esriGeometryEnvelope', inSR: '4326' }),
    ).toBe(inside.length);
    const page = await server.queryLayer('airports', {
      where: '1=1',
      outFields: 'iata',
      orderByFields: 'iata',
      resultOffset: '10',
      resultRecordCount: '3',
    });
    const codes = all.map(({ iata }) => iata).sort();
    const features = page.features as { attributes: { iata: string }; geometry: { x: number } }[];
    expect(features.map(({ attributes }) => attributes.iata)).toEqual(codes.slice(10, 13));
    expect(page.exceededTransferLimit).toBe(true);
    const geojson = await server.queryLayer('airports', {
      where: "iata = 'DEN'",
      outFields: '*',
      f: 'geojson',
    });
    const [den] = geojson.features as { geometry: { type: string; coordinates: number[] } }[];
    const denver = all.find(({ iata }) => iata === 'DEN');
    const coordinates = [Number(denver?.longitude), Number(denver?.latitude)];
    expect(den.geometry).toEqual({ type: 'Point', coordinates });
    const mercator = await server.queryLayer('airports', { where: "iata = 'DEN'", outSR: '3857' });
    const [projected] = mercator.features as { geometry: { x: number; y: number } }[];
    expect(projected.geometry.x).toBeCloseTo(-11651477.37, 1);
  });

  it('refuse a name that exists and stay as they were', async () => {
    const write = (rows: number) => server.run(`spark.range(${rows}).write.format("webgis").save("taken")`);
    expect((await write(3)).status).toBe('esriJobSucceeded');
    const second = await write(5);
    expect(second.status).toBe('esriJobFailed');
    expect(second.errors.join()).toContain("A layer named 'taken' exists already");
    expect((await server.queryLayer('taken', { where: '1=1', returnCountOnly: 'true' })).count).toBe(3);
  });

  it('leave nothing behind when writing fails', async () => {
    const job = await server.run(
      'spark.range(3).selectExpr("array(id) AS a").write.format("webgis").save("nested")',
    );
    expect(job.status).toBe('esriJobFailed');
    expect(job.errors.join()).toMatch(/array/);
    expect(layerFiles(server).filter(({ name }) => name === 'nested')).toEqual([]);
  });

  it('can be read by the next script, edited names and all', async () => {
    const job = await server.run(`
df = spark.createDataFrame([(1, "x"), (2, None)], ["avg(v)", "name"])
df.write.format("webgis").save("named")
back = spark.read.format("webgis").load("${server.layerUrl('named')}")
print(back.columns)
print([tuple(r) for r in back.orderBy("OBJECTID").collect()])
`);
    expect(job.errors).toEqual([]);
    expect(job.printed).toEqual(["['OBJECTID', 'avg_v_', 'name']", "[(1, 1, 'x'), (2, 2, None)]"]);
  });

  it('are found again after a restart, with jobs and messages; a job that was running is failed', async () => {
    const id = await server.submit('import time\nprint("begun")\nwhile True:\n    time.sleep(0.05)\n');
    await server.waitFor(id, ({ messages }) => messages.length > 0);
    const done = await server.run('print("kept")\nspark.range(2).write.format("webgis").save("kept")');
    await server.stop();
    server = await TestServer.start(1, server.folder);
    expect((await server.finished(done.id)).printed).toEqual(['kept']);
    const interrupted = await server.finished(id);
    expect(interrupted.status).toBe('esriJobFailed');
    expect(interrupted.printed).toEqual(['begun']);
    expect(interrupted.errors.join()).toContain('stopped');
    expect((await server.queryLayer('kept', { where: '1=1', returnCountOnly: 'true' })).count).toBe(2);
  }, 60_000);
});

describe('two executors', () => {
  it('write the same layer as one, byte for byte, also when one of them is killed halfway', async () => {
    const digests: string[] = [];
    for (const executors of [1, 2]) {
      const server = await startWithShare(executors);
      const job = await server.run(FLIGHTS, inputs(server, 'flights', 'airports'));
      expect(job.errors).toEqual([]);
      digests.push(layerFiles(server)[0].digest);
      if (executors === 2) {
        await server.post('/admin/graticule/layers/delays/delete');
        expect(layerFiles(server)).toEqual([]);
        digests.push(await runWithAKill(server));
      }
      await server.stopAndRemove();
    }
    expect(digests[1]).toBe(digests[0]);
    expect(digests[2]).toBe(digests[0]);
  }, 120_000);
});

describe('a global sort on two executors', () => {
  const SORT = `
from pyspark.sql import functions as F, Window
rows = spark.range(1700000).select('id', (F.col('id') * 7919 % 1000).alias('k')).repartition(6)
ordered = rows.orderBy(F.desc('k'), 'id').withColumn('p', F.spark_partition_id())
print(ordered.select('p').distinct().count() > 1)
numbered = ordered.coalesce(1).withColumn('i', F.monotonically_increasing_id())
before = [F.lag(name).over(Window.orderBy('i')) for name in ('k', 'id', 'p')]
steps = numbered.select('k', 'id', 'p', *[one.alias('b%d' % n) for n, one in enumerate(before)])
print(steps.count(), steps.where('b0 < k or (b0 = k and b1 >= id) or b2 > p').count())
print([row.k for row in rows.orderBy('k', F.desc('id')).limit(3).collect()])
print([(row.id, row.p) for row in spark.range(9, -1, -1).repartitionByRange(3, 'id').select(
    'id', F.spark_partition_id().alias('p')).collect()])
`;

  it('has all rows in order, range after range', async () => {
    const server = await startWithShare(2);
    const job = await server.run(SORT);
    expect(job.errors).toEqual([]);
    expect(job.printed).toEqual([
      'True',
      '1700000 0',
      '[0, 0, 0]',
      '[(3, 0), (2, 0), (1, 0), (0, 0), (6, 1), (5, 1), (4, 1), (9, 2), (8, 2), (7, 2)]',
    ]);
    await server.stopAndRemove();
  }, 120_000);
});

/** Kills the executor that does not host the driver while the layer is computed. */
async function runWithAKill(server: TestServer): Promise<string> {
  const script = FLIGHTS.replace('bins.write', 'import os\nprint(os.getppid())\nbins.write');
  const id = await server.submit(script, inputs(server, 'flights', 'airports'));
  const { printed } = await server.waitFor(id, ({ messages }) =>
    messages.some(({ description }) => /BD_101138/.test(description)),
  );
  const { nodes } = (await server.post('/admin/graticule/nodes')) as { nodes: { pid: number }[] };
  const victim = nodes.find(({ pid }) => pid !== Number(printed[0]));
  if (victim === undefined) throw new Error('expected an executor without the driver');
  process.kill(victim.pid, 'SIGKILL');
  const job = await server.finished(id);
  expect(job.errors).toEqual([]);
  return layerFiles(server)[0].digest;
}
