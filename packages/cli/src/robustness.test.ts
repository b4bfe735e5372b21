import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from './testing/testServer.js';

/** What an executor may keep; small, so that a frame beyond it is made quickly. */
const MEMORY_MEGABYTES = 192;

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start(1, undefined, MEMORY_MEGABYTES);
}, 60_000);

afterAll(() => server.stopAndRemove());

const PRELUDE = `
from functools import reduce
from pyspark.sql import functions as F
def failure(action):
    try:
        return 'no error: %s' % (action(),)
    except Exception as error:
        return '%s: %s' % (type(error).__name__, str(error).replace('\\n', ' '))
`;

/** The lines that a script printed; it must end well. */
async function printed(script: string): Promise<readonly string[]> {
  const job = await server.run(PRELUDE + script);
  expect(job.errors).toEqual([]);
  return job.printed;
}

describe('long and deep plans', () => {
  it('take a thousand chained withColumn', async () => {
    const lines = await printed(`
df = spark.range(3)
for i in range(1000):
    df = df.withColumn('c%d' % i, F.col('id') + i)
print(len(df.columns), [row.c999 for row in df.collect()])
`);
    expect(lines).toEqual(['1001 [999, 1000, 1001]']);
  }, 180_000);

  it('take ten thousand terms side by side', async () => {
    const lines = await printed(`
terms = 10000
df = spark.range(3)
print(df.filter(F.col('id').isin(list(range(1, terms)))).count())
print(df.filter('id in (%s)' % ','.join(map(str, range(1, terms)))).count())
cases = ' '.join('when id = %d then %d' % (i, i * 2) for i in range(terms))
print([row[0] for row in df.selectExpr('case ' + cases + ' end').collect()])
print([len(row[0]) for row in df.select(F.concat_ws(',', *[F.lit('x')] * terms)).collect()])
print(df.filter(~F.col('id').cast('string').isin([str(i) for i in range(1, terms)])).collect())
branches = reduce(lambda case, i: case.when(F.col('id') == i, i * 2), range(1, terms), F.when(F.col('id') == 0, 7))
print([row.c for row in df.select(branches.otherwise(-1).alias('c')).collect()])
print(len(df.select(F.concat(*[F.lit('x')] * terms).alias('s')).first().s))
print(reduce(lambda few, i: few.filter(F.col('id') != i + 2), range(1000), df).collect())
`);
    expect(lines).toEqual([
      ...['2', '2', '[0, 2, 4]', '[19999, 19999, 19999]', '[Row(id=0)]', '[7, 2, 4]', '10000'],
      '[Row(id=0), Row(id=1)]',
    ]);
  }, 120_000);

  it('take conditions and sums of ten thousand terms, written as columns and as text', async () => {
    const lines = await printed(`
terms = 10000
df = spark.range(3)
def joined(operator, columns):
    return reduce(operator, columns)
print(df.filter(joined(lambda a, b: a & b, [F.col('id') != i + 1 for i in range(terms)])).collect())
print(df.filter(joined(lambda a, b: a | b, [F.col('id') == i + 1 for i in range(terms)])).count())
print(df.filter(' and '.join('id != %d' % (i + 2) for i in range(terms))).count())
df.createOrReplaceTempView('three')
print(spark.sql('select * from three where ' + ' or '.join('id = %d' % (i + 2) for i in range(terms))).collect())
print([row.s for row in df.select(joined(lambda a, b: a + b, [F.col('id')] * terms).alias('s')).collect()])
print([row.s for row in df.selectExpr('+'.join(['id'] * terms) + ' as s').collect()])
print(spark.sql('select ' + '+'.join(['1.5'] * terms) + ' as s').first().s)
print(len(spark.sql('select ' + '||'.join(["'x'"] * terms) + ' as s').first().s))
print([row.s for row in df.selectExpr('+'.join(['id - 1'] * (terms // 2)) + ' as s').collect()])
def alternating(columns):
    return reduce(lambda sum, i: sum - columns[i] if i % 2 else sum + columns[i], range(1, len(columns)), columns[0])
print([row.s for row in df.select(alternating([F.col('id')] + [F.lit(i) for i in range(1, terms)]).alias('s')).collect()])
print(df.select(alternating([F.lit('1.50').cast('decimal(9,2)')] * terms).alias('s')).first().s)
print(df.select(alternating([F.lit(-0.0)] * 40).alias('s')).first().s)
print(len(df.select(reduce(lambda a, b: F.concat(a, b), [F.lit('x')] * terms).alias('s')).first().s))
print(df.select(alternating([F.col('id')] * 40)).columns[0] == df.select(alternating([F.col('id')] * 30)).columns[0]
      .replace('(' * 29, '(' * 39) + ' + id) - id)' * 5)
name = df.select(joined(lambda a, b: a * b, [F.col('id')] * 100)).columns[0]
print(name == '(' * 99 + 'id' + ' * id)' * 99)
print(spark.sql('select sum(col1) as s from values ' + ','.join('(%d)' % i for i in range(terms))).first().s)
`);
    expect(lines).toEqual([
      '[Row(id=0)]',
      '2',
      '2',
      '[Row(id=2)]',
      '[0, 10000, 20000]',
      '[0, 10000, 20000]',
      '15000.0',
      '10000',
      '[-5000, 0, 5000]',
      '[-5000, -4999, -4998]',
      '0.00',
      '0.0',
      '10000',
      'True',
      'True',
      '49995000',
    ]);
  }, 180_000);

  it('take chains of five hundred operators of any kind, and say so when they are far too deep', async () => {
    const lines = await printed(`
df = spark.range(3)
print([row.s for row in df.selectExpr('+'.join(['id - 1'] * 500) + ' as s').collect()])
print([row.s for row in df.selectExpr('(' * 500 + 'id' + ')' * 500 + ' as s').collect()])
print([row.s for row in df.selectExpr('abs(' * 200 + 'id' + ')' * 200 + ' as s').collect()])
def nested(levels):
    return reduce(lambda rest, i: 'id != %d %s (%s)' % (i + 1, 'or' if i % 2 else 'and', rest), range(levels), 'id = 1')
print(df.filter(nested(500)).count())
levels = range(700)
columns = reduce(lambda rest, i: (F.col('id') != i + 1) | rest if i % 2 else (F.col('id') != i + 1) & rest, levels, F.col('id') == 1)
print(df.filter(columns).count())
print(failure(lambda: df.filter(nested(10000)).count()))
print(failure(lambda: df.selectExpr('*'.join(['id / 1'] * 20000) + ' as s').collect()))
print(failure(lambda: df.select(reduce(lambda a, _: F.abs(a), range(20000), F.col('id'))).count()))
print(failure(lambda: df.selectExpr('(' * 20000 + 'id' + ')' * 20000).collect()))
print(failure(lambda: df.selectExpr('abs(' * 20000 + 'id' + ')' * 20000).collect()))
print(failure(lambda: df.filter('not ' * 20000 + 'id = 1').collect()))
print(failure(lambda: df.select(F.col('id').cast('array<' * 20000 + 'int' + '>' * 20000))))
print(failure(lambda: df.select(F.from_json(F.lit('1'), 'array<' * 500 + 'int' + '>' * 500)).columns))
print(df.count())
`);
    const tooDeep = expect.stringMatching(/SparkException: The plan is nested too deeply/) as string;
    const deepSchema = expect.stringMatching(/nested too deeply/) as string;
    expect(lines).toEqual([
      '[-500, 0, 500]',
      '[0, 1, 2]',
      '[0, 1, 2]',
      ...['3', '3'],
      ...[tooDeep, tooDeep, tooDeep, tooDeep, tooDeep, tooDeep, deepSchema, deepSchema],
      '3',
    ]);
  }, 120_000);

  it('take a thousand unions, two hundred queries in each other and two hundred named ones', async () => {
    const lines = await printed(`
df = spark.range(3)
df.createOrReplaceTempView('three')
print(reduce(lambda a, b: a.union(b), [df] * 1000).count())
print(spark.sql(' union all '.join(['select id from three'] * 1000)).count())
print(spark.sql(reduce(lambda q, i: 'select * from (%s) q%d' % (q, i), range(200), 'select * from three')).count())
print(spark.sql(reduce(lambda q, i: 'select id from three where id in (%s)' % q, range(200), 'select id from three')).count())
named = ['c0 as (select id from three)'] + ['c%d as (select id + 1 as id from c%d)' % (i, i - 1) for i in range(1, 200)]
print(spark.sql('with ' + ', '.join(named) + ' select min(id) as m from c199').first().m)
print(reduce(lambda a, b: a.join(b, 'id'), [df] * 30).count())
`);
    expect(lines).toEqual(['3000', '3000', '3', '3', '199', '3']);
  }, 180_000);

  it('take structs and arrays in each other a hundred levels deep', async () => {
    const lines = await printed(`
deep = reduce(lambda inner, _: F.struct(inner.alias('f')), range(100), F.col('id'))
value = spark.range(1, 2).select(deep.alias('s')).first().s
print(reduce(lambda outer, _: outer.f, range(100), value))
deep = reduce(lambda inner, _: F.array(inner), range(100), F.col('id'))
print(str(spark.range(1, 2).select(deep.alias('a')).first().a).count('['))
`);
    expect(lines).toEqual(['1', '100']);
  }, 60_000);
});

