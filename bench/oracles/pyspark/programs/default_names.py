"""Names and types of columns that nobody named, by the way in which they were asked for: a list of calls each."""

from pyspark.sql import Window
from pyspark.sql import functions as F

_ROW = """
    SELECT 1 AS k, 2.5D AS x, 'a' AS s, 3L AS l, 1.5BD AS e, array(1, 2) AS a,
        TIMESTAMP '2019-01-01 10:00:00' AS t, DATE '2019-01-01' AS d
"""
_EXPRESSIONS = """
sum(x) OVER (PARTITION BY k)
row_number() OVER (ORDER BY k)
rank() OVER (ORDER BY k)
lag(x) OVER (ORDER BY k)
sum(x) OVER (ORDER BY k ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
sum(x) OVER ()
first(x)
last(x, true)
first_value(x)
percentile(k, 0.5)
percentile_approx(k, 0.5)
pow(x, 2)
pow(k, 2)
round(x, 1)
round(x)
rint(x)
ln(x)
log(x)
log(2, x)
coalesce(NULL, 1L, 2)
l + 1
k + 1.5
x + 1
k = 1.0
l = 1
k / 2
k % 2L
if(true, 1, 2.5D)
concat(s, 1)
date_add(d, 1)
t + INTERVAL 1 HOUR
t - INTERVAL 1 DAY 2 HOURS
d + INTERVAL 1 MONTH
to_timestamp(s, 'yyyy')
to_date(s)
to_date(s, 'yyyy')
struct(k, x AS y)
avg(k)
sum(k)
sum(k + 1)
count(DISTINCT k)
count(*)
stddev(k)
corr(k, x)
collect_list(k)
CAST(k AS STRING)
CAST(k + 1 AS STRING)
s = 1
k BETWEEN 1 AND 2.5
k IN (1, 2.5)
CASE WHEN k = 1 THEN 1 ELSE 2.5D END
greatest(1, 2.5D)
unix_timestamp(s)
conv(k, 10, 16)
nvl(k, 'a')
split(s, ',')
explode(a)
a[0]
array(1, 2.5D)
year(t)
hour(s)
pmod(k, 2L)
sqrt(k)
length(k)
upper(k)
-k
NOT k = 1
s LIKE 'a'
k IS NULL
decode(s, 'utf-8')
regexp_replace(s, 1, 2)
window(t, '1 hour')
"""
_COLUMNS = """
F.sum('x').over(keys)
F.row_number().over(ordered)
F.lag('x').over(ordered)
F.max('x').over(ordered)
F.percent_rank().over(ordered)
F.ntile(2).over(ordered)
F.sum('x').over(ordered.rowsBetween(-1, 0))
F.first('x')
F.last('x', True)
F.pow(F.col('k'), 2)
F.col('k') + 1.5
F.col('l') == 1
F.round('x', 1)
F.rint('x')
F.log('x')
F.log(2.0, 'x')
F.to_timestamp('s')
F.to_timestamp('s', 'yyyy')
F.to_date('s')
F.to_date('s', 'yyyy')
F.struct('k', 'x')
F.struct('k', F.col('x').alias('y'))
F.avg('k')
F.expr('x + 1')
F.expr('pow(k, 2)')
F.when(F.col('k') == 1, 1).otherwise(2.5)
F.col('k').between(1, 2.5)
F.col('k').isin(1, 2.5)
F.concat('s', F.lit(1))
F.countDistinct('k')
F.window('t', '1 hour')
F.collect_list('k')
F.stddev('k')
F.col('s').substr(1, 1)
F.col('k').cast('string')
"""
_GROUPED = """
groups.pivot('s', ['a']).agg(F.sum('k'), F.avg('k'), F.max('x').alias('m'), F.count('*'), F.sum('x'))
groups.pivot('s').agg({'k': 'sum', 'x': 'avg'})
groups.pivot('s').agg(F.sum(F.col('k') + 1.5), F.first('s'), F.countDistinct('k'), F.stddev('k'))
groups.pivot('s').sum('k', 'x')
groups.pivot('s').agg(F.expr('sum(k)'), F.expr('count(1)'), F.expr('pow(max(k), 2)'))
groups.pivot('s', ['a']).count()
groups.agg({'x': 'first', 'l': 'count'})
groups.agg(F.first('x'), F.sum(F.col('x') + 1), F.expr('sum(k + 1)'), F.expr('percentile(k, 0.5)'))
groups.sum('k', 'x')
frame.agg(F.sum('k'), F.avg('e'), F.expr('pow(max(k), 2)'), F.expr('max(k) + 1'))
frame.cube('k').agg(F.sum('l'), F.grouping('k'), F.grouping_id())
"""


def _answers(spark, text, made):
    frame = spark.sql(_ROW)
    answers = []
    for line in text.strip().splitlines():
        try:
            fields = [[field.name, field.dataType.simpleString(), field.nullable] for field in made(frame, line)]
            answers.append([line] + fields)
        except Exception as error:
            answers.append([line, type(error).__name__])
    return answers


def of_statements(spark):
    spark.sql(_ROW).createOrReplaceTempView('named_row')
    return _answers(spark, _EXPRESSIONS, lambda frame, line: spark.sql('SELECT %s FROM named_row' % line).schema)


def of_expressions(spark):
    return _answers(spark, _EXPRESSIONS, lambda frame, line: frame.selectExpr(line).schema)


def of_columns(spark):
    keys = Window.partitionBy('k')
    names = dict(F=F, keys=keys, ordered=keys.orderBy('x'))
    return _answers(spark, _COLUMNS, lambda frame, line: frame.select(eval(line, dict(names))).schema)


def of_groups(spark):
    def made(frame, line):
        return eval(line, dict(F=F, frame=frame, groups=frame.groupBy('k'))).schema

    return _answers(spark, _GROUPED, made)


def nested_values_shown(spark):
    return spark.sql("""
        SELECT struct(1 AS a, array(1, 2) AS b, map('k', array(1)) AS c, TIMESTAMP '2019-01-01 10:00:00' AS t,
            DATE '2019-01-01' AS d, 1.5BD AS e, 1e10D AS f, struct(array('x') AS z) AS g, true AS i) AS s,
            array(array(1, CAST(NULL AS INT))) AS aa, map('k', array(1.5D)) AS m,
            array(TIMESTAMP '2019-01-01 10:00:00.5') AS at, array(map('a', 1)) AS am, array(struct(1 AS x)) AS ast,
            map('a', CAST(NULL AS INT)) AS em, array(DATE '2019-01-01') AS ad,
            map(TIMESTAMP '2019-01-01 10:00:00', 0.5BD) AS mt, array(1e-7D) AS af
    """)


def quantiles_of_few(spark):
    frame = spark.createDataFrame([(i, float(i)) for i in range(1, 11)] + [(11, None)], ['i', 'f'])
    return [
        frame.approxQuantile('i', [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0], 0.0),
        frame.approxQuantile('f', [0.1, 0.5], 0.1),
        frame.approxQuantile('i', [0.25, 0.5, 0.75], 0.25),
        frame.approxQuantile('i', [0.5], 1.0),
    ]


def percentiles_of_few(spark):
    frame = spark.createDataFrame([(i, float(i)) for i in range(1, 11)] + [(11, None)], ['i', 'f'])
    return frame.selectExpr(
        'percentile_approx(i, 0.5) AS a',
        'percentile_approx(f, array(0.1D, 0.5D, 0.99D)) AS b',
        'percentile_approx(i, 0.5, 2) AS c',
    )
