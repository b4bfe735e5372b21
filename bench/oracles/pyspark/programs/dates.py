"""Dates, timestamps, formats and time zones."""

import datetime

from pyspark.sql import functions as F


def _times(spark):
    return spark.createDataFrame(
        [('2019-03-05 01:02:03.456789', '2019-03-05'), ('2020-02-29 23:59:59', '2020-12-31'), (None, None)],
        'ts: string, ds: string',
    ).select(F.col('ts').cast('timestamp').alias('t'), F.col('ds').cast('date').alias('d'))


def parts_of_dates(spark):
    return _times(spark).select(
        F.year('d'),
        F.month('d'),
        F.dayofmonth('d'),
        F.dayofweek('d'),
        F.dayofyear('d'),
        F.weekofyear('d'),
        F.quarter('d'),
        F.last_day('d'),
        F.expr('weekday(d)'),
    )


def parts_of_times(spark):
    return _times(spark).select(F.hour('t'), F.minute('t'), F.second('t'), F.year('t'), F.dayofmonth('t'))


def extract_fields(spark):
    return _times(spark).selectExpr(
        'extract(YEAR FROM t)', "date_part('month', t)", 'extract(SECOND FROM t)', 'extract(WEEK FROM d)'
    )


def adding_days(spark):
    return _times(spark).select(
        F.date_add('d', 1), F.date_sub('d', 1), F.expr('d + 1'), F.expr('d - 1'), F.date_add('t', 30)
    )


def adding_months(spark):
    frame = spark.createDataFrame([(datetime.date(2019, 1, 31),), (datetime.date(2019, 2, 28),)], ['d'])
    return frame.select(F.add_months('d', 1), F.add_months('d', -1), F.add_months('d', 12))


def differences(spark):
    frame = spark.sql("SELECT date'2019-03-05' AS a, date'2018-12-31' AS b")
    return frame.select(
        F.datediff('a', 'b'), F.months_between('a', 'b'), F.months_between('a', 'b', False), F.expr('a > b')
    )


def truncating(spark):
    return _times(spark).select(
        F.trunc('d', 'month'),
        F.trunc('d', 'YEAR'),
        F.trunc('d', 'week'),
        F.date_trunc('hour', 't'),
        F.date_trunc('quarter', 't'),
        F.date_trunc('nonsense', 't'),
    )


def next_days(spark):
    return _times(spark).select(F.next_day('d', 'Mon'), F.next_day('d', 'sunday'), F.next_day('d', 'xx'))


def formatting(spark):
    return _times(spark).select(
        F.date_format('t', 'yyyy-MM-dd HH:mm:ss.SSS'),
        F.date_format('t', 'dd/MM/yy'),
        F.date_format('d', 'E, MMM d yyyy'),
        F.date_format('t', "EEEE 'at' hh:mm a"),
    )


def formatting_rarer_letters(spark):
    return _times(spark).select(
        F.date_format('t', 'D'),
        F.date_format('t', 'QQQ'),
        F.date_format('t', 'MMMM'),
        F.date_format('t', 'XXX'),
        F.date_format('t', 'z'),
        F.date_format('t', 'S'),
        F.date_format('t', 'k K'),
    )


def parsing_with_formats(spark):
    frame = spark.createDataFrame([('05/03/2019 14:30', '20190305', '5-Mar-2019')], ['a', 'b', 'c'])
    return frame.select(
        F.to_timestamp('a', 'dd/MM/yyyy HH:mm'), F.to_date('b', 'yyyyMMdd'), F.to_date('c', 'd-MMM-yyyy')
    )


def parsing_hours_with_am(spark):
    frame = spark.createDataFrame([('03/05/2019 02:30:00 PM',), ('03/05/2019 12:00:00 AM',)], ['a'])
    return frame.select(F.to_timestamp('a', 'MM/dd/yyyy hh:mm:ss a'))


def parsing_failures_are_null(spark):
    frame = spark.createDataFrame([('x',), ('2019-13-01',), (None,)], ['a'])
    return frame.select(F.to_date('a', 'yyyy-MM-dd'), F.to_timestamp('a'), F.unix_timestamp('a', 'yyyy-MM-dd'))


