"""Where functions refuse their arguments, and with which class: when the frame is made, or when its rows are wanted."""

from pyspark.sql import functions as F


def _place(make):
    try:
        frame = make()
    except Exception as error:
        return ['made', type(error).__name__]
    try:
        frame.collect()
    except Exception as error:
        return ['collected', type(error).__name__]
    return ['fine', '']


def _constants(spark, expressions):
    """Of nothing but literals: alone, and over the rows of a frame."""
    return [
        [expression, _place(lambda: spark.sql('SELECT ' + expression)), _place(lambda: spark.range(2).selectExpr(expression))]
        for expression in expressions
    ]


def _columns(spark, expressions):
    """Of the columns of a frame."""
    frame = spark.createDataFrame([(1, 'a', [1, 2]), (0, 'b', [3])], 'n: int, s: string, l: array<int>')
    frame = frame.withColumn('d', F.lit('2020-01-01').cast('date'))
    return [[expression, _place(lambda: frame.selectExpr(expression))] for expression in expressions]


def constant_errors_of_arrays_and_maps(spark):
    return _constants(
        spark,
        [
            'element_at(array(1, 2), 0)',
            'slice(array(1, 2), 0, 1)',
            'slice(array(1, 2), 1, -1)',
            'sequence(1, 5, -1)',
            'sequence(1, 5, 0)',
            'map(NULL, 1)',
            'map(1, 2, 1, 3)',
            "str_to_map('a:1,a:2')",
            'map_from_arrays(array(1, 2), array(3))',
            'map_from_arrays(array(1, NULL), array(3, 4))',
            'map_concat(map(1, 2), map(1, 3))',
            'map_from_entries(array(struct(1, 2), struct(1, 3)))',
            'transform_keys(map(1, 2, 3, 4), (k, v) -> 1)',
            'array_sort(array(2, 1), (a, b) -> NULL)',
            'array_repeat(1, -1)',
            'flatten(array(1))',
        ],
    )


def constant_errors_of_texts(spark):
    return _constants(
        spark,
        [
            "format_string('%d', 'x')",
            "format_string('%q', 1)",
            "regexp_extract('a', '(a)', 2)",
            "regexp_extract('a', '(a)', -1)",
            "regexp_extract('a', '(', 0)",
            "regexp_replace('a', '(', 'b')",
            "regexp_replace('a', 'a', '$3')",
            "'a' RLIKE '('",
            "split('a', '(')",
            "split_part('a.b', '.', 0)",
            "encode('a', 'nonsense')",
            "decode(X'61', 'nonsense')",
            "to_number('12', '99999S9')",
            "to_number('xx', '99')",
            "to_binary('zz', 'hex')",
            "aes_encrypt('a', 'short')",
            "xpath('<a', 'a')",
            "xpath('<a/>', '(')",
            "xpath_int('<a/>', 'count(')",
            "conv('z', 99, 10)",
            "elt(5, 'a', 'b')",
            "from_json('{', 'a INT', map('mode', 'FAILFAST'))",
            "from_json('{}', 'a nonsense')",
            "schema_of_json('{')",
            "get_json_object('{', '$.a')",
        ],
    )


def constant_errors_of_times(spark):
    return _constants(
        spark,
        [
            "to_date('2020-01-01', 'nonsense')",
            "to_date('01/02/2020', 'YYYY-MM-dd')",
            "to_timestamp('2020-13-01', 'yyyy-MM-dd')",
            "to_timestamp('2020-1-1', 'yyyy-MM-dd')",
            "date_format(DATE '2020-01-01', 'YYYY')",
            "date_format(DATE '2020-01-01', 'nonsense')",
            "from_unixtime(0, 'ccc')",
            "unix_timestamp('2020', 'bbb')",
            "from_utc_timestamp(TIMESTAMP '2020-01-01 00:00:00', 'nonsense')",
            "to_utc_timestamp(TIMESTAMP '2020-01-01 00:00:00', 'Mars/Rover')",
            "make_timestamp(2020, 1, 1, 1, 1, 1, 'Mars/Rover')",
            "make_timestamp(2020, 13, 1, 1, 1, 1)",
            'make_dt_interval(2147483647, 2147483647, 1, 1)',
            "date_part('nonsense', DATE '2020-01-01')",
            "extract(nonsense FROM DATE '2020-01-01')",
            "trunc(DATE '2020-01-01', 'nonsense')",
            "next_day('2020-01-01', 'nonsense')",
            "INTERVAL '1' DAY / 0",
            "CAST('x' AS INTERVAL)",
            "CAST('x' AS INTERVAL DAY)",
            "window('2020-01-01', '0 seconds')",
        ],
    )


def constant_errors_of_numbers(spark):
    return _constants(
        spark,
        [
            '1 / 0',
            '1 div 0',
            'pmod(1, 0)',
            'factorial(30)',
            'getbit(5, 64)',
            'shiftleft(1, 100)',
            'round(1.5, 100)',
            "round(1.5, CAST('x' AS INT))",
            'width_bucket(1.0, 1.0, 1.0, 0)',
            'rand(1.5)',
            "rand('x')",
            'raise_error(1)',
            "raise_error('no')",
            'assert_true(false)',
            "assert_true(1 = 2, 'no')",
            "assert_true('x')",
            'java_method(1, 2)',
        ],
    )


def errors_of_columns(spark):
    return _columns(
        spark,
        [
            'element_at(l, n)',
            'slice(l, n, 1)',
            'sequence(1, 5, n)',
            'map(n, 1, 1, 2)',
            "format_string('%d', s)",
            "regexp_extract(s, '(a)', n + 1)",
            "regexp_replace(s, concat('(', s), 'b')",
            "s RLIKE concat('(', s)",
            "s LIKE concat(s, '\\\\')",
            "split_part(s, '.', n)",
            'encode(s, s)',
            "to_binary(s, 'hex')",
            "to_number(s, '99')",
            'to_date(s, s)',
            "to_date(concat('2020-1-', n), 'yyyy-MM-dd')",
            'date_format(d, s)',
            "date_format(d, 'YYYY')",
            'from_utc_timestamp(d, s)',
            "from_json(s, 'a INT', map('mode', 'FAILFAST'))",
            'raise_error(s)',
            'assert_true(n = 1)',
            'getbit(n, n + 64)',
            'element_at(map(s, 1), s)',
            'round(n, n)',
            "date_part(s, d)",
            'from_json(s, s)',
            "xpath(s, s)",
        ],
    )


def errors_of_aggregates(spark):
    return _columns(
        spark,
        [
            'percentile(n, 2)',
            'percentile(n, n)',
            'percentile_approx(n, 0.5, 0)',
            'percentile_approx(n, 1.5)',
            'approx_count_distinct(n, n)',
            'first(n, s)',
            'count_min_sketch(n, -1D, 0.5D, 1)',
            'histogram_numeric(n, 1)',
            'histogram_numeric(n, n)',
            'max(map(n, 1))',
            'sum(s)',
            'sum(l)',
            'count()',
            'nth_value(n, 0) OVER (ORDER BY n)',
            'ntile(0) OVER (ORDER BY n)',
            'lag(n, n) OVER (ORDER BY n)',
            'count_if(n)',
            'bool_and(n)',
            'max_by(n, map(n, 1))',
        ],
    )