describe('wide and large frames', () => {
  it('have five thousand columns', async () => {
    const lines = await printed(`
n = 5000
wide = spark.range(2).select([(F.col('id') + i).alias('c%d' % i) for i in range(n)])
print(len(wide.columns), sum(wide.collect()[1]) == sum(range(1, n + 1)))
print(len(wide.withColumn('more', F.lit(1)).columns))
wide.select('c4999').show()
print(wide.distinct().count(), wide.union(wide).count())
wide.write.format('webgis').save('five_thousand')
`);
    expect(lines.slice(0, 2)).toEqual(['5000 True', '5001']);
    expect(lines).toContain('| 4999|');
    expect(lines.at(-1)).toBe('2 4');
    const answer = await server.queryLayer('five_thousand', { returnCountOnly: 'true' });
    expect(answer).toEqual({ count: 2 });
  }, 120_000);

  it('aggregate, group, join and clean five thousand columns', async () => {
    const lines = await printed(`
n = 5000
wide = spark.range(3).select([(F.col('id') + i).alias('c%d' % i) for i in range(n)])
print(sum(wide.agg(*[F.sum('c%d' % i) for i in range(n)]).first()))
print(sum(wide.agg({'c%d' % i: 'max' for i in range(n)}).first()))
print(len(wide.groupBy('c0').agg(*[F.max('c%d' % i).alias('m%d' % i) for i in range(n)]).collect()))
print(wide.groupBy(*wide.columns).count().count())
print(len(wide.select(*[wide['c%d' % i] for i in range(n)]).drop(*wide.columns[1:]).columns))
print(wide.withColumns({name: F.col(name) + 1 for name in wide.columns}).first().c4999)
print(len(wide.join(wide, 'c0').columns), wide.unionByName(wide.select(*reversed(wide.columns))).count())
print(wide.fillna(0).count(), wide.dropna().count(), wide.orderBy(*wide.columns).count())
print(wide.filter(reduce(lambda a, b: a & b, [F.col(name) >= 1 for name in wide.columns])).count())
`);
    const total = (3 * 5000 * 4999) / 2 + 3 * 5000;
    const largest = (5000 * 4999) / 2 + 2 * 5000;
    expect(lines).toEqual([
      ...[String(total), String(largest), '3', '3', '1', '5000', '9999 6', '3 3 3', '2'],
    ]);
  }, 180_000);

  it('have texts of ten million characters, and a hundred thousand rows', async () => {
    const lines = await printed(`
text = 'x' * 10000000
print([len(row.s) for row in spark.createDataFrame([(text,), ('y',)], ['s']).collect()])
print(len(spark.range(1).select(F.lit(text).alias('s')).first().s))
print(spark.range(2).select(F.expr("repeat('ab', 5000000)").alias('s')).groupBy('s').count().first()['count'])
rows = spark.range(100000).select('id', (F.col('id') / 4).alias('q'), F.col('id').cast('string').alias('t')).collect()
print(len(rows), rows[-1])
`);
    expect(lines).toEqual(['[10000000, 1]', '10000000', '2', "100000 Row(id=99999, q=24999.75, t='99999')"]);
  }, 120_000);

  it('do not come to be when a join, a sort, a result or an aggregation outgrows the memory', async () => {
    const lines = await printed(`
pairs = spark.range(40000).crossJoin(spark.range(40000).toDF('other'))
print(failure(pairs.collect))
print(failure(pairs.orderBy('other').collect))
print(failure(spark.range(1000000000).collect))
print(failure(spark.range(1000000000).groupBy('id').count().count))
print(spark.range(3).count())
`);
    const refused = (operator: string): string =>
      expect.stringMatching(
        new RegExp(
          `SparkException: Stage \\d+ \\(${operator}\\) needs more than [\\d.]+ MB .* Filter earlier`,
        ),
      ) as string;
    const crossJoin = 'join of every row with every row';
    const operators = [crossJoin, `sort after ${crossJoin}`, 'range', 'aggregation'];
    expect(lines).toEqual([...operators.map(refused), '3']);
  }, 120_000);
});

