"""Casts, null logic and arithmetic."""

import datetime
from decimal import Decimal

from pyspark.sql import functions as F
from pyspark.sql import types as T


def _one(spark, value, kind):
    return spark.createDataFrame([(value,)], 'v ' + kind)


def _texts(spark, *texts):
    return spark.createDataFrame([(text,) for text in texts], 'v: string')


def strings_to_int(spark):
    return _texts(spark, '1', ' 2 ', '3.7', '-4', '', 'x', '99999999999', '+5', '1e3').select(
        'v', F.col('v').cast('int')
    )


def strings_to_bigint(spark):
    return _texts(spark, '9223372036854775807', '9223372036854775808', '1.9').select(F.col('v').cast('bigint'))


def strings_to_double(spark):
    texts = _texts(spark, '1.5', ' 2 ', '1e3', 'NaN', 'Infinity', '-inf', '.5', '5.', 'abc', '1d', '0x10')
    return texts.select('v', F.col('v').cast('double'))


def strings_to_boolean(spark):
    return _texts(spark, 'true', 'T', 'yes', '1', 'no', 'f', '0', 'on', ' TRUE ').select(
        'v', F.col('v').cast('boolean')
    )


def strings_to_date(spark):
    texts = _texts(spark, '2019-03-05', '2019-3-5', '2019-03', '2019', '2019-02-30', '2019-03-05 11:00', '05/03/2019')
    return texts.select('v', F.col('v').cast('date'))


def strings_to_timestamp(spark):
    texts = _texts(
        spark,
        '2019-03-05',
        '2019-03-05 01:02:03',
        '2019-03-05T01:02:03.123456Z',
        '2019-03-05 01:02',
        '2019-03-05 01:02:03+02:00',
        '25:00',
        'x',
        '2019-03-05 1:2:3.5',
    )
    return texts.select('v', F.col('v').cast('timestamp'))


def strings_to_decimal(spark):
    texts = _texts(spark, '1.005', '123456', '-0.5', '1e2', 'x')
    return texts.select(F.col('v').cast('decimal(5,2)'), F.col('v').cast('decimal'))


def doubles_to_string(spark):
    values = [1.0, 1e7, 12345678.9, 1e-3, 1e-4, -0.0, float('nan'), float('inf'), 0.1 + 0.2, 1e21, 100.0]
    return spark.createDataFrame([(v,) for v in values], 'v: double').select('v', F.col('v').cast('string'))


def floats_to_string(spark):
    values = [0.1, 1e10, 3.4e38, 1.17e-38, 16777216.0]
    return spark.createDataFrame([(v,) for v in values], 'v: float').select(
        'v', F.col('v').cast('string'), F.col('v').cast('double')
    )


def doubles_to_integers(spark):
    values = [1.9, -1.9, 1e10, 1e20, float('nan'), 300.5]
    v = F.col('v')
    return spark.createDataFrame([(v,) for v in values], 'v: double').select(
        v.cast('int'), v.cast('bigint'), v.cast('smallint'), v.cast('tinyint')
    )


def integers_wrap_when_narrowed(spark):
    v = F.col('v')
    return spark.createDataFrame([(300,), (70000,), (5000000000,)], 'v: bigint').select(
        v.cast('int'), v.cast('smallint'), v.cast('tinyint'), v.cast('double'), v.cast('float')
    )


def booleans_to_others(spark):
    v = F.col('v')
    return spark.createDataFrame([(True,), (False,), (None,)], 'v: boolean').select(
        v.cast('int'), v.cast('string'), v.cast('double'), v.cast('decimal(3,1)')
    )


def timestamps_to_numbers(spark):
    v = F.col('v').cast('timestamp')
    return _texts(spark, '1969-12-31 23:59:59.5', '2019-03-05 01:02:03.25').select(
        v.cast('long'), v.cast('double'), v.cast('int'), v.cast('date'), v.cast('string')
    )


def numbers_to_timestamps(spark):
    return spark.createDataFrame([(0, 1.5), (-1, -0.25), (1551747723, 1e9)], 'a: bigint, b: double').select(
        F.col('a').cast('timestamp'), F.col('b').cast('timestamp')
    )


