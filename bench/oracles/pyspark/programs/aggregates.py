"""Groups, aggregates, rollup, cube, pivot and unpivot."""

import random
from decimal import Decimal

from pyspark.sql import functions as F


def _sales(spark):
    return spark.createDataFrame(
        [('n', 'a', 1, 1.0), ('n', 'b', 2, None), ('s', 'a', 3, 2.5), ('s', 'a', None, 4.0), (None, 'b', 5, -1.0)],
        ['region', 'kind', 'units', 'price'],
    )


def count_by_group(spark):
    return _sales(spark).groupBy('region').count().orderBy('region')


def sum_by_group_without_columns(spark):
    return _sales(spark).groupBy('region').sum().orderBy('region')


def named_methods(spark):
    grouped = _sales(spark).groupBy('kind')
    return grouped.avg('units', 'price').join(grouped.max('units'), 'kind').orderBy('kind')


def agg_by_dict(spark):
    return _sales(spark).groupBy('kind').agg({'units': 'sum', 'price': 'max', '*': 'count'}).orderBy('kind')


def agg_by_columns(spark):
    return (
        _sales(spark).groupBy('kind').agg(F.sum('units'), F.count('price').alias('n'), F.avg('price')).orderBy('kind')
    )


def agg_without_groups(spark):
    return _sales(spark).agg(
        F.count('*'), F.count('units'), F.sum('price'), F.min('kind'), F.max('kind'), F.mean('units')
    )


def agg_of_nothing(spark):
    return (
        _sales(spark)
        .filter('units > 100')
        .agg(F.count('*'), F.sum('units'), F.max('kind'), F.collect_list('kind'), F.stddev('units'))
    )


def group_of_nothing(spark):
    return _sales(spark).filter('units > 100').groupBy('kind').count()


def group_by_expression(spark):
    return (
        _sales(spark).groupBy((F.col('units') % 2).alias('odd'), F.upper('kind')).count().orderBy('odd', 'upper(kind)')
    )


def names_of_aggregates(spark):
    units = F.col('units')
    return _sales(spark).agg(
        F.sum(units + 1),
        F.countDistinct('region'),
        F.count(F.lit(1)),
        F.sum(F.when(units > 1, 1)),
        F.sumDistinct('units'),
        F.countDistinct('region', 'kind'),
    )


def expressions_of_aggregates(spark):
    return (
        _sales(spark)
        .groupBy('kind')
        .agg((F.sum('units') / F.count('*')).alias('ratio'), F.round(F.avg('price'), 1))
        .orderBy('kind')
    )


def distinct_aggregates(spark):
    return (
        _sales(spark)
        .groupBy('kind')
        .agg(F.countDistinct('region'), F.countDistinct('units'), F.sum('units'))
        .orderBy('kind')
    )


def count_if_filter(spark):
    return _sales(spark).selectExpr(
        'count(*) FILTER (WHERE units > 1) AS a',
        'count_if(units > 1) AS b',
        'bool_or(units > 4) c',
        'every(units > 0) d',
    )


def first_and_last(spark):
    frame = _sales(spark).coalesce(1)
    return frame.agg(
        F.first('price'), F.last('units'), F.first('region'), F.last('units', True), F.first('price', ignorenulls=True)
    )


def spread_statistics(spark):
    return (
        spark.createDataFrame([(1, 2.0), (1, 4.0), (2, 8.0)], ['k', 'v'])
        .groupBy('k')
        .agg(F.stddev('v'), F.variance('v'), F.stddev_pop('v'), F.var_pop('v'), F.skewness('v'), F.kurtosis('v'))
        .orderBy('k')
    )


def correlation_aggregates(spark):
    return spark.createDataFrame([(1.0, 2.0), (2.0, 4.5), (3.0, 5.0)], ['x', 'y']).agg(
        F.corr('x', 'y'), F.covar_pop('x', 'y'), F.covar_samp('x', 'y')
    )


def percentiles(spark):
    frame = spark.createDataFrame([(v,) for v in [10, 20, 30, 40, None]], 'v: int')
    return frame.selectExpr(
        'percentile(v, 0.5)',
        'percentile(v, array(0.25, 0.75))',
        'percentile_approx(v, 0.5)',
        'approx_percentile(v, array(0.1, 0.9))',
    )


def collected_lists(spark):
    return (
        _sales(spark)
        .coalesce(1)
        .groupBy('kind')
        .agg(F.collect_list('units'), F.sort_array(F.collect_set('region')))
        .orderBy('kind')
    )


def min_and_max_by(spark):
    return _sales(spark).selectExpr('max_by(kind, price)', 'min_by(region, units)')


def min_and_max_of_structs(spark):
    return _sales(spark).groupBy('kind').agg(F.max(F.struct('units', 'region')).alias('top')).orderBy('kind')


def sums_of_types(spark):
    return spark.createDataFrame(
        [(1, 1.5, Decimal('1.25')), (2, 2.5, Decimal('2.50'))], 'i: int, f: float, d: decimal(6,2)'
    ).agg(F.sum('i'), F.sum('f'), F.sum('d'), F.avg('i'), F.avg('d'), F.max('d'))


def sum_of_strings(spark):
    return spark.createDataFrame([('1',), ('2.5',), ('x',)], ['s']).agg(F.sum('s'), F.avg('s'), F.max('s'))


def sum_overflow_wraps(spark):
    return spark.createDataFrame([(9223372036854775807,), (1,)], ['v']).agg(F.sum('v'))


def nan_in_aggregates(spark):
    return spark.createDataFrame([(1.0,), (float('nan'),), (None,)], ['v']).agg(
        F.max('v'), F.min('v'), F.sum('v'), F.count('v')
    )