describe('frames with little in them', () => {
  it('may have no rows', async () => {
    const lines = await printed(`
none = spark.createDataFrame([], 'a int, s string, x double')
none.show()
print(none.count(), none.collect(), none.first(), none.head(2), none.tail(2))
print(none.agg(F.sum('a'), F.max('s'), F.count('*'), F.avg('x')).first())
print(none.groupBy('s').count().collect(), none.orderBy('x').collect(), none.distinct().count())
print(none.join(none, 'a', 'full').count(), spark.range(2).join(none, F.col('id') == F.col('a'), 'left').count())
print(spark.range(0).count(), spark.range(5).limit(0).collect())
`);
    expect(lines).toEqual([
      '+---+---+---+',
      '|  a|  s|  x|',
      '+---+---+---+',
      '+---+---+---+',
      '',
      '0 [] None [] []',
      'Row(sum(a)=None, max(s)=None, count(1)=0, avg(x)=None)',
      '[] [] 0',
      '0 2',
      '0 []',
    ]);
  }, 60_000);

  it('may have nulls alone', async () => {
    const lines = await printed(`
df = spark.createDataFrame([(None, None, None)] * 3, 'a int, s string, x double')
print(df.agg(F.sum('a'), F.max('s'), F.avg('x'), F.count('a'), F.countDistinct('a')).collect()[0][:])
print(df.groupBy('a', 's').agg(F.count('*').alias('n'), F.min('x').alias('m')).collect())
other = df.select('a')
print([df.join(other, 'a', how).count() for how in ('inner', 'left', 'full', 'semi', 'anti')])
print(df.orderBy('a', F.desc('x')).distinct().collect())
`);
    expect(lines).toEqual([
      '(None, None, None, 0, 0)',
      '[Row(a=None, s=None, n=3, m=None)]',
      '[0, 3, 6, 0, 3]',
      '[Row(a=None, s=None, x=None)]',
    ]);
  }, 60_000);
});

