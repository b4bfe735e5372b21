"""What a GIS analyst's script does: tracks, counts by day, ranks, gaps, pivots, texts of dates, views and SQL."""

import datetime

from pyspark.sql import Row, Window
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, IntegerType, StringType, StructField, StructType, TimestampType


def _fixes(spark):
    schema = StructType(
        [
            StructField('ship', StringType()),
            StructField('at', TimestampType()),
            StructField('x', DoubleType()),
            StructField('y', DoubleType()),
            StructField('speed', IntegerType()),
        ]
    )
    start = datetime.datetime(2019, 3, 31, 22, 50)
    rows = [
        ('a', start, 1.0, 50.0, 10),
        ('a', start + datetime.timedelta(minutes=30), 1.25, 50.5, 12),
        ('a', start + datetime.timedelta(hours=2), 2.0, 51.0, None),
        ('b', start + datetime.timedelta(minutes=5), -3.0, 48.0, 7),
        ('b', start + datetime.timedelta(days=1), -3.5, 48.25, 0),
        ('c', None, None, None, 3),
    ]
    return spark.createDataFrame(rows, schema)


def schema_printed(spark):
    _fixes(spark).printSchema()


def steps_of_tracks(spark):
    track = Window.partitionBy('ship').orderBy('at')
    return (
        _fixes(spark)
        .filter(F.col('at').isNotNull())
        .withColumn('before', F.lag('at').over(track))
        .withColumn('seconds', F.col('at').cast('long') - F.col('before').cast('long'))
        .withColumn('dx', F.round(F.col('x') - F.lag('x').over(track), 3))
        .withColumn('n', F.row_number().over(track))
        .orderBy('ship', 'at')
    )


def counts_by_day(spark):
    return (
        _fixes(spark)
        .withColumn('day', F.to_date('at'))
        .groupBy('day')
        .agg(
            F.count('*').alias('n'),
            F.countDistinct('ship').alias('ships'),
            F.avg('speed').alias('mean'),
            F.max('speed'),
            F.collect_set('ship').alias('set'),
        )
        .withColumn('set', F.sort_array('set'))
        .orderBy('day')
    )


def hours_pivoted(spark):
    hours = _fixes(spark).na.drop(subset=['at']).withColumn('hour', F.hour('at'))
    return hours.groupBy('ship').pivot('hour').agg(F.count('*').alias('n'), F.sum('speed').alias('s')).orderBy('ship')


def hours_pivoted_by_list(spark):
    hours = _fixes(spark).withColumn('hour', F.hour('at'))
    return hours.groupBy('ship').pivot('hour', [22, 23, 5]).sum('speed').na.fill(0).orderBy('ship')


def speeds_in_classes(spark):
    speed = F.col('speed')
    slow = F.when(speed.isNull(), 'none').when(speed < 5, 'slow')
    return _fixes(spark).select(
        'ship',
        slow.when(speed.between(5, 10), 'cruise').otherwise('fast').alias('class'),
        F.coalesce('speed', F.lit(-1)).alias('speed'),
    )


def last_known_speed(spark):
    track = Window.partitionBy('ship').orderBy('at').rowsBetween(Window.unboundedPreceding, 0)
    return _fixes(spark).withColumn('known', F.last('speed', ignorenulls=True).over(track)).orderBy('ship', 'at')


def texts_of_times(spark):
    at = F.col('at')
    return _fixes(spark).select(
        F.date_format('at', 'yyyy-MM-dd HH:mm').alias('text'),
        F.date_format('at', 'EEE d MMM').alias('day'),
        F.unix_timestamp('at').alias('seconds'),
        F.from_unixtime(F.unix_timestamp('at'), 'HH:mm').alias('clock'),
        F.date_trunc('day', 'at').alias('midnight'),
        F.month('at'), F.dayofweek('at'), F.weekofyear('at'),
        at.cast('string').substr(12, 5).alias('cut'),
    )


def joined_with_names(spark):
    names = spark.createDataFrame([Row(ship='a', name='Anna'), Row(ship='b', name='Bert'), Row(ship='z', name='Zoe')])
    fixes = _fixes(spark)
    left = fixes.join(names, 'ship', 'left').select('ship', 'name', 'speed')
    other = names.join(fixes, names.ship == fixes.ship, 'left_anti')
    left.orderBy('ship', 'speed').show()
    other.show()
    return names.join(F.broadcast(fixes), on=['ship'], how='inner').groupBy('name').count().orderBy('name')


