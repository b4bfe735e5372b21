"""Queries, frames made of many inputs, times, texts and numbers over a table of trips."""

import collections
import datetime
import decimal

from pyspark.sql import Row, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T


def _trips(spark):
    rows = [
        (1, 'a', '2021-01-01 08:00:00', '2021-01-01 08:20:00', 3.2, {'mode': 'bus', 'zone': '1'}),
        (2, 'a', '2021-01-01 17:45:10', '2021-01-01 18:30:00', 12.75, {'mode': 'car'}),
        (3, 'b', '2021-06-30 23:50:00', '2021-07-01 00:10:00', 4.0, {}),
        (4, 'c', '2021-12-31 23:59:59', None, None, None),
        (5, 'b', '2020-02-29 12:00:00', '2020-02-29 13:00:00', -1.0, {'mode': 'foot', 'zone': '2'}),
    ]
    schema = T.StructType()
    for name, type_ in [('id', 'integer'), ('who', 'string'), ('t0', 'string'), ('t1', 'string'), ('km', 'double')]:
        schema = schema.add(name, type_)
    schema = schema.add('tags', T.MapType(T.StringType(), T.StringType()))
    df = spark.createDataFrame(rows, schema)
    return df.withColumn('t0', F.col('t0').cast('timestamp')).withColumn('t1', F.to_timestamp('t1', 'yyyy-MM-dd HH:mm:ss'))


def _views(spark):
    _trips(spark).createOrReplaceTempView('trips')
    spark.createDataFrame([('a', 'Ann', 31), ('b', 'Bo', None), ('d', 'Di', 45)], ['who', 'name', 'age']).createOrReplaceTempView('people_of_trips')


def query_with_ctes(spark):
    _views(spark)
    return spark.sql('''
        WITH long AS (SELECT * FROM trips WHERE km > 3), n AS (SELECT who, count(*) AS trips, sum(km) AS km FROM long GROUP BY who HAVING count(*) >= 1)
        SELECT p.name, coalesce(n.trips, 0) AS trips, n.km, CASE WHEN n.km > 10 THEN 'far' WHEN n.km IS NULL THEN 'none' ELSE 'near' END AS class
        FROM people_of_trips p LEFT JOIN n ON p.who = n.who ORDER BY name''')


def query_with_subqueries(spark):
    _views(spark)
    return spark.sql('''
        SELECT id, km, km - (SELECT avg(km) FROM trips) AS off, (SELECT max(age) FROM people_of_trips p WHERE p.who = t.who) AS age,
          who IN (SELECT who FROM people_of_trips) AS known
        FROM trips t WHERE EXISTS (SELECT 1 FROM people_of_trips p WHERE p.who = t.who) OR km IS NULL ORDER BY id''')


def query_with_lateral_views(spark):
    _views(spark)
    return spark.sql(
        'SELECT id, k, v, p FROM trips LATERAL VIEW OUTER explode(tags) e AS k, v LATERAL VIEW posexplode(split(who, "")) q AS p, c ORDER BY id, k, p'
    )


def query_with_grouping_sets(spark):
    _views(spark)
    return spark.sql('''
        SELECT who, year(t0) AS y, grouping_id() AS g, count(*) AS n, round(sum(km), 1) AS km FROM trips
        GROUP BY who, year(t0) GROUPING SETS ((who, year(t0)), (who), ()) ORDER BY g, who, y''')


def query_with_pivot_clause(spark):
    _views(spark)
    return spark.sql("SELECT * FROM (SELECT who, year(t0) AS y, km FROM trips) PIVOT (sum(km) AS km, count(*) AS n FOR y IN (2020, 2021 AS this)) ORDER BY who")


def query_with_windows_by_name(spark):
    _views(spark)
    return spark.sql(
        'SELECT id, sum(km) OVER w AS s, lag(id, 1, 0) OVER w AS l, count(*) OVER (PARTITION BY who) AS n FROM trips WINDOW w AS (PARTITION BY who ORDER BY t0) ORDER BY id'
    )