describe('names that mean several columns', () => {
  it('stay apart until one of them is asked for', async () => {
    const lines = await printed(`
df = spark.createDataFrame([(1, 2)], ['a', 'a'])
print(df.columns, df.collect(), df.toDF('x', 'y').collect(), df.distinct().count())
print(failure(lambda: df.select('a')))
print(failure(lambda: df.orderBy('A')))
left, right = spark.createDataFrame([(1, 'l')], ['k', 'v']), spark.createDataFrame([(1, 'r')], ['k', 'v'])
joined = left.join(right, left.k == right.k)
print(joined.select(left.v, right.v).collect())
print(failure(lambda: joined.filter("v = 'l'")))
print(failure(lambda: joined.select('nothing')))
`);
    expect(lines).toEqual([
      "['a', 'a'] [Row(a=1, a=2)] [Row(x=1, y=2)] 1",
      expect.stringMatching(/^AnalysisException: Reference 'a' is ambiguous/),
      expect.stringMatching(/^AnalysisException: Reference 'A' is ambiguous/),
      "[Row(v='l', v='r')]",
      expect.stringMatching(/^AnalysisException: Reference 'v' is ambiguous/),
      expect.stringMatching(/^AnalysisException: .*nothing/),
    ]);
  }, 60_000);
});

