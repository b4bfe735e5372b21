"""toPandas: types of the columns and their values."""


def _told(frame):
    """Name, type and values of every column."""
    pandas = frame.toPandas()
    return [[name, str(pandas.dtypes.iloc[i]), [repr(_plain(v)) for v in pandas.iloc[:, i]]] for i, name in enumerate(pandas.columns)]


def _plain(value):
    """numpy 2 names the type of a number in its text."""
    return value.item() if type(value).__module__ == 'numpy' and hasattr(value, 'item') and not hasattr(value, '__len__') else value


def numbers(spark):
    return _told(spark.sql('SELECT CAST(1 AS BYTE) b, CAST(2 AS SHORT) s, 3 i, 4L l, CAST(1.5 AS FLOAT) f, 2.5D d, true t'))


def numbers_with_nulls(spark):
    return _told(
        spark.sql(
            'SELECT * FROM VALUES (CAST(1 AS BYTE), CAST(2 AS SHORT), 3, 4L, CAST(1.5 AS FLOAT), 2.5D, true), '
            '(NULL, NULL, NULL, NULL, NULL, NULL, NULL) AS t(b, s, i, l, f, d, t)'
        )
    )


def only_nulls(spark):
    return _told(
        spark.sql('SELECT CAST(NULL AS INT) i, CAST(NULL AS DOUBLE) d, CAST(NULL AS STRING) s, CAST(NULL AS BOOLEAN) b, CAST(NULL AS TIMESTAMP) t, NULL n')
    )


def texts_and_times(spark):
    return _told(
        spark.sql(
            "SELECT * FROM VALUES ('a', DATE '2019-01-02', TIMESTAMP '2019-01-02 03:04:05.678', 1.50BD, CAST('x' AS BINARY)), "
            '(NULL, NULL, NULL, NULL, NULL) AS t(s, d, t, c, b)'
        )
    )


def nested_values(spark):
    return _told(spark.sql("SELECT array(1, NULL) a, map('k', 1.5D) m, struct(1 AS x, array('q') AS y) s, array(struct(1 AS z)) n, array(array(1)) aa"))


def nothing(spark):
    return _told(spark.sql("SELECT 1 i, 2.5D d, 'a' s, true b, TIMESTAMP '2019-01-02 03:04:05' t, array(1) a").limit(0))


def no_columns(spark):
    frame = spark.range(2).select().toPandas()
    return [list(frame.columns), len(frame.columns)]


def names_that_repeat(spark):
    frame = spark.sql('SELECT 1 AS x, 2.5D AS x, NULL AS y').toPandas()
    return [list(frame.columns), [str(t) for t in frame.dtypes]]


def special_numbers(spark):
    return _told(spark.sql("SELECT * FROM VALUES (CAST('NaN' AS DOUBLE)), (CAST('Infinity' AS DOUBLE)), (-0.0D), (NULL) AS t(d)"))


def times_of_another_zone(spark):
    spark.conf.set('spark.sql.session.timeZone', 'America/New_York')
    try:
        return _told(spark.sql("SELECT TIMESTAMP '2019-07-01 12:00:00' AS t, CAST(0 AS TIMESTAMP) AS e"))
    finally:
        spark.conf.set('spark.sql.session.timeZone', 'UTC')


def back_again(spark):
    frame = spark.sql("SELECT 1 i, 'a' s, 2.5D d, true b")
    again = spark.createDataFrame(frame.toPandas())
    return [again.schema.simpleString(), repr(again.collect())]


def frames_from_pandas(spark):
    import pandas

    p = pandas.DataFrame(
        {'k': ['a', 'b', None], 'n': [1, 2, 3], 'x': [1.5, None, -2.0], 't': pandas.to_datetime(['2020-01-01', None, '2020-06-01']), 'b': [True, False, True]}
    )
    return spark.createDataFrame(p)