def query_with_set_operations(spark):
    _views(spark)
    return spark.sql(
        'SELECT who FROM trips EXCEPT SELECT who FROM people_of_trips UNION ALL (SELECT who FROM people_of_trips INTERSECT SELECT who FROM trips) ORDER BY who DESC'
    )


def query_with_having_and_ordinals(spark):
    _views(spark)
    return spark.sql(
        'SELECT who, max(km) - min(km) spread, collect_set(year(t0)) years FROM trips GROUP BY 1 HAVING max(id) > 2 ORDER BY 2 DESC NULLS LAST, 1 LIMIT 5'
    )


def query_with_struct_star(spark):
    _views(spark)
    return spark.sql('SELECT s.* FROM (SELECT named_struct("a", id, "b", who, "c", array(km, 1)) AS s FROM trips) ORDER BY a')


def query_values_and_ranges(spark):
    return spark.sql(
        'SELECT r.id, v.name, v.n * r.id AS p FROM range(0, 4) r JOIN VALUES (1, "one", 1.5), (3, "three", NULL) AS v(k, name, n) ON r.id = v.k ORDER BY r.id'
    )


def views_replaced_and_dropped(spark):
    _views(spark)
    spark.sql('CREATE OR REPLACE TEMP VIEW far AS SELECT * FROM trips WHERE km > 10')
    spark.table('far').createOrReplaceGlobalTempView('far_global')
    n = spark.sql('SELECT * FROM global_temp.far_global').count()
    dropped = [spark.catalog.dropTempView('far'), spark.catalog.dropTempView('far'), spark.catalog.dropGlobalTempView('far_global')]
    names = [t.name for t in spark.catalog.listTables() if t.name == 'far']
    try:
        spark.table('far')
    except Exception as error:
        return [n, dropped, names, type(error).__name__]


def durations(spark):
    df = _trips(spark)
    return df.select(
        'id',
        (F.col('t1') - F.col('t0')).alias('d'),
        ((F.unix_timestamp('t1') - F.unix_timestamp('t0')) / 60).alias('min'),
        F.expr('t0 + INTERVAL 1 MONTH').alias('m'),
        F.expr("t0 - INTERVAL '1 02:00' DAY TO MINUTE").alias('x'),
        F.date_trunc('week', 't0').alias('wk'),
        F.expr('extract(DOW FROM t0)').alias('dow'),
        F.expr("date_part('quarter', t0)").alias('q'),
        (F.to_date('t1') - F.to_date('t0')).alias('days'),
    ).orderBy('id')


def shown_durations(spark):
    df = _trips(spark).select('id', (F.col('t1') - F.col('t0')).alias('d'), F.expr('make_interval(0, id, 0, 1, 2, 0, 1.5)').alias('i'))
    df.orderBy('id').show(truncate=False)
    df.printSchema()


def patterns_of_times(spark):
    texts = [('03/04/21 5:06 PM',), ('31-Dec-2020',), ('2021-12-25T10:11:12.345Z',), ('20210229',), ('1609459200',), (None,)]
    df = spark.createDataFrame(texts, ['s'])
    return df.select(
        's',
        F.to_timestamp('s', 'MM/dd/yy h:mm a').alias('us'),
        F.to_date('s', 'dd-MMM-yyyy').alias('uk'),
        F.to_timestamp('s').alias('iso'),
        F.unix_timestamp('s', "yyyy-MM-dd'T'HH:mm:ss.SSSX").alias('u'),
        F.col('s').cast('date').alias('c'),
        F.from_unixtime(F.col('s').cast('long'), 'yyyy DDD').alias('f'),
    )


