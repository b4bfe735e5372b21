"""Sorting and windows."""

from pyspark.sql import Window
from pyspark.sql import functions as F


def _values(spark):
    return spark.createDataFrame([('b', 2), ('a', None), (None, 3), ('a', 1), ('b', -1)], 'k: string, v: int')


def _events(spark):
    return spark.createDataFrame(
        [('a', 1, 10.0), ('a', 2, 20.0), ('a', 2, 5.0), ('b', 1, None), ('b', 3, 7.0)], ['k', 't', 'v']
    )


def ascending_puts_nulls_first(spark):
    return _values(spark).orderBy('k', 'v')


def descending_puts_nulls_last(spark):
    return _values(spark).orderBy(F.desc('k'), F.col('v').desc())


def nulls_placed(spark):
    return _values(spark).orderBy(F.col('k').asc_nulls_last(), F.col('v').desc_nulls_first())


def ascending_flags(spark):
    return _values(spark).orderBy(['k', 'v'], ascending=[False, True])


def ascending_false(spark):
    return _values(spark).sort('v', ascending=False)


def by_expression(spark):
    return _values(spark).orderBy(F.abs('v'), F.length('k'), 'v')


def by_column_not_selected(spark):
    return _values(spark).orderBy('v').select('k')


def by_column_that_select_left_out(spark):
    return _values(spark).select('k').orderBy('v')


def nan_is_largest(spark):
    return spark.createDataFrame([(float('nan'),), (1.0,), (None,), (float('inf'),), (-1.0,)], ['v']).orderBy('v')


def sort_then_limit(spark):
    return _values(spark).orderBy('v').limit(2)


def sql_order_with_nulls(spark):
    _values(spark).createOrReplaceTempView('vals')
    return spark.sql('SELECT * FROM vals ORDER BY k DESC NULLS FIRST, v ASC NULLS LAST LIMIT 3')


def sort_of_arrays_and_booleans(spark):
    return spark.createDataFrame([([2], True), ([1, 5], False), ([1], None)], 'l: array<int>, b: boolean').orderBy('l')


def sort_map_fails(spark):
    return spark.sql("SELECT map('a', 1) AS m").orderBy('m')


def row_numbers(spark):
    w = Window.partitionBy('k').orderBy('t', 'v')
    return _events(spark).select('*', F.row_number().over(w)).orderBy('k', 't', 'v')


def ranks(spark):
    w = Window.partitionBy('k').orderBy('t')
    return (
        _events(spark)
        .select(
            'k',
            't',
            'v',
            F.rank().over(w).alias('r'),
            F.dense_rank().over(w).alias('d'),
            F.percent_rank().over(w).alias('p'),
            F.cume_dist().over(w).alias('c'),
        )
        .orderBy('k', 't', 'v')
    )


def ntiles(spark):
    w = Window.partitionBy('k').orderBy('t', 'v')
    return _events(spark).select('k', 't', F.ntile(2).over(w).alias('n')).orderBy('k', 't', 'n')


def lag_and_lead(spark):
    w = Window.partitionBy('k').orderBy('t', 'v')
    return (
        _events(spark)
        .select(
            'k',
            't',
            'v',
            F.lag('v').over(w).alias('a'),
            F.lead('v', 1, 0.0).over(w).alias('b'),
            F.lag('t', 2).over(w).alias('c'),
        )
        .orderBy('k', 't', 'v')
    )


def running_sum(spark):
    w = Window.partitionBy('k').orderBy('t')
    return _events(spark).select('k', 't', 'v', F.sum('v').over(w).alias('s')).orderBy('k', 't', 'v')


def whole_partition(spark):
    w = Window.partitionBy('k')
    return (
        _events(spark)
        .select('k', 'v', F.max('v').over(w).alias('m'), F.count('*').over(w).alias('n'), F.avg('v').over(w).alias('a'))
        .orderBy('k', 't', 'v')
    )


def rows_between(spark):
    w = Window.partitionBy('k').orderBy('t', 'v').rowsBetween(-1, 0)
    return _events(spark).select('k', 't', 'v', F.sum('v').over(w).alias('s')).orderBy('k', 't', 'v')


def rows_to_end(spark):
    w = Window.partitionBy('k').orderBy('t', 'v').rowsBetween(Window.currentRow, Window.unboundedFollowing)
    return (
        _events(spark)
        .select('k', 't', 'v', F.min('v').over(w).alias('m'), F.count('v').over(w).alias('n'))
        .orderBy('k', 't', 'v')
    )


def range_between(spark):
    w = Window.partitionBy('k').orderBy('t').rangeBetween(-1, 0)
    return _events(spark).select('k', 't', 'v', F.sum('v').over(w).alias('s')).orderBy('k', 't', 'v')


def first_and_last_in_window(spark):
    w = Window.partitionBy('k').orderBy('t', 'v')
    return (
        _events(spark)
        .select(
            'k',
            't',
            F.first('v').over(w).alias('f'),
            F.last('v').over(w).alias('l'),
            F.first('v', True).over(w).alias('i'),
        )
        .orderBy('k', 't', 'v')
    )


def window_without_partitions(spark):
    return (
        _events(spark).select('k', 't', F.row_number().over(Window.orderBy(F.desc('t'), 'v')).alias('n')).orderBy('n')
    )


def window_in_expression(spark):
    w = Window.partitionBy('k')
    return _events(spark).withColumn('share', F.round(F.col('v') / F.sum('v').over(w), 3)).orderBy('k', 't', 'v')


def window_named(spark):
    _events(spark).createOrReplaceTempView('events')
    return spark.sql(
        'SELECT k, t, sum(v) OVER w AS s, rank() OVER w AS r FROM events WINDOW w AS (PARTITION BY k ORDER BY t) ORDER BY k, t, s, r'
    )


def window_default_name(spark):
    return _events(spark).select('k', F.sum('t').over(Window.partitionBy('k'))).orderBy('k')


def window_over_groups(spark):
    grouped = _events(spark).groupBy('k').agg(F.sum('v').alias('s'))
    return grouped.withColumn('r', F.rank().over(Window.orderBy('s'))).orderBy('r')


def top_row_of_group(spark):
    w = Window.partitionBy('k').orderBy(F.desc('t'), F.desc('v'))
    return _events(spark).withColumn('n', F.row_number().over(w)).filter('n = 1').drop('n').orderBy('k')


def rank_without_order(spark):
    return _events(spark).select(F.rank().over(Window.partitionBy('k')))


def window_in_filter(spark):
    return _events(spark).filter(F.row_number().over(Window.orderBy('t')) > 1)


def nth_values(spark):
    w = Window.partitionBy('k').orderBy('t', 'v').rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    return _events(spark).select('k', 't', F.nth_value('v', 2).over(w).alias('n')).orderBy('k', 't', 'v')


def lists_in_window(spark):
    w = Window.partitionBy('k').orderBy('t', 'v')
    return _events(spark).select('k', 't', F.collect_list('t').over(w).alias('l')).orderBy('k', 't', 'v')
