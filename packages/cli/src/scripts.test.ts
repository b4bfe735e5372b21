import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAirports, writeDirtyDataset, writeFlightsShare } from './testing/flightsShare.js';
import { TestServer } from './testing/testServer.js';

let server: TestServer;
let share: string;

beforeAll(async () => {
  share = mkdtempSync(join(tmpdir(), 'graticule-share-'));
  writeFlightsShare(share);
  writeDirtyDataset(share);
  server = await TestServer.start(1);
  await server.post('/admin/graticule/shares/add', { name: 'test', folder: share });
}, 60_000);

afterAll(async () => {
  await server.stopAndRemove();
  rmSync(share, { recursive: true, force: true });
});

const airports = () => JSON.stringify([{ url: server.datasetUrl('test', 'airports') }]);

describe('a script', () => {
  it('prints line by line, parts of a line joined, in any language', async () => {
    const job = await server.run(`
print("Hello World!")
print("a", end=" ")
print("b")
print("Straße\\nsecond line 日本")
`);
    expect(job.status).toBe('esriJobSucceeded');
    expect(job.printed).toEqual(['Hello World!', 'a b', 'Straße', 'second line 日本']);
  });

  it('fails with the exception and its own line numbers, and keeps what it printed before', async () => {
    const job = await server.run('print("before")\n\ndef half(x):\n    return x / 0\n\nhalf(1)\n');
    expect(job.status).toBe('esriJobFailed');
    expect(job.printed).toEqual(['before']);
    expect(job.errors).toHaveLength(1);
    expect(job.errors[0]).toContain('line 6');
    expect(job.errors[0]).toContain('line 4, in half');
    expect(job.errors[0]).toContain('ZeroDivisionError: division by zero');
  });

  it('with a syntax error fails before any line of it runs, with line and column', async () => {
    const job = await server.run('print("never")\nif True\n    pass\n');
    expect(job.status).toBe('esriJobFailed');
    expect(job.printed).toEqual([]);
    expect(job.errors[0]).toMatch(/SyntaxError at line 2, column \d+/);
  });

  it('is cancelled while it runs', async () => {
    const id = await server.submit('import time\nprint("started")\nwhile True:\n    time.sleep(0.05)\n');
    await server.waitFor(id, ({ messages }) => messages.length > 0);
    await server.cancel(id);
    const job = await server.finished(id);
    expect(job.status).toBe('esriJobCancelled');
    expect(job.printed).toEqual(['started']);
  });

  it('is cancelled in the middle of a query, which ends with it', async () => {
    const id = await server.submit(`
print("started")
a = spark.range(200000)
print(a.crossJoin(a.withColumnRenamed("id", "other")).filter("id + other < 0").count())
`);
    await server.waitFor(id, ({ messages }) => messages.length > 0);
    await server.cancel(id);
    expect((await server.finished(id)).status).toBe('esriJobCancelled');
    expect((await server.run('print(spark.range(5).count())')).printed).toEqual(['5']);
  });

  it('sees its variables with their types', async () => {
    const job = await server.run(
      'print(user_variables["n"] + 1, type(user_variables["x"]).__name__, user_variables["list"])',
      {
        userVariables: '{"n": 9007199254740993, "x": 1.0, "list": [true, null, "ü"]}',
      },
    );
    expect(job.printed).toEqual(["9007199254740994 float [True, None, 'ü']"]);
  });
});