def old_patterns_of_times(spark):
    spark.conf.set('spark.sql.legacy.timeParserPolicy', 'LEGACY')
    try:
        texts = [('03/04/2021 25:06',), ('2021-2-30',), ('2021-02-03 extra',), ('Thu, 1 Apr 2021',)]
        df = spark.createDataFrame(texts, ['s'])
        df = df.select(
            's',
            F.to_timestamp('s', 'MM/dd/yyyy HH:mm').alias('a'),
            F.to_date('s', 'yyyy-MM-dd').alias('b'),
            F.unix_timestamp('s', 'EEE, d MMM yyyy').alias('c'),
            F.date_format(F.lit('2021-01-03'), 'u EEE YYYY ww').alias('d'),
        )
        return [list(map(str, r)) for r in df.collect()]
    finally:
        spark.conf.set('spark.sql.legacy.timeParserPolicy', 'EXCEPTION')


def frames_of_many_inputs(spark):
    P = collections.namedtuple('P', 'name age')
    made = [
        spark.createDataFrame([P('x', 1), P('y', None)]),
        spark.createDataFrame([Row(b=1, a='z'), Row(b=2, a=None)]),
        spark.createDataFrame([{'b': 1, 'a': [1.5]}, {'a': None, 'c': datetime.date(2020, 1, 1)}]),
        spark.createDataFrame([1.5, 2.5], 'double'),
        spark.createDataFrame(['a', None], T.StringType()),
        spark.createDataFrame([(1, (2, 'x'))], ['a', 'b']),
        spark.createDataFrame([[bytearray(b'ab'), True, decimal.Decimal('1.10')]]),
        spark.createDataFrame([(None, 1), ('a', None)], 'k: string, v: smallint'),
        spark.createDataFrame([], T.StructType([T.StructField('e', T.ArrayType(T.IntegerType()))])),
        spark.createDataFrame(spark.sparkContext.parallelize([(1, 'a')]), ['x', 'y']),
        spark.createDataFrame([(datetime.datetime(2020, 1, 1, 1, 1, 1, 5), datetime.timedelta(hours=5, microseconds=1))], ['t', 'd']),
    ]
    return [[f.dtypes, [list(r) for r in f.collect()]] for f in made]


def rows_as_values(spark):
    r = _trips(spark).orderBy('id').first()
    s = spark.createDataFrame([Row(p=Row(x=1, y=[Row(z='q')]))]).first()
    return [
        r['id'],
        r.who,
        r[2].isoformat(),
        'km' in r,
        len(r),
        r.asDict()['tags'],
        s.asDict(True),
        s.p.y[0].z,
        list(s.p.asDict()),
        repr(s),
        r == tuple(r),
        Row('a', 'b')(1, 2) == Row(a=1, b=2),
        sorted(r.__fields__),
    ]


def printed_frames(spark):
    df = _trips(spark)
    df.printSchema()
    df.orderBy('id').show(3, 12)
    df.orderBy('id').show(2, vertical=True)
    df.orderBy('id').select('tags', F.array('id', F.lit(None)).alias('a'), F.struct('who', 'km').alias('s'), F.lit('ünï\tcode').alias('w')).show(truncate=False)
    print(df.select('id', 'km').schema.simpleString(), df.columns, df.dtypes[-1], df)


def regular_expressions(spark):
    df = spark.createDataFrame([('100-200 m',), ('foo',), ('aaa bb 7',), ('',), (None,)], ['s'])
    return df.select(
        F.regexp_extract('s', r'(\d+)-(\d+)', 2).alias('e'),
        F.regexp_extract('s', r'(?i)(?<w>F)oo', 1).alias('n'),
        F.regexp_replace('s', r'(\d+)', '<$1>').alias('r'),
        F.regexp_replace('s', r'[^\p{L}]+', '_').alias('p'),
        F.col('s').rlike(r'^\w+$').alias('w'),
        F.expr(r"regexp_extract_all(s, '(\\w)(\\w)?', 2)").alias('all'),
        F.expr(r"s RLIKE '^a+\\s'").alias('k'),
        F.split('s', r'(?<=a)').alias('look'),
        F.expr("regexp_like(s, 'o{2}')").alias('o'),
        F.col('s').like('%0_').alias('l'),
        F.expr("s LIKE 'a%' ESCAPE '/'").alias('esc'),
        F.expr(r"regexp_replace(s, 'a', 'b', 2)").alias('from'),
    )