def dates_to_others(spark):
    v = F.col('v').cast('date')
    return _texts(spark, '2019-03-05', '1600-01-01').select(v.cast('timestamp'), v.cast('string'))


def structs_and_arrays_to_string(spark):
    pair = T.StructType().add('a', 'integer').add('b', 'string')
    schema = T.StructType().add('s', pair).add('l', T.ArrayType(T.IntegerType()))
    schema = schema.add('m', T.MapType(T.StringType(), T.DoubleType()))
    frame = spark.createDataFrame([((1, 'a'), [1, None], {'k': 1.5})], schema)
    return frame.select(*[F.col(name).cast('string') for name in frame.columns])


def cast_of_nested_types(spark):
    pair = T.StructType().add('a', 'integer').add('b', 'string')
    schema = T.StructType().add('s', pair).add('l', T.ArrayType(T.StringType()))
    frame = spark.createDataFrame([((1, 'a'), ['1', 'x'])], schema)
    return frame.select(F.col('s').cast('struct<x:double,y:string>'), F.col('l').cast('array<int>'))


def impossible_cast(spark):
    return spark.createDataFrame([([1],)], 'l: array<int>').select(F.col('l').cast('int'))


def unknown_cast_type(spark):
    return spark.range(1).select(F.col('id').cast('nosuch'))


def three_valued_logic(spark):
    values = [True, False, None]
    frame = spark.createDataFrame([(a, b) for a in values for b in values], 'a: boolean, b: boolean')
    a, b = F.col('a'), F.col('b')
    return frame.select('a', 'b', a & b, a | b, ~a, a == b, a.eqNullSafe(b))


def null_comparisons(spark):
    frame = spark.createDataFrame([(1, 1), (1, None), (None, None)], 'a: int, b: int')
    return frame.selectExpr(
        'a = b', 'a <=> b', 'a <> b', 'a < b', 'a IN (b, 2)', 'a NOT IN (1, NULL)', 'a IS DISTINCT FROM b'
    )


def null_functions(spark):
    frame = spark.createDataFrame([(1, None), (None, 2), (None, None)], 'a: int, b: int')
    return frame.selectExpr(
        'coalesce(a, b)', 'nvl(a, b)', 'nvl2(a, 1, 0)', 'nullif(a, 1)', 'ifnull(a, -1)', 'isnull(a)', 'isnotnull(b)'
    )


def nan_functions(spark):
    frame = spark.createDataFrame([(1.0, 2.0), (float('nan'), 3.0), (None, 4.0)], ['a', 'b'])
    return frame.select(F.isnan('a'), F.nanvl('a', 'b'), F.col('a') == float('nan'), F.col('a') > 100)


def division(spark):
    return spark.createDataFrame([(7, 2), (7, 0), (-7, 2), (0, 0)], 'a: int, b: int').selectExpr(
        'a / b', 'a % b', 'a div b', 'pmod(a, b)', 'a / 2.0D'
    )


def integer_overflow_wraps(spark):
    return spark.sql('SELECT 2147483647 + 1 AS a, 9223372036854775807 + 1 AS b, -(-2147483648) AS c, 127Y + 1Y AS d')


def literal_types(spark):
    return spark.sql("SELECT 1, 1L, 1S, 1Y, 1.5, 1.5D, 1.5F, 1e3, 1.5BD, 'x', X'1F', true, null, 3000000000")


def mixed_type_arithmetic(spark):
    return spark.sql("SELECT 1 + 1L, 1 + 1.5, 1 + 1.5D, '2' + 1, '2' * 1.5, 1S + 1Y, 1 / 2, 2L * 1.5F")


def mixed_type_comparison(spark):
    return spark.sql(
        "SELECT '1' = 1, '01' = 1, 'x' = 1, 1 = 1.0, '2019-01-01' = date '2019-01-01', 1 < '2', true = 'true'"
    )


def coalesce_types(spark):
    return spark.sql("SELECT coalesce(1, 2.5), coalesce(null, 1L, 2), coalesce('a', 1), if(true, 1, 2.5D), nvl(1, 2L)")