def parsing_with_offset(spark):
    frame = spark.createDataFrame([('2019-03-05T10:00:00+02:00',)], ['a'])
    return frame.select(F.to_timestamp('a', "yyyy-MM-dd'T'HH:mm:ssXXX"), F.to_timestamp('a'))


def parsing_legacy_needs_setting(spark):
    return spark.createDataFrame([('2019-3-5',)], ['a']).select(F.to_date('a', 'yyyy-MM-dd'))


def to_date_without_format(spark):
    return spark.createDataFrame([('2019-03-05 11:22:33',), ('2019-3-5',), ('x',)], ['a']).select(
        F.to_date('a'), F.to_timestamp('a')
    )


def epoch_seconds(spark):
    return _times(spark).select(
        F.unix_timestamp('t'),
        F.col('t').cast('long'),
        F.unix_timestamp('d'),
        F.from_unixtime(F.lit(0)),
        F.from_unixtime(F.lit(86399), 'HH:mm:ss'),
    )


def epoch_functions(spark):
    return spark.sql(
        'SELECT timestamp_seconds(1.5) AS a, timestamp_millis(1500) AS b, timestamp_micros(1) AS c, '
        "unix_millis(timestamp'1970-01-01 00:00:01.5') AS d, date_from_unix_date(10) AS e, unix_date(date'1970-01-11') AS f"
    )


def unix_timestamp_roundtrip(spark):
    frame = spark.createDataFrame([('2019-03-05 01:02:03',)], ['a'])
    return frame.select(F.unix_timestamp('a').cast('double').cast('timestamp').alias('t'))


def utc_conversions(spark):
    return _times(spark).select(
        F.from_utc_timestamp('t', 'America/New_York'),
        F.to_utc_timestamp('t', 'Asia/Tokyo'),
        F.from_utc_timestamp('t', '+05:30'),
    )


def session_zone_of_text(spark):
    spark.conf.set('spark.sql.session.timeZone', 'America/New_York')
    try:
        frame = spark.sql(
            "SELECT cast(timestamp_seconds(1551747723) AS string) AS a, hour(timestamp_seconds(1551747723)) AS b, "
            "cast(cast('2019-07-01 00:00:00' AS timestamp) AS bigint) AS c"
        )
        frame.show(truncate=False)
        return repr(frame.collect())
    finally:
        spark.conf.set('spark.sql.session.timeZone', 'UTC')


def daylight_saving_gap(spark):
    spark.conf.set('spark.sql.session.timeZone', 'America/New_York')
    try:
        return repr(
            spark.sql(
                "SELECT cast(timestamp'2019-03-10 02:30:00' AS bigint) AS gap, "
                "cast(timestamp'2019-11-03 01:30:00' AS bigint) AS twice, "
                "cast(timestamp'2019-03-09 12:00:00' + interval 1 day AS string) AS day"
            ).collect()
        )
    finally:
        spark.conf.set('spark.sql.session.timeZone', 'UTC')


def intervals_added(spark):
    return _times(spark).select(
        F.expr('t + interval 1 hour'),
        F.expr('t - interval 7 hours 30 minutes'),
        F.expr('d + interval 1 month'),
        F.expr("t + interval '1' day"),
    )


def interval_of_columns(spark):
    return spark.sql(
        "SELECT timestamp'2019-03-05 00:00:00' + make_interval(0, 0, 0, 1, 2) AS a, "
        "date'2019-01-31' + interval 1 month AS b"
    )


def differences_of_timestamps(spark):
    return spark.sql(
        "SELECT cast(timestamp'2019-03-05 02:00:00' AS long) - cast(timestamp'2019-03-05 00:30:00' AS long) AS s, "
        "datediff(timestamp'2019-03-05 23:00:00', timestamp'2019-03-04 01:00:00') AS d"
    )


def subtracting_timestamps(spark):
    return repr(
        spark.sql(
            "SELECT timestamp'2019-03-05 02:00:00' - timestamp'2019-03-04 00:30:00' AS i, "
            "date'2019-03-05' - date'2019-03-01' AS d"
        ).collect()
    )