def texts_formatted(spark):
    df = _trips(spark)
    return df.select(
        'id',
        F.format_string('%05d|%-6s|%8.3f|%x|%,d', 'id', 'who', 'km', 'id', F.col('id') * 100000).alias('f'),
        F.format_number('km', 1).alias('n'),
        F.lpad('who', 4, '*-').alias('l'),
        F.rpad('who', 3, '').alias('r'),
        F.concat_ws('/', 'who', F.col('id'), F.lit(None)).alias('c'),
        F.overlay(F.lit('abcdef'), F.lit('XY'), 3).alias('o'),
        F.substring('who', -1, 1).alias('s'),
        F.instr('who', 'b').alias('i'),
        F.locate('a', F.lit('banana'), 3).alias('lo'),
        F.repeat('who', 3).alias('re'),
        F.reverse(F.lit('abc')).alias('rv'),
        F.soundex(F.lit('Robert')).alias('sx'),
        F.levenshtein(F.lit('kitten'), F.lit('sitting')).alias('lv'),
        F.hex('id').alias('hx'),
        F.conv(F.lit('ff'), 16, 2).alias('cv'),
        F.md5('who').alias('md'),
        F.crc32('who').alias('cr'),
        F.sha2('who', 224).alias('sh'),
        F.hash('who', 'id').alias('ha'),
        F.xxhash64('km').alias('xx'),
        F.base64('who').alias('b6'),
        F.ascii('who').alias('as'),
        F.encode('who', 'UTF-16BE').alias('en'),
    ).orderBy('id')


def numbers_rounded(spark):
    df = spark.createDataFrame([(2.5,), (-2.5,), (1234567.891,), (0.0,), (-0.0,), (float('nan'),), (float('inf'),), (1e-300,), (None,)], 'x: double')
    return df.select(
        'x',
        F.round('x').alias('r'),
        F.bround('x').alias('b'),
        F.round('x', -3).alias('r3'),
        F.round('x', 2).alias('r2'),
        F.floor('x').alias('f'),
        F.ceil('x').alias('c'),
        F.rint('x').alias('ri'),
        F.signum('x').alias('s'),
        (F.col('x') % 2).alias('m'),
        F.expr('pmod(x, 2)').alias('pm'),
        F.col('x').cast('int').alias('i'),
        F.col('x').cast('decimal(10,1)').alias('d'),
        F.col('x').cast('string').alias('t'),
        F.isnan('x').alias('nan'),
        F.nanvl('x', F.lit(0.5)).alias('nv'),
        F.greatest('x', F.lit(1.0)).alias('g'),
        F.least('x', F.lit(1.0)).alias('l'),
        F.when(F.col('x') > 0, F.log10('x')).alias('lg'),
        F.shiftleft(F.col('x').cast('int'), 2).alias('sl'),
    )


def numbers_divided(spark):
    df = spark.createDataFrame([(7, 2), (-7, 2), (7, 0), (None, 1), (2147483647, -1)], 'a: int, b: int')
    return df.select(
        (F.col('a') / F.col('b')).alias('q'),
        F.expr('a div b').alias('d'),
        (F.col('a') % F.col('b')).alias('m'),
        F.expr('a + b').alias('p'),
        F.expr('a * 2').alias('t'),
        F.expr('-a').alias('n'),
        F.expr('a * b * 1.0').alias('dec'),
        F.expr('a / 3.00').alias('dd'),
        F.expr('cast(a as tinyint)').alias('ti'),
        F.expr('a & 6 | b ^ 1').alias('bits'),
        F.expr('~a').alias('not'),
        F.expr('a <=> b').alias('same'),
        F.pow('a', 2).alias('pw'),
        (2 ** F.col('b')).alias('two'),
        F.factorial(F.abs('b')).alias('fa'),
    )


