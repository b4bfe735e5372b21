import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startTestServer } from './testServer.js';

/** An interpreter with `pyspark[connect]` 3.5 or later, or with `pyspark-client`; nothing here installs one. */
const PYTHON = process.env.GRATICULE_CONNECT_PYTHON;

const SCRIPT = `
import datetime, decimal, sys, warnings
warnings.simplefilter('ignore')
import pandas
from pyspark.sql.connect.session import SparkSession
from pyspark.sql.connect import functions as F

spark = SparkSession.builder.remote('sc://' + sys.argv[1]).getOrCreate()

def attempt(action):
    try:
        return action()
    except Exception as error:
        return type(error).__name__ + ': ' + str(error).strip().split('\\n')[0]

print(spark.version, spark.conf.get('spark.sql.session.timeZone'), spark.conf.get('no.such', 'default'))
print(spark.range(3).collect(), spark.range(0).collect(), spark.range(0).toPandas().columns.tolist())
rows = [(1, 'a', 1.5, decimal.Decimal('1.50'), [1, 2], {'k': 1}, datetime.date(2020, 1, 2)), (2,) + (None,) * 6]
frame = spark.createDataFrame(
    rows, 'id INT, s STRING, d DOUBLE, n DECIMAL(10,2), a ARRAY<INT>, m MAP<STRING,INT>, day DATE'
)
print(frame.collect())
frame.printSchema()
frame.show()
print(frame.select(frame.id, frame['s'].alias('t')).collect())
print(frame.select(F.col('id').alias('g', metadata={'geometry': {'type': 'point'}})).schema['g'].metadata)
print(attempt(lambda: frame.select('nope').collect()))
print(attempt(lambda: frame.select(F.expr('1 +')).collect())[:16])
print(attempt(lambda: frame.sample(0.5).collect()))
frame.createOrReplaceTempView('v')
print(spark.sql('SELECT id FROM v').collect(), spark.table('v').columns)
print(frame.sameSemantics(frame), frame.isLocal(), frame.select('id').sameSemantics(frame.select('s')))
large = pandas.DataFrame({'x': range(300000), 'y': [0.5] * 300000})
print(spark.createDataFrame(large).limit(2).collect())
frame.write.format('webgis').mode('overwrite').option('a', 'b').save('out')
spark.stop()
`;

const EXPECTED = `3.3.0 UTC default
[Row(id=0), Row(id=1), Row(id=2)] [] ['id']
[Row(id=1, s='a', d=1.5, n=Decimal('1.50'), a=[1, 2], m={'k': 1}, day=datetime.date(2020, 1, 2)), Row(id=2, s=None, d=None, n=None, a=None, m=None, day=None)]
root
 |-- id: integer (nullable = true)
 |-- s: string (nullable = true)
 |-- d: double (nullable = true)
 |-- n: decimal(10,2) (nullable = true)
 |-- a: array (nullable = true)
 |    |-- element: integer (containsNull = true)
 |-- m: map (nullable = true)
 |    |-- key: string
 |    |-- value: integer (valueContainsNull = true)
 |-- day: date (nullable = true)

+---+----+----+----+------+--------+----------+
| id|   s|   d|   n|     a|       m|       day|
+---+----+----+----+------+--------+----------+
|  1|   a| 1.5|1.50|[1, 2]|{k -> 1}|2020-01-02|
|  2|null|null|null|  null|    null|      null|
+---+----+----+----+------+--------+----------+

[Row(id=1, t='a'), Row(id=2, t=None)]
{'geometry': {'type': 'point'}}
AnalysisException: Column 'nope' does not exist. Did you mean one of the following? [a, d, m, n, s, id, day]
ParseException: 
UnsupportedOperationException: Relation sample is not supported yet
[Row(id=1), Row(id=2)] ['id', 's', 'd', 'n', 'a', 'm', 'day']
True True False
[Row(x=0, y=0.5), Row(x=1, y=0.5)]
`;

test.skipIf(PYTHON === undefined)(
  'a real PySpark Connect client works (needs GRATICULE_CONNECT_PYTHON, an interpreter with pyspark[connect])',
  { timeout: 60_000 },
  async () => {
    const server = await startTestServer(true);
    const folder = await mkdtemp(join(tmpdir(), 'graticule-pyspark-'));
    try {
      // Later clients do not import in a program without a file.
      const script = join(folder, 'script.py');
      await writeFile(script, SCRIPT);
      const { stdout } = await promisify(execFile)(PYTHON as string, [script, server.address], {
        encoding: 'utf8',
      });
      expect(stdout.replaceAll('\r\n', '\n')).toBe(EXPECTED);
      expect(server.engine.written).toMatchObject([
        { format: 'webgis', mode: 'overwrite', options: { a: 'b' } },
      ]);
      expect(server.unexpected).toEqual([]);
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  },
);