def sql_of_a_view(spark):
    _fixes(spark).createOrReplaceTempView('fixes')
    return spark.sql("""
        WITH moving AS (SELECT ship, speed, date_format(at, 'yyyy-MM') AS month FROM fixes WHERE speed > 0)
        SELECT ship, month, count(*) AS n, sum(speed) total, rank() OVER (ORDER BY sum(speed) DESC) AS place
        FROM moving GROUP BY ship, month HAVING sum(speed) > 2 ORDER BY place, ship
    """)


def distances(spark):
    a = _fixes(spark).alias('a')
    b = _fixes(spark).alias('b')
    near = F.sqrt(F.pow(F.col('a.x') - F.col('b.x'), 2) + F.pow(F.col('a.y') - F.col('b.y'), 2))
    return (
        a.crossJoin(b)
        .filter(F.col('a.ship') < F.col('b.ship'))
        .select(F.col('a.ship').alias('s'), F.col('b.ship').alias('t'), F.round(near, 2).alias('d'))
        .dropna()
        .orderBy('s', 't', 'd')
    )


def cells_of_a_grid(spark):
    cell = F.concat_ws('_', F.floor(F.col('x') / 2).cast('string'), F.floor(F.col('y') / 2).cast('string'))
    return _fixes(spark).withColumn('cell', cell).groupBy('cell').agg({'*': 'count', 'speed': 'max'}).orderBy('cell')


def columns_by_loop(spark):
    frame = _fixes(spark)
    for name in ('x', 'y'):
        frame = frame.withColumn(name + '_rad', F.round(F.radians(name), 4)).withColumnRenamed(name, name.upper())
    return frame.drop('speed', 'nothing')


def collected(spark):
    rows = _fixes(spark).orderBy('ship', 'at').collect()
    return [rows[0], rows[0].asDict(), [row.ship for row in rows], rows[-1]['x'], str(rows[1])]


def pandas_back_and_forth(spark):
    pdf = _fixes(spark).filter("ship = 'a'").toPandas()
    print(pdf.dtypes.to_string())
    print(pdf.to_string())
    return spark.createDataFrame(pdf[['ship', 'x', 'at']])


def distinct_and_sorted(spark):
    return _fixes(spark).select('ship', 'speed').distinct().sort(F.desc('ship'), F.asc_nulls_last('speed'))


def shown_wide(spark):
    _fixes(spark).show(2, False)
    _fixes(spark).show(2, 6)
    _fixes(spark).show(1, vertical=True)
    _fixes(spark).describe('speed', 'x').show()


def top_of_each(spark):
    order = Window.partitionBy('ship').orderBy(F.col('speed').desc_nulls_last())
    return _fixes(spark).withColumn('r', F.rank().over(order)).where('r = 1').drop('r').orderBy('ship')


def unions_and_differences(spark):
    frame = _fixes(spark).select('ship', 'speed')
    more = frame.union(frame.limit(2)).unionByName(frame.select('speed', 'ship'))
    return more.exceptAll(frame).orderBy('ship', 'speed')


def missing_column(spark):
    return _fixes(spark).select('shp')


def windows_of_time(spark):
    frame = _fixes(spark).groupBy(F.window('at', '1 hour', '30 minutes'), 'ship').agg(F.sum('speed').alias('s'))
    return frame.select(F.date_format('window.start', 'HH:mm').alias('from'), 'ship', 's').orderBy('from', 'ship')


def json_and_arrays(spark):
    frame = _fixes(spark).groupBy('ship').agg(F.collect_list(F.struct('speed', 'x')).alias('points'))
    return frame.select('ship', F.to_json('points').alias('j'), F.size('points'), F.col('points')[0].x).orderBy('ship')


def rows_through_an_rdd(spark):
    frame = _fixes(spark).select('ship', 'speed').orderBy('ship', 'speed')
    again = spark.createDataFrame(frame.rdd, 'name: string, knots: int')
    return [frame.rdd.take(2), frame.rdd.first(), frame.rdd.count(), again.columns, frame.rdd.toDF(['n', 'k']).columns]


def percentiles_of_groups(spark):
    return _fixes(spark).groupBy('ship').agg(
        F.expr('percentile(speed, array(0.25, 0.75))').alias('p'), F.expr('percentile_approx(speed, 0.5)').alias('m')
    ).orderBy('ship')