def array_functions(spark):
    df = spark.createDataFrame([([3, 1, None, 3],), ([],), (None,)], 'a: array<int>')
    b = F.array(F.lit(3), F.lit(9))
    return df.select(
        F.array_contains('a', 3).alias('c'),
        F.array_distinct('a').alias('d'),
        F.array_except('a', b).alias('e'),
        F.array_intersect('a', b).alias('i'),
        F.array_union('a', b).alias('u'),
        F.arrays_overlap('a', b).alias('o'),
        F.array_position('a', 3).alias('p'),
        F.array_remove('a', 3).alias('r'),
        F.array_max('a').alias('mx'),
        F.array_min('a').alias('mn'),
        F.sort_array('a', False).alias('s'),
        F.array_sort('a').alias('as'),
        F.slice('a', 2, 2).alias('sl'),
        F.array_join('a', ',', '-').alias('j'),
        F.arrays_zip('a', b).alias('z'),
        F.flatten(F.array('a', b)).alias('f'),
        F.size('a').alias('n'),
        F.element_at('a', -1).alias('l'),
        F.concat('a', b).alias('cc'),
        F.exists('a', lambda x: x > 2).alias('ex'),
        F.forall('a', lambda x: x > 0).alias('fa'),
        F.zip_with('a', b, lambda x, y: F.coalesce(x, F.lit(0)) + y).alias('zw'),
        F.aggregate('a', F.lit(0), lambda acc, x: acc + F.coalesce(x, F.lit(0))).alias('ag'),
        F.array_repeat('a', 2).alias('rp'),
        F.col('a')[1].alias('at'),
    )


def hints_and_plans(spark):
    t = _trips(spark)
    j = t.join(F.broadcast(t.groupBy('who').agg(F.max('km').alias('most'))), 'who').hint('merge').repartition(3, 'who').coalesce(1).cache()
    n = j.count()
    j.unpersist()
    return [
        n,
        j.rdd.getNumPartitions(),
        j.isEmpty(),
        j.sameSemantics(j),
        t.limit(2).count(),
        len(t.take(3)),
        len(t.tail(2)),
        t.agg({'km': 'max'}).collect()[0][0],
        t.selectExpr('max(id) m').first().m,
        t.head(1)[0].id,
    ]


def transforms_chained(spark):
    def doubled(df, name, by=2):
        return df.withColumn(name, F.col(name) * by)

    return (
        _trips(spark)
        .transform(doubled, 'km')
        .transform(lambda d: d.select(F.col('id').alias('ID'), 'km'))
        .withColumns({'a': F.col('km') + 1, 'ID': F.col('ID') - 1})
        .withColumnRenamed('id', 'Id')
        .toDF('x', 'y', 'z')
        .orderBy('x')
    )


def columns_by_patterns(spark):
    df = _trips(spark)
    return df.select(df.colRegex('`t.*`'), 'id').drop('tags', 'nosuch').selectExpr('*', 'id % 2 = 0 as even', 'cast(t0 as long) t0_s', '`id` + 1').orderBy('id')


def updated_structs(spark):
    df = _trips(spark).select('id', F.struct('who', F.struct('km', 't0').alias('in')).alias('s'))
    return df.select(
        'id',
        F.col('s').withField('new', F.col('id') * 2).withField('in.km', F.lit(None).cast('double')).dropFields('who', 'in.t0').alias('s'),
        F.col('s').getField('in').getField('km').alias('km'),
        's.in.*',
    ).orderBy('id')


def null_handling(spark):
    df = spark.createDataFrame([(None, None), (1, None), (None, 2), (3, 3)], 'a: int, b: int')
    return df.select(
        (F.col('a') == F.col('b')).alias('eq'),
        F.col('a').eqNullSafe(F.col('b')).alias('ns'),
        (F.col('a') != 1).alias('ne'),
        F.col('a').isin(1, None).alias('in'),
        (~F.col('a').isin([1, 3])).alias('nin'),
        F.coalesce('a', 'b', F.lit(0)).alias('c'),
        F.expr('nullif(a, 3)').alias('ni'),
        F.expr('nvl2(a, b, -1)').alias('n2'),
        F.expr('ifnull(a, b)').alias('if'),
        (F.col('a').isNull() | (F.col('b') > 2)).alias('or'),
        F.expr('a IS DISTINCT FROM b').alias('dist'),
        F.concat(F.col('a').cast('string'), F.lit('x')).alias('cat'),
        (F.col('a') + F.col('b')).alias('sum'),
        F.expr('a BETWEEN 1 AND b').alias('bt'),
        F.expr('a IN (b, 1)').alias('i2'),
        F.expr('NOT (a > 1 AND b > 1)').alias('not'),
    )


