import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestServer } from './testing/testServer.js';

/** Scripts that read and write files, through all parts of the server. */
let server: TestServer;
let root: string;
let folder: string;

beforeAll(async () => {
  server = await TestServer.start(1);
  root = realpathSync(mkdtempSync(join(tmpdir(), 'graticule-files-')));
  await server.post('/admin/system/properties/update', {
    properties: JSON.stringify({ allowedPaths: [root] }),
  });
}, 60_000);

afterAll(async () => {
  await server.stopAndRemove();
  rmSync(root, { recursive: true });
});

beforeEach(() => {
  folder = mkdtempSync(join(root, 'test-'));
});

/** The lines that a script printed; FOLDER in it is the test's folder. */
async function printed(script: string): Promise<readonly string[]> {
  const job = await server.run(`
from pyspark.sql import functions as F
FOLDER = ${JSON.stringify(folder)}
def failure(action):
    try:
        return 'no error: %s' % (action(),)
    except Exception as error:
        return '%s: %s' % (type(error).__name__, str(error).split('\\n')[0])
${script}`);
  expect(job.errors).toEqual([]);
  return job.printed;
}

describe('files of scripts', () => {
  it('are read as they were written, in every format and compression', async () => {
    const lines = await printed(`
df = spark.range(3).selectExpr('id', 'concat("x", id) name', 'id % 2 k')
for fmt, codecs in [('orc', 'none snappy zlib zstd lz4'), ('parquet', 'none snappy gzip zstd'),
                    ('csv', 'none gzip bzip2 deflate snappy lz4'), ('json', 'none gzip bzip2'), ('text', 'none bzip2')]:
    for codec in codecs.split():
        path = FOLDER + '/%s-%s' % (fmt, codec)
        frame = df.select('name') if fmt == 'text' else df.drop('k')
        frame.coalesce(1).write.format(fmt).option('compression', codec).save(path)
        back = spark.read.format(fmt).load(path)
        print(fmt, codec, back.dtypes, [tuple(row) for row in back.collect()])
`);
    const rows = {
      orc: "[('id', 'bigint'), ('name', 'string')] [(0, 'x0'), (1, 'x1'), (2, 'x2')]",
      csv: "[('_c0', 'string'), ('_c1', 'string')] [('0', 'x0'), ('1', 'x1'), ('2', 'x2')]",
      text: "[('value', 'string')] [('x0',), ('x1',), ('x2',)]",
    };
    expect(lines).toEqual([
      ...['none', 'snappy', 'zlib', 'zstd', 'lz4'].map((codec) => `orc ${codec} ${rows.orc}`),
      ...['none', 'snappy', 'gzip', 'zstd'].map((codec) => `parquet ${codec} ${rows.orc}`),
      ...['none', 'gzip', 'bzip2', 'deflate', 'snappy', 'lz4'].map((codec) => `csv ${codec} ${rows.csv}`),
      ...['none', 'gzip', 'bzip2'].map((codec) => `json ${codec} ${rows.orc}`),
      ...['none', 'bzip2'].map((codec) => `text ${codec} ${rows.text}`),
    ]);
  }, 120_000);

  it('keep partitions that an overwrite has no rows for when it is dynamic', async () => {
    const lines = await printed(`
path = FOLDER + '/parts'
spark.range(4).selectExpr('id', 'id % 2 k').write.partitionBy('k').orc(path)
rows = lambda: [tuple(row) for row in spark.read.orc(path).orderBy('k', 'id').collect()]
print(rows())
new = spark.range(10, 12).selectExpr('id', '1 k')
new.write.mode('overwrite').option('partitionOverwriteMode', 'dynamic').partitionBy('k').orc(path)
print(rows())
spark.conf.set('spark.sql.sources.partitionOverwriteMode', 'dynamic')
spark.range(20, 21).selectExpr('id', '2 k').write.mode('overwrite').partitionBy('k').orc(path)
print(rows())
spark.conf.unset('spark.sql.sources.partitionOverwriteMode')
new.write.mode('overwrite').partitionBy('k').orc(path)
print(rows())
`);
    expect(lines).toEqual([
      '[(0, 0), (2, 0), (1, 1), (3, 1)]',
      '[(0, 0), (2, 0), (10, 1), (11, 1)]',
      '[(0, 0), (2, 0), (10, 1), (11, 1), (20, 2)]',
      '[(10, 1), (11, 1)]',
    ]);
  }, 60_000);

  it('are cut where maxRecordsPerFile says', async () => {
    await printed(`
spark.range(10).coalesce(1).write.option('maxRecordsPerFile', 4).csv(FOLDER + '/cut')
spark.conf.set('spark.sql.files.maxRecordsPerFile', 5)
spark.range(10).coalesce(1).write.csv(FOLDER + '/conf')
`);
    const parts = (name: string) =>
      readdirSync(join(folder, name)).filter((file) => file.startsWith('part-'));
    expect(parts('cut')).toHaveLength(3);
    expect(parts('conf')).toHaveLength(2);
  }, 60_000);

  it('come in the order of their sizes, largest first', async () => {
    writeFileSync(join(folder, 'a.csv'), 'a\n');
    writeFileSync(join(folder, 'b.csv'), 'bbbb\n');
    writeFileSync(join(folder, 'c.csv'), 'cc\n');
    const lines = await printed(`
print([row[0] for row in spark.read.csv(FOLDER).collect()])
`);
    expect(lines).toEqual(["['bbbb', 'cc', 'a']"]);
  }, 60_000);

  it('whose columns are found by reading them do not stop the executor meanwhile', async () => {
    mkdirSync(join(folder, 'wide'));
    writeFileSync(join(folder, 'wide', 'a.csv'), 'id,name,at\n1,x,2020-01-02 03:04:05\n2,y,\n');
    writeFileSync(join(folder, 'lines.json'), '{"a":1}\n{"a":2.5,"b":[1]}\nnope\n');
    const lines = await printed(`
print(spark.read.csv(FOLDER + '/wide', header=True, inferSchema=True).dtypes)
print(spark.read.json(FOLDER + '/lines.json').dtypes)
try:
    spark.read.json(FOLDER + '/lines.json', mode='FAILFAST')
except Exception as error:
    print(type(error).__name__, error.java_exception)
print(failure(lambda: spark.read.csv(FOLDER + '/nowhere', inferSchema=True)))
`);
    expect(lines.slice(0, 2)).toEqual([
      "[('id', 'int'), ('name', 'string'), ('at', 'timestamp')]",
      "[('_corrupt_record', 'string'), ('a', 'double'), ('b', 'array<bigint>')]",
    ]);
    // A job of Spark's looks at the rows: the error is the job's.
    expect(lines[2]).toMatch(/^Py4JJavaError .*Malformed records are detected/);
    expect(lines[3]).toMatch(/^AnalysisException: Path does not exist: file:/);
  }, 60_000);

  it('with options that cannot be are refused as Spark refuses them', async () => {
    writeFileSync(join(folder, 'a.csv'), 'a\n1\n');
    const lines = await printed(`
print(failure(lambda: spark.read.csv(FOLDER, lineSep='')))
print(failure(lambda: spark.read.csv(FOLDER, sep='\\\\')))
print(failure(lambda: spark.read.json(FOLDER, samplingRatio=0.0)))
print(failure(lambda: spark.range(1).write.csv(FOLDER + '/x', compression='zip')))
print(failure(lambda: spark.range(1).write.orc(FOLDER + '/x', compression='gzip')))
print(failure(lambda: spark.range(1).write.option('orc.compress', 'LZO').orc(FOLDER + '/x')))
print(failure(lambda: spark.range(1).selectExpr('null a').write.orc(FOLDER + '/x')))
print(failure(lambda: spark.read.option('modifiedAfter', 'soon').csv(FOLDER)))
`);
    expect(lines).toEqual([
      "IllegalArgumentException: requirement failed: 'lineSep' cannot be an empty string.",
      expect.stringContaining('IllegalArgumentException: Single backslash is prohibited.'),
      'IllegalArgumentException: requirement failed: samplingRatio (0.0) should be greater than 0',
      'IllegalArgumentException: Codec [zip] is not available. Known codecs are bzip2, deflate, uncompressed, lz4, gzip, snappy, none.',
      'IllegalArgumentException: Codec [gzip] is not available. Available codecs are uncompressed, lz4, lzo, snappy, zlib, none, zstd.',
      expect.stringContaining('Writing orc with compression lzo is not supported'),
      'AnalysisException: ORC data source does not support void data type.',
      expect.stringContaining(
        "AnalysisException: The timestamp provided for the 'modifiedafter' option is invalid",
      ),
    ]);
  }, 60_000);
});