def case_types(spark):
    return spark.sql("SELECT CASE 1 WHEN 1 THEN 'a' ELSE 'b' END, CASE WHEN false THEN 1 WHEN null THEN 2L END AS c")


def decimal_arithmetic(spark):
    frame = spark.createDataFrame([(Decimal('1.25'), Decimal('3.5'))], 'a: decimal(5,2), b: decimal(4,1)')
    return frame.selectExpr('a + b', 'a - b', 'a * b', 'a / b', 'a % b', 'a + 1', 'a * 2.0D', '-a')


def decimal_division_rounds(spark):
    return spark.sql('SELECT 1.0 / 3, 10.00 / 3.0, cast(1 as decimal(38,10)) / 3, 2.0 / 0')


def decimal_overflow_is_null(spark):
    return spark.sql('SELECT cast(123.45 as decimal(4,2)) AS a, cast(1e38 as decimal(38,0)) * 10 AS b')


def decimal_rounding(spark):
    return spark.sql(
        'SELECT round(2.5), round(-2.5), round(1.005, 2), bround(2.5), bround(3.5), round(125, -1), '
        'ceil(1.2), floor(-1.2), round(2.675D, 2)'
    )


def decimal_to_others(spark):
    v = F.col('v')
    frame = spark.createDataFrame([(Decimal('12.50'),), (Decimal('-0.75'),), (None,)], 'v: decimal(6,2)')
    return frame.select(
        'v', v.cast('string'), v.cast('int'), v.cast('double'), v.cast('decimal(3,1)'), v.cast('boolean')
    )


def python_decimals(spark):
    return spark.createDataFrame([(Decimal('1.5'),), (Decimal('100'),)], ['d'])


def greatest_and_least(spark):
    frame = spark.createDataFrame([(1, 2, None), (None, None, None)], 'a: int, b: int, c: int')
    return frame.select(F.greatest('a', 'b', 'c'), F.least('a', 'b', 'c'))


def negative_zero_and_nan_equal(spark):
    return spark.sql("SELECT 0.0D = -0.0D, double('NaN') = double('NaN'), double('NaN') > double('Infinity')")


def null_literal_types(spark):
    return spark.sql('SELECT null, null + 1 AS a, array(null) AS b, coalesce(null, null) AS c')


def math_functions(spark):
    return spark.createDataFrame([(0.5,), (-1.0,), (4.0,)], ['v']).selectExpr(
        'sqrt(v)', 'exp(v)', 'ln(v)', 'log10(v)', 'pow(v, 2)', 'signum(v)', 'cbrt(v)', 'log(2, v)', 'log2(v)'
    )


def trigonometry(spark):
    return spark.createDataFrame([(0.5,), (0.0,)], ['v']).select(
        F.sin('v'),
        F.cos('v'),
        F.tan('v'),
        F.asin('v'),
        F.acos('v'),
        F.atan('v'),
        F.atan2('v', F.lit(1.0)),
        F.degrees('v'),
        F.radians('v'),
        F.hypot('v', F.lit(1.0)),
    )


def integer_functions(spark):
    return spark.createDataFrame([(255, 10), (-7, 3)], ['a', 'b']).selectExpr(
        'hex(a)',
        'bin(a)',
        'conv(a, 10, 16)',
        'a & b',
        'a | b',
        'a ^ b',
        '~a',
        'shiftleft(a, 1)',
        'shiftright(a, 1)',
        'factorial(b)',
    )


def rounding_doubles(spark):
    return spark.createDataFrame([(2.5,), (-2.5,), (1.25,), (1e10,)], ['v']).select(
        F.round('v'), F.round('v', 1), F.bround('v'), F.rint('v'), F.ceil('v'), F.floor('v')
    )


def hash_functions(spark):
    return spark.createDataFrame([(1, 'a'), (None, 'b')], 'a: int, b: string').select(
        F.hash('a', 'b'), F.xxhash64('a', 'b'), F.md5('b'), F.sha1('b'), F.sha2('b', 256), F.crc32('b')
    )


def dates_before_epoch(spark):
    return spark.createDataFrame([(datetime.date(1600, 2, 29), datetime.datetime(1890, 1, 1, 12, 30))], ['d', 't'])