def orders_with_nulls(spark):
    df = spark.createDataFrame([(1, 'b', float('nan')), (2, None, 1.0), (3, 'B', None), (4, 'a', float('-inf')), (5, '', -0.0)], 'id: int, s: string, x: double')
    return [
        [r.id for r in df.orderBy(*o).collect()]
        for o in [('s', 'id'), (F.desc('s'),), (F.col('x').desc_nulls_first(),), (F.col('x').asc_nulls_last(),), (F.lower('s').asc(), F.col('id').desc())]
    ] + [[r.id for r in df.orderBy('x', ascending=False).collect()], [r.id for r in df.sort(['s', 'id'], ascending=[0, 1]).collect()]]


def errors_of_calls(spark):
    df = _trips(spark)
    tries = [
        lambda: df.select('nosuch'),
        lambda: df.filter('km >'),
        lambda: df.groupBy('who').agg({'km': 'nosuch'}),
        lambda: df.join(df, 'nosuch'),
        lambda: df.withColumn('a', 'b'),
        lambda: df.union(df.select('id')),
        lambda: df.select(F.col('km') + F.col('tags')),
        lambda: df.select(F.explode('km')),
        lambda: df.where(F.col('who')),
        lambda: df.select(F.sum('km').over(Window.orderBy('id')), F.sum('km')),
        lambda: df.na.fill(None),
        lambda: df.toDF('a'),
        lambda: df.select(F.to_date('who', 'qqq')).collect(),
        lambda: spark.sql('selec 1'),
        lambda: df.groupBy('who').pivot('nosuch'),
        lambda: df['nosuch'],
        lambda: df.nosuch,
        lambda: spark.createDataFrame([(1,)], 'a: string'),
        lambda: df.orderBy(),
        lambda: df.limit('x'),
        lambda: df.select(F.lit(object())),
        lambda: df.stat.corr('who', 'km'),
        lambda: df.dropDuplicates('who'),
        lambda: bool(df.km > 1),
        lambda: df.select(F.when(1, 2)),
        lambda: df.select('who').groupBy('who').sum('who'),
        lambda: df.agg(F.expr('sum(sum(km))')),
        lambda: df.selectExpr('id', 'row_number()'),
        lambda: df.repartition(0),
        lambda: df.sample(2.0),
        lambda: spark.range('a'),
        lambda: df.sort(5),
        lambda: spark.read.format('nosuch').load('x'),
        lambda: df.write.mode('nosuch'),
    ]
    out = []
    for attempt in tries:
        try:
            attempt()
            out.append('fine')
        except Exception as error:
            out.append(type(error).__name__)
    return out


def many_aggregates(spark):
    df = (
        _trips(spark)
        .groupBy('who')
        .agg(
            F.countDistinct('id', 'km').alias('n'),
            F.sum_distinct('km').alias('s'),
            F.collect_list('id').alias('ids'),
            F.var_pop('km').alias('v'),
            F.product('id').alias('p'),
            F.last('km', True).alias('l'),
            F.min('who').alias('mo'),
            F.expr('bit_or(id)').alias('bo'),
        )
    )
    return df.orderBy('who')


def frames_in_pandas(spark):
    p = _trips(spark).drop('tags').orderBy('id').toPandas()
    return [
        list(p.columns),
        [str(t) for t in p.dtypes],
        p['who'].tolist(),
        p['km'].fillna(0).tolist(),
        [str(v) for v in p['t1']],
        int(p['id'].sum()),
        p.groupby('who')['km'].sum().to_dict(),
    ]
