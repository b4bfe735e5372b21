"""Patterns and other constants that do not fit, over columns; the order of collected sets."""

import datetime

from pyspark.sql import Window
from pyspark.sql import functions as F


def _place(frame_of):
    try:
        frame = frame_of()
    except Exception as error:
        return 'call ' + type(error).__name__
    try:
        frame.collect()
        return 'fine'
    except Exception as error:
        return 'action ' + type(error).__name__


def patterns_over_columns(spark):
    df = spark.createDataFrame([('2020-01-01', 1)], 's: string, n: long').withColumn('d', F.to_date('s')).withColumn('t', F.col('d').cast('timestamp'))
    empty = df.where('n > 5')
    out = []
    for p in ['qqq', 'YYYY', 'bbb', 'ccc', 'yyyy-MM-dd HH:mm:ss.SSSSSSSSSSSS', "yyyy'", 'ee', 'u', 'nonsense', '[', 'LLLLL']:
        for text in [
            "to_date(s, '%s')",
            "to_timestamp(s, '%s')",
            "unix_timestamp(s, '%s')",
            "date_format(d, '%s')",
            "date_format(t, '%s')",
            "from_unixtime(n, '%s')",
        ]:
            sql = text % p.replace("'", "\\'")
            out.append([sql, _place(lambda: df.selectExpr(sql)), _place(lambda: empty.selectExpr(sql))])
    return out


def units_over_columns(spark):
    df = spark.createDataFrame([('2020-01-01', 1)], 's: string, n: long').withColumn('d', F.to_date('s')).withColumn('t', F.col('d').cast('timestamp'))
    return [
        [s, _place(lambda: df.selectExpr(s))]
        for s in [
            "trunc(d, 'x')",
            "date_trunc('x', t)",
            "from_utc_timestamp(t, 'x')",
            "to_utc_timestamp(t, 'x')",
            "next_day(d, 'x')",
            "regexp_replace(s, '(', '')",
            "regexp_replace(s, '0', '$5')",
            "regexp_extract(s, '0', 1)",
            "split(s, '[')",
            "format_string('%d', s)",
            "format_number(n, '0.0.0')",
            "get_json_object(s, '$..x[')",
            "from_json(s, 'a int, ')",
            "parse_url(s, 'X')",
            "xpath(s, 'a[')",
            "conv(s, 99, 2)",
            "decode(encode(s, 'x'), 'utf-8')",
            "encode(s, 'nosuch')",
            "decode(s, 'nosuch')",
            "sha2(s, 5)",
            "to_number(s, 'x')",
            "element_at(array(n), 0)",
            "array(n)[5]",
            "slice(array(n), 0, 1)",
            "str_to_map(s, '[')",
            "sequence(n, 5, 0)",
            "make_interval(n, 5, 0)",
            "percentile_approx(n, 2)",
            "percentile(n, 2)",
            "approx_count_distinct(n, 2)",
            "ntile(0) over (order by n)",
            "lag(n, s) over (order by n)",
            "window(t, 'x')",
            "date_part('x', t)",
            "extract(x from t)",
            "overlay(s, s, s)",
            "assert_true(n > 5)",
            "aes_encrypt(s, s)",
            "hex(unhex(s))",
            "bround(n, n)",
            "round(n, n)",
            "rand(n)",
            "shiftleft(n, 'x')",
            "substring_index(s, '', 1)",
            "sentences(s, 'x', 'y')",
            "json_tuple(s, n)",
            "stack(2, n)",
            "inline(array(n))",
            "explode(s)",
            "map(n, 1, n, 2)",
            "map_from_arrays(array(n, n), array(1, 2))",
            "array_repeat(n, -1)",
            "make_date(n, n, 40)",
            "date_add(d, 3000000000)",
            "cast(s as interval)",
            "cast(n as interval day)",
            "to_binary(s, 'hex')",
            "raise_error(s)",
        ]
    ]


def sets_of_values(spark):
    rows = [
        (i * 37 % 101, 'w%d' % (i * 7 % 23), i / 4.0 - 3, i % 2 == 0, datetime.date(2020, 1, 1 + i % 28), datetime.datetime(2020, 1, 1, i % 24))
        for i in range(60)
    ]
    df = spark.createDataFrame(rows, 'i: int, s: string, x: double, b: boolean, d: date, t: timestamp').coalesce(1)
    return df.agg(
        *[F.collect_set(c).alias(c) for c in df.columns]
        + [
            F.collect_set(F.col('i').cast('long')).alias('l'),
            F.collect_set(F.col('x').cast('float')).alias('f'),
            F.collect_set(F.col('i').cast('short')).alias('h'),
        ]
    )


def sets_of_groups(spark):
    df = spark.range(0, 40, 1, 1).select((F.col('id') % 4).alias('k'), F.concat(F.lit('n'), F.col('id') % 9).alias('v'), (F.col('id') % 7 - 3).alias('n'))
    return df.groupBy('k').agg(F.collect_set('v').alias('v'), F.collect_set('n').alias('n'), F.size(F.collect_set('v')).alias('c')).orderBy('k')


def sets_over_windows(spark):
    df = spark.range(0, 12, 1, 1).select('id', (F.col('id') * 5 % 7).alias('v'))
    return df.select(
        'id',
        F.collect_set('v').over(Window.orderBy('id').rowsBetween(-4, 0)).alias('s'),
        F.collect_set(F.col('v').cast('string')).over(Window.orderBy('id')).alias('t'),
    )


def sets_of_nothing(spark):
    return (
        spark.createDataFrame([(1, None), (1, None), (2, 'a')], 'k: int, v: string')
        .groupBy('k')
        .agg(F.collect_set('v').alias('s'), F.collect_set(F.struct('k', 'v')).alias('r'))
        .orderBy('k')
    )