def literals(spark):
    return spark.sql(
        "SELECT date'2019-03-05', timestamp'2019-03-05 01:02:03', to_date('2019-03-05'), make_date(2019, 3, 5), "
        "make_timestamp(2019, 3, 5, 1, 2, 3.5)"
    )


def comparisons_with_text(spark):
    return _times(spark).filter("d > '2019-06-01'").select('d', F.expr("d = '2020-12-31'"), F.col('t') > '2019-01-01')


def python_values(spark):
    return spark.createDataFrame(
        [(datetime.date(2019, 3, 5), datetime.datetime(2019, 3, 5, 1, 2, 3, 4000))], ['d', 't']
    )


def python_literals(spark):
    return spark.range(1).select(F.lit(datetime.date(2019, 3, 5)), F.lit(datetime.datetime(2019, 3, 5, 1, 2, 3)))


def tumbling_window(spark):
    frame = _times(spark).filter('t is not null').groupBy(F.window('t', '1 hour')).count()
    return frame.select('window.start', 'window.end', 'count').orderBy('start')


def sliding_window(spark):
    frame = (
        spark.sql("SELECT timestamp'2019-03-05 00:07:00' AS t")
        .groupBy(F.window('t', '10 minutes', '5 minutes'))
        .count()
    )
    return frame.orderBy('window')


def timestamps_far_away(spark):
    return spark.sql(
        "SELECT timestamp'0005-01-01 00:00:00' AS a, date'9999-12-31' AS b, year(timestamp'1582-10-04 00:00:00') AS c"
    )


def fractions_shown(spark):
    return spark.sql(
        "SELECT timestamp'2019-03-05 01:02:03.1' AS a, timestamp'2019-03-05 01:02:03.120' AS b, timestamp'2019-03-05 00:00:00' AS c"
    )


def times_that_come_twice_or_never(spark):
    spark.conf.set('spark.sql.session.timeZone', 'America/New_York')
    try:
        times = ['2019-11-03 00:59:59', '2019-11-03 01:30:00', '2019-11-03 02:00:00', '2019-03-10 02:30:00']
        frame = spark.createDataFrame([(time,) for time in times], ['s']).selectExpr(
            'CAST(CAST(s AS TIMESTAMP) AS BIGINT) AS seconds',
            'unix_timestamp(s) AS parsed',
            "CAST(to_utc_timestamp(s, 'America/New_York') AS BIGINT) AS utc",
        )
        return [list(row) for row in frame.collect()]
    finally:
        spark.conf.set('spark.sql.session.timeZone', 'UTC')


def months_added_at_ends(spark):
    df = spark.createDataFrame([('2020-01-31',), ('2020-02-29',), ('2019-12-31',)], ['d']).select(F.col('d').cast('date').alias('d'))
    return df.select(
        'd',
        F.add_months('d', 1).alias('p1'),
        F.add_months('d', -12).alias('m12'),
        F.expr("d + INTERVAL '1' MONTH").alias('i'),
        F.expr('d + make_interval(0, 1, 0, 1)').alias('mi'),
        F.months_between(F.add_months('d', 1), 'd').alias('b'),
        F.last_day(F.add_months('d', 1)).alias('l'),
        F.sequence('d', F.add_months('d', 2), F.expr('INTERVAL 1 MONTH')).alias('s'),
        F.expr('date_sub(d, 31)').alias('ds'),
    )


def zones_that_change(spark):
    df = spark.createDataFrame([('2021-03-14 01:59:59',), ('2021-03-14 03:00:00',), ('2021-11-07 01:30:00',), ('2021-11-07 09:30:00',)], ['s']).select(
        F.col('s').cast('timestamp').alias('t')
    )
    out = [F.from_utc_timestamp('t', z).alias('f%d' % i) for i, z in enumerate(['America/Los_Angeles', 'GMT+5', '+05:30', 'Asia/Kathmandu', 'PST'])]
    back = [F.to_utc_timestamp('t', z).alias('b%d' % i) for i, z in enumerate(['America/Los_Angeles', 'EST', 'Australia/Lord_Howe'])]
    return df.select('t', *(out + back))