describe('frames over layers', () => {
  it('filter, group and order a dataset as a brute force over its file does', async () => {
    const expected = new Map<string, number>();
    for (const { state, latitude } of readAirports()) {
      if (Number(latitude) > 45) expected.set(state, (expected.get(state) ?? 0) + 1);
    }
    const top = [...expected].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 5);
    const job = await server.run(
      `
df = layers[0]
north = df.filter("latitude > 45").groupBy("state").count().orderBy("count", "state", ascending=[False, True])
for row in north.limit(5).collect():
    print(row["state"], row["count"])
print(df.count(), len(layers))
`,
      { inputLayers: airports() },
    );
    expect(job.errors).toEqual([]);
    expect(job.printed).toEqual([...top.map(([state, count]) => `${state} ${count}`), '3376 1']);
  });

  it('apply where, fields and extent while reading', async () => {
    const inside = readAirports().filter(
      ({ state, longitude, latitude }) =>
        state === 'TX' &&
        Number(longitude) >= -98 &&
        Number(longitude) <= -95 &&
        Number(latitude) >= 29 &&
        Number(latitude) <= 31,
    );
    const job = await server.run(
      `
df = (spark.read.format("webgis").option("where", "state = 'TX'").option("fields", "iata")
      .option("extent", {"xmin": -98, "ymin": 29, "xmax": -95, "ymax": 31, "spatialReference": {"wkid": 4326}})
      .load(layers[0]["url"]))
print(df.columns)
print(sorted(row.iata for row in df.collect()))
`,
      { inputLayers: airports() },
    );
    expect(job.errors).toEqual([]);
    expect(job.printed[0]).toBe("['iata', '$geometry']");
    const codes = inside.map(({ iata }) => `'${iata}'`).sort();
    expect(job.printed[1]).toBe(`[${codes.join(', ')}]`);
  });

  it('show and print schemas as Spark does', async () => {
    const job = await server.run(
      'df = layers[0].select("iata", "latitude", "$geometry").limit(2)\ndf.printSchema()\ndf.show()\n',
      { inputLayers: airports() },
    );
    expect(job.printed).toEqual([
      'root',
      ' |-- iata: string (nullable = true)',
      ' |-- latitude: double (nullable = true)',
      ' |-- $geometry: struct (nullable = true)',
      ' |    |-- x: double (nullable = true)',
      ' |    |-- y: double (nullable = true)',
      '',
      '+----+-----------+--------------------+',
      '|iata|   latitude|           $geometry|',
      '+----+-----------+--------------------+',
      '| 00M|31.95376472|{-89.23450472, 31...|',
      '| 00R|30.68586111|{-95.01792778, 30...|',
      '+----+-----------+--------------------+',
      '',
    ]);
  });

  it('read an inline feature collection with a filter', async () => {
    const feature = (name: string, x: number) => ({ attributes: { name }, geometry: { x, y: 1 } });
    const layer = {
      layerDefinition: {
        geometryType: 'esriGeometryPoint',
        fields: [{ name: 'name', type: 'esriFieldTypeString' }],
      },
      featureSet: { spatialReference: { wkid: 4326 }, features: [feature('a', 1), feature('b', 2)] },
      filter: "name = 'b'",
    };
    const job = await server.run('print([(r["name"], r["$geometry"]["x"]) for r in layers[0].collect()])', {
      inputLayers: JSON.stringify([layer]),
    });
    expect(job.errors).toEqual([]);
    expect(job.printed).toEqual(["[('b', 2.0)]"]);
  });

  it('report rows that cannot be read once, with file and line, and go on without them', async () => {
    const job = await server.run(
      'print(layers[0].count())\nprint(layers[0].agg({"value": "sum"}).collect()[0][0])',
      {
        inputLayers: JSON.stringify([{ url: server.datasetUrl('test', 'dirty') }]),
      },
    );
    expect(job.errors).toEqual([]);
    expect(job.printed).toEqual(['298', String(299 * 300 - 4 - 8)]);
    expect(job.warnings).toHaveLength(1);
    expect(job.warnings[0]).toContain('2 rows of test/dirty could not be read and were left out');
    expect(job.warnings[0]).toContain('numbers.csv line 4');
    expect(job.warnings[0]).toContain('numbers.csv line 6');
  });
});

describe('bad input', () => {
  const failing = async (script: string): Promise<string> => {
    const job = await server.run(script, { inputLayers: airports() });
    expect(job.status).toBe('esriJobFailed');
    return job.errors.join('\n');
  };

  it('names the unknown field of a filter and the fields there are', async () => {
    const error = await failing('layers[0].filter("altitude > 10")');
    expect(error).toContain('AnalysisException');
    expect(error).toContain('altitude');
    expect(error).toContain('[latitude, longitude, state, city, country, iata, name, $geometry]');
  });

  it('names the unknown dataset and those there are', async () => {
    const url = server.datasetUrl('test', 'ships');
    const error = await failing(`spark.read.format("webgis").load("${url}")`);
    expect(error).toContain('Share "test" has no dataset "ships"; it has: airports, dirty, flights');
  });

  it('refuses hosts that are not allowed', async () => {
    const error = await failing(
      'spark.read.format("webgis").load("https://example.org/arcgis/rest/services/x/FeatureServer/0")',
    );
    expect(error).toContain('example.org is neither this server nor among its allowed hosts');
  });

  it('lists the allowed values of a tool parameter', async () => {
    const error = await failing(
      'geoanalytics.aggregate_points(layers[0], bin_type="Triangle", bin_size=1, bin_size_unit="Miles")',
    );
    expect(error).toContain('Triangle');
    expect(error).toContain('Hexagon');
  });

  it('names a call that is not there yet', async () => {
    const error = await failing('layers[0].rdd.map(lambda r: r).saveAsHadoopFile("x")');
    expect(error).toMatch(/saveAsHadoopFile|rdd/);
    expect(error).toMatch(/not supported/);
  });

  it('answers a wrong token with 498 and none with 499', async () => {
    const submit = '/rest/services/System/GeoAnalyticsTools/GPServer/RunPythonScript/submitJob';
    const wrong = await server.post(submit, { pythonScript: 'print(1)' }, 'nonsense');
    const none = await server.post(submit, { pythonScript: 'print(1)' }, '');
    expect([(wrong.error as { code: number }).code, (none.error as { code: number }).code]).toEqual([
      498, 499,
    ]);
  });
});
