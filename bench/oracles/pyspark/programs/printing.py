"""What show, printSchema and print write."""

_ROWS = """
    SELECT 1 AS i, 'a' AS s, 1.5D AS d, array(1, NULL) AS a, map('k', 1.5BD) AS m, struct(1 AS x, 'q' AS y) AS st,
        DATE '2019-01-02' AS da, CAST('ab' AS BINARY) AS b
    UNION ALL
    SELECT NULL, 'a text of more than twenty characters', CAST('NaN' AS DOUBLE), NULL, NULL, NULL, NULL, NULL
    UNION ALL
    SELECT 3, '\\u4f60\\u597d', 1.0E10D, array(2), map('z', CAST(NULL AS DECIMAL(2,1))),
        struct(CAST(NULL AS INT) AS x, CAST(NULL AS STRING) AS y), DATE '0001-01-01', CAST('' AS BINARY)
"""


def show_as_it_is(spark):
    spark.sql(_ROWS).show()


def show_whole_cells(spark):
    spark.sql(_ROWS).show(truncate=False)


def show_with_a_width(spark):
    frame = spark.sql(_ROWS)
    frame.show(2, 5)
    frame.show(truncate=3)
    frame.show(truncate=1)


def show_some_rows(spark):
    frame = spark.range(30)
    frame.show(1)
    frame.show(3)
    frame.show()
    frame.show(0)
    frame.limit(20).show()


def show_vertically(spark):
    frame = spark.sql(_ROWS)
    frame.show(vertical=True)
    frame.show(1, truncate=5, vertical=True)
    frame.limit(0).show(vertical=True)


def show_nothing(spark):
    spark.sql(_ROWS).limit(0).show()
    spark.range(3).select().show()


def show_wide_characters(spark):
    frame = spark.createDataFrame([('ab', 1), ('\u30ab\u30bf\u30ab\u30ca', 2), ('\u00e9\u00e8', 3)], ['n\u00e4me', '\u540d'])
    frame.show()
    frame.show(truncate=False)
    frame.show(truncate=4)
    frame.show(vertical=True)


def show_texts_with_line_ends(spark):
    spark.createDataFrame([('a\nb',), ('c\td',), ('e\rf',)], 's: string').show()


def trees_of_schemas(spark):
    spark.sql(_ROWS).printSchema()
    spark.range(1).printSchema()
    spark.sql('SELECT array(struct(1 AS x, map(1, array(2)) AS m)) AS a, CAST(1 AS DECIMAL(5,2)) AS d, NULL AS n').printSchema()
    spark.range(1).select().printSchema()


def printed_frames(spark):
    print(spark.sql(_ROWS))
    print([spark.range(1)])
    print(spark.range(1).collect(), spark.range(1).first())


def frames_shown_at_once(spark):
    spark.conf.set('spark.sql.repl.eagerEval.enabled', True)
    spark.conf.set('spark.sql.repl.eagerEval.maxNumRows', 2)
    try:
        print(repr(spark.range(3)))
    finally:
        spark.conf.unset('spark.sql.repl.eagerEval.enabled')
        spark.conf.unset('spark.sql.repl.eagerEval.maxNumRows')


def times_and_numbers(spark):
    spark.sql(
        "SELECT TIMESTAMP '2019-01-02 03:04:05.678' AS t, TIMESTAMP '1800-01-01 00:00:00' AS o, 1.0E-5D AS d, "
        "CAST(0.1 AS FLOAT) AS f, 100000000.0D AS g, 12345678901234567890.12BD AS h, -0.0D AS z, "
        "CAST('Infinity' AS DOUBLE) AS inf"
    ).show(truncate=False)


def texts_of_rows(spark):
    frame = spark.sql(_ROWS)
    return [frame.toJSON().collect(), frame.toJSON().first(), frame.toJSON().take(1), frame.toJSON().count()]