describe('values at the edges', () => {
  it('that are not numbers, infinite or negative zeros group, join and sort as in Spark', async () => {
    const lines = await printed(`
nan, inf = float('nan'), float('inf')
df = spark.createDataFrame([(nan,), (inf,), (-inf,), (0.0,), (-0.0,), (None,), (nan,)], ['x'])
print([row.x for row in df.orderBy('x').collect()])
print([row.x for row in df.orderBy(F.desc('x')).collect()])
print([(row.x, row['count']) for row in df.groupBy('x').count().orderBy('x').collect()])
print(df.join(df.select(F.col('x').alias('y')), F.col('x') == F.col('y')).count(), df.distinct().count())
print(df.agg(F.min('x'), F.max('x'), F.sum('x'), F.countDistinct('x')).first()[:])
print(df.filter(F.col('x') == nan).count(), df.filter(F.col('x') > 1e308).count(), df.filter('x = 0').count())
df.select(F.col('x').cast('int').alias('i'), F.col('x').cast('string').alias('s')).show()
`);
    expect(lines).toEqual([
      '[None, -inf, 0.0, -0.0, inf, nan, nan]',
      '[nan, nan, inf, 0.0, -0.0, -inf, None]',
      '[(None, 1), (-inf, 1), (0.0, 2), (inf, 1), (nan, 2)]',
      '10 5',
      '(-inf, nan, nan, 4)',
      '2 3 2',
      '+-----------+---------+',
      '|          i|        s|',
      '+-----------+---------+',
      '|          0|      NaN|',
      '| 2147483647| Infinity|',
      '|-2147483648|-Infinity|',
      '|          0|      0.0|',
      '|          0|     -0.0|',
      '|       null|     null|',
      '|          0|      NaN|',
      '+-----------+---------+',
      '',
    ]);
  }, 60_000);

  it('that are times far from now keep their microseconds, and are shown beyond what Python has', async () => {
    const lines = await printed(`
import datetime
times = [datetime.datetime(1, 1, 1), datetime.datetime(1583, 1, 1, 0, 0, 0, 1), datetime.datetime(1899, 12, 31, 23, 59, 59, 999999),
         datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)]
df = spark.createDataFrame([(time,) for time in times], ['t'])
print([row.t for row in df.orderBy('t').collect()] == times)
print(df.filter('t < timestamp\\'1900-01-01 00:00:00\\'').count(), [row[0] for row in df.select(F.year('t')).collect()])
spark.sql("select timestamp'9999-12-31 23:59:59' + interval 1 second t, date'9999-12-31' + 1 d").show(truncate=False)
print(failure(spark.sql("select date'9999-12-31' + 1 d").collect))
`);
    expect(lines.slice(0, 2)).toEqual(['True', '3 [1, 1583, 1899, 9999]']);
    expect(lines).toContain('|+10000-01-01 00:00:00|+10000-01-01|');
    expect(lines.at(-1)).toBe('ValueError: year 10000 is out of range');
  }, 60_000);

  it('that are not UTF-8 become the replacement character, or make a record of JSON malformed', async () => {
    const folder = join(server.folder, 'files');
    mkdirSync(folder);
    const bytes = Buffer.from('id,name\n1,good\n2,b?d\n3,z\u00fcrich\n', 'utf8');
    bytes[bytes.indexOf('?')] = 0xff;
    writeFileSync(join(folder, 'broken.csv'), bytes);
    await server.post('/admin/system/properties/update', {
      properties: JSON.stringify({ allowedPaths: [folder] }),
    });
    const broken = Buffer.from('{"a": 1}\n{"a": 2, "b": "b?d"}\n{"a": 3}\n', 'utf8');
    broken[broken.indexOf('?')] = 0xff;
    writeFileSync(join(folder, 'broken.json'), broken);
    const lines = await printed(`
folder = ${JSON.stringify(folder)}
rows = spark.read.csv(folder + '/broken.csv', header=True, inferSchema=True).orderBy('id').collect()
print([(row.id, row.name) for row in rows])
print([row.value for row in spark.read.text(folder + '/broken.csv').collect()])
print([row[:] for row in spark.read.json(folder + '/broken.json').select('a', '_corrupt_record').collect()])
print(spark.read.json(folder + '/broken.json', schema='a int, b string').collect()[1])
print(failure(spark.read.json(folder + '/broken.json', schema='a int', mode='FAILFAST').collect))
`);
    expect(lines).toEqual([
      "[(1, 'good'), (2, 'b\ufffdd'), (3, 'zürich')]",
      "['id,name', '1,good', '2,b\ufffdd', '3,zürich']",
      `[(1, None), (None, '{"a": 2, "b": "b\ufffdd"}'), (3, None)]`,
      'Row(a=None, b=None)',
      expect.stringMatching(/Malformed records are detected .* FAILFAST/),
    ]);
  }, 60_000);
});