def nan_and_zero_keys(spark):
    values = [float('nan'), float('nan'), 0.0, -0.0, None]
    return spark.createDataFrame([(v,) for v in values], 'v: double').groupBy('v').count().orderBy('v')


def approximate_counts(spark):
    return spark.range(100).agg(F.approx_count_distinct(F.col('id') % 5))


def bit_aggregates(spark):
    return spark.createDataFrame([(3,), (5,)], 'v: int').selectExpr('bit_and(v)', 'bit_or(v)', 'bit_xor(v)')


def rollup_sums(spark):
    return (
        _sales(spark)
        .rollup('kind', 'region')
        .agg(F.sum('units'), F.grouping_id())
        .orderBy('kind', 'region', 'grouping_id()')
    )


def cube_counts(spark):
    return _sales(spark).cube('kind', 'region').count().orderBy('kind', 'region', 'count')


def grouping_flags(spark):
    return _sales(spark).rollup('kind').agg(F.grouping('kind').alias('g'), F.count('*').alias('n')).orderBy('kind', 'g')


def grouping_sets(spark):
    _sales(spark).createOrReplaceTempView('sales')
    return spark.sql(
        'SELECT kind, region, sum(units) AS u FROM sales GROUP BY kind, region GROUPING SETS ((kind), (region), ()) ORDER BY kind, region, u'
    )


def pivot_with_values(spark):
    return _sales(spark).groupBy('region').pivot('kind', ['a', 'b']).sum('units').orderBy('region')


def pivot_finds_values(spark):
    return _sales(spark).groupBy('region').pivot('kind').agg(F.sum('units'), F.max('price')).orderBy('region')


def pivot_names_of_several(spark):
    return (
        _sales(spark)
        .groupBy('region')
        .pivot('kind', ['b', 'a'])
        .agg(F.sum('units').alias('u'), F.count('*').alias('n'))
        .orderBy('region')
    )


def pivot_in_sql(spark):
    _sales(spark).select('region', 'kind', 'units').createOrReplaceTempView('sales')
    return spark.sql("SELECT * FROM sales PIVOT (sum(units) AS u FOR kind IN ('a' AS x, 'b')) ORDER BY region")


def unpivot_by_stack(spark):
    return spark.createDataFrame([(1, 10, 20)], ['id', 'a', 'b']).selectExpr(
        'id', "stack(2, 'a', a, 'b', b) AS (name, value)"
    )


def having(spark):
    _sales(spark).createOrReplaceTempView('sales')
    return spark.sql('SELECT kind, count(*) FROM sales GROUP BY kind HAVING sum(units) > 4 ORDER BY 1')


def group_by_ordinal_and_alias(spark):
    _sales(spark).createOrReplaceTempView('sales')
    return spark.sql('SELECT upper(kind) AS k, sum(price) FROM sales GROUP BY k ORDER BY k').union(
        spark.sql('SELECT upper(kind), sum(price) FROM sales GROUP BY 1 ORDER BY 1')
    )


def column_not_grouped(spark):
    _sales(spark).createOrReplaceTempView('sales')
    return spark.sql('SELECT kind, units FROM sales GROUP BY kind')


def nested_aggregates(spark):
    return _sales(spark).agg(F.sum(F.max('units')))


def avg_of_text_column(spark):
    return _sales(spark).groupBy('kind').avg('region')


def order_by_aggregate(spark):
    return _sales(spark).groupBy('kind').count().orderBy(F.desc('count'), 'kind')


def group_by_boolean_null(spark):
    return spark.createDataFrame([(True,), (None,), (False,), (True,)], 'b: boolean').groupBy('b').count().orderBy('b')


def histogram_of_bins(spark):
    frame = spark.createDataFrame([(v,) for v in [0.1, 0.2, 1.5, 2.9]], ['v'])
    return frame.groupBy(F.floor('v').alias('bin')).agg(F.count('*').alias('n'), F.min('v')).orderBy('bin')


def collect_by_key(spark):
    rows = _sales(spark).groupBy('kind').sum('units').orderBy('kind').collect()
    return [rows[0]['sum(units)'], rows[1].kind, rows[0].asDict(), len(rows[0])]


def agg_value_in_python(spark):
    return _sales(spark).agg({'units': 'max'}).collect()[0][0]


def _measured(seed, middle, spread):
    numbers = random.Random(seed)
    return [(numbers.choice('abc'), numbers.gauss(middle, spread), numbers.random()) for _ in range(97)]


def _moments():
    names = ('stddev', 'variance', 'stddev_pop', 'var_pop', 'skewness', 'kurtosis')
    pairs = ('corr', 'covar_samp', 'covar_pop')
    return [getattr(F, name)('x') for name in names] + [getattr(F, name)('x', 'y') for name in pairs]


def moments_of_many_rows(spark):
    return spark.createDataFrame(_measured(1, 0.0, 100.0), ['k', 'x', 'y']).agg(*_moments())


def moments_far_from_zero(spark):
    return spark.createDataFrame(_measured(2, 1e6, 3.0), ['k', 'x', 'y']).agg(*_moments())


def moments_of_groups(spark):
    return spark.createDataFrame(_measured(3, 50.0, 7.0), ['k', 'x', 'y']).groupBy('k').agg(*_moments()).orderBy('k')


def products(spark):
    frame = spark.createDataFrame([('a', 2.0), ('a', 5.0), ('b', -3.0), ('b', None), ('c', None)], ['k', 'v'])
    return frame.groupBy('k').agg(F.product('v'), F.product(F.lit(2)).alias('n')).orderBy('k')
