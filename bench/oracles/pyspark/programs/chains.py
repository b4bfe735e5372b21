"""Long chains over events and positions, as scripts of analysts have them."""

import datetime
import decimal

from pyspark.sql import Row, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T


def _stops(spark):
    """Bus positions: vehicle, text time, speed, status."""
    rows = [
        ('b1', '2019-03-31 00:30:00', 10.5, 'True', 'Route 7 - North'),
        ('b1', '2019-03-31 01:10:00', 0.0, 'False', 'Route 7 - North'),
        ('b1', '2019-03-31 03:45:30', 22.25, 'True', 'Route 7 - South'),
        ('b2', '2019-03-31 00:31:00', None, 'False', 'Route 12b - East'),
        ('b2', '2019-03-31 02:00:00', 5.0, None, 'Route 12b - East'),
        ('b3', None, 7.0, 'True', 'depot'),
        ('b2', '2019-04-01 00:00:00', 99.9, 'True', ''),
    ]
    return spark.createDataFrame(rows, ['vehicle', 'seen', 'speed', 'moving', 'line'])


def _events(spark):
    rows = [
        (1, 'flood', '2020-02-29', decimal.Decimal('1200.50'), 'TX', 29.76, -95.36),
        (2, 'hail', '2020-02-28', decimal.Decimal('80.00'), 'OK', 35.47, -97.52),
        (3, 'flood', '2019-12-31', None, 'TX', 32.78, -96.80),
        (4, 'wind', '2020-03-01', decimal.Decimal('15.25'), None, 41.88, -87.63),
        (5, 'hail', None, decimal.Decimal('9999999.99'), 'TX', None, None),
        (6, 'flood', '2020-02-29', decimal.Decimal('0.01'), 'OK', 36.15, -95.99),
    ]
    return spark.createDataFrame(rows, 'id: int, kind: string, day: string, damage: decimal(12,2), state: string, lat: double, lon: double')


def tracks_of_vehicles(spark):
    w = Window.partitionBy('vehicle').orderBy(F.col('t').asc())
    df = _stops(spark).withColumn('t', F.to_timestamp('seen')).filter(F.col('t').isNotNull())
    df = df.withColumn('previous', F.lag('t').over(w)).withColumn('gap_s', F.col('t').cast('long') - F.col('previous').cast('long'))
    df = df.withColumn('trip', F.sum(F.when(F.col('gap_s') > 3600, 1).otherwise(0)).over(w))
    return (
        df.groupBy('vehicle', 'trip')
        .agg(F.min('t').alias('start'), F.max('t').alias('end'), F.count('*').alias('n'), F.round(F.avg('speed'), 2).alias('v'))
        .orderBy('vehicle', 'trip')
    )


def moment_a_flag_turns(spark):
    w = Window.partitionBy('vehicle').orderBy('seen')
    return (
        _stops(spark)
        .withColumn('was', F.lag('moving', 1, 'none').over(w))
        .where("was = 'True' and moving = 'False' or was = 'none'")
        .select('vehicle', 'seen', 'was', 'moving')
        .orderBy('vehicle', 'seen')
    )


def line_parts(spark):
    return _stops(spark).select(
        F.regexp_extract('line', r'Route (\d+)([a-z]?)', 1).alias('number'),
        F.regexp_extract('line', r'Route (\d+)([a-z]?)', 2).alias('suffix'),
        F.regexp_replace('line', r'(\w+) - (\w+)', '$2/$1').alias('swapped'),
        F.split('line', ' - ').getItem(1).alias('direction'),
        F.split('line', ' ', 2).alias('halves'),
        F.initcap(F.lower('line')).alias('title'),
        F.translate('line', 'aeiou', '12').alias('code'),
        F.substring_index('line', ' ', -1).alias('last'),
    )


def local_times(spark):
    df = _stops(spark).select(F.col('seen').cast('timestamp').alias('t')).distinct().orderBy('t')
    return df.select(
        't',
        F.from_utc_timestamp('t', 'Europe/London').alias('london'),
        F.to_utc_timestamp('t', 'America/New_York').alias('from_ny'),
        F.date_format('t', 'EEEE d MMMM yyyy, HH:mm a').alias('long'),
        F.date_format('t', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX").alias('iso'),
        F.date_format('t', 'D-Q').alias('parts'),
        F.hour('t').alias('h'),
        F.weekofyear('t').alias('w'),
        F.dayofweek('t').alias('dow'),
    )


def session_in_another_zone(spark):
    spark.conf.set('spark.sql.session.timeZone', 'America/Chicago')
    try:
        df = _stops(spark).select(F.col('seen').cast('timestamp').alias('t')).where('t is not null').orderBy('t')
        df = df.select('t', F.to_date('t').alias('d'), F.date_trunc('day', 't').alias('day'), (F.col('t') + F.expr('INTERVAL 1 DAY')).alias('next'))
        df = df.select([F.col(c).cast('string') for c in df.columns] + [F.unix_timestamp('t').alias('u')])
        return [list(r) for r in df.collect()]
    finally:
        spark.conf.set('spark.sql.session.timeZone', 'UTC')


def range_frames_over_times(spark):
    df = _stops(spark).withColumn('t', F.to_timestamp('seen')).where('t is not null')
    seconds = F.col('t').cast('long')
    w = Window.partitionBy(F.lit(1)).orderBy(seconds).rangeBetween(-3600, 0)
    before = Window.partitionBy().orderBy(seconds).rangeBetween(Window.unboundedPreceding, -1)
    return df.select(
        'vehicle',
        't',
        F.count('speed').over(w).alias('n'),
        F.sum('speed').over(w).alias('s'),
        F.max('speed').over(before).alias('m'),
        F.collect_list('vehicle').over(w).alias('who'),
    ).orderBy('t', 'vehicle')


def interval_frames_in_sql(spark):
    _stops(spark).withColumn('t', F.to_timestamp('seen')).where('t is not null').createOrReplaceTempView('stops_w')
    return spark.sql('''
        SELECT vehicle, t, count(*) OVER (ORDER BY t RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND CURRENT ROW) AS n,
          first_value(speed) OVER (PARTITION BY vehicle ORDER BY t ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS f,
          ntile(2) OVER (ORDER BY t DESC) AS half, percent_rank() OVER (ORDER BY vehicle) AS p, cume_dist() OVER (ORDER BY vehicle) AS c
        FROM stops_w ORDER BY t, vehicle''')


def time_windows(spark):
    df = _stops(spark).withColumn('t', F.to_timestamp('seen'))
    return (
        df.groupBy(F.window('t', '90 minutes', '45 minutes', '15 minutes'))
        .agg(F.count('*').alias('n'), F.avg('speed').alias('v'))
        .select('window.start', 'window.end', 'n', 'v')
        .orderBy('start')
    )


def pivot_two_aggregates(spark):
    return (
        _events(spark)
        .groupBy('state')
        .pivot('kind', ['flood', 'hail', 'ice'])
        .agg(F.sum('damage').alias('total'), F.count('id'), F.max('day'))
        .orderBy('state')
    )


def pivot_found_values(spark):
    return _events(spark).groupBy(F.year('day').alias('y')).pivot('kind').agg({'damage': 'avg', 'id': 'count'}).orderBy('y')


def pivot_of_booleans(spark):
    return _events(spark).withColumn('big', F.col('damage') > 100).groupBy('kind').pivot('big').count().orderBy('kind')


def long_chain_of_conditions(spark):
    c = (
        F.when(F.col('damage').isNull(), 'unknown')
        .when(F.col('damage') < 1, F.lit('tiny'))
        .when((F.col('damage') >= 1) & (F.col('damage') < 100), 'small')
        .when(F.col('damage').between(100, 5000), 'medium')
        .otherwise(F.concat(F.lit('large:'), F.col('damage')))
    )
    return (
        _events(spark)
        .select(
            'id',
            c.alias('size'),
            F.when(F.col('state') == 'TX', 1).alias('texas'),
            F.when(~F.col('state').isin('TX', 'OK'), True).otherwise(None).alias('other'),
        )
        .orderBy('id')
    )


def self_join_of_aliases(spark):
    e = _events(spark)
    a, b = e.alias('a'), e.alias('b')
    return (
        a.join(b, (F.col('a.state') == F.col('b.state')) & (F.col('a.id') < F.col('b.id')), 'left')
        .select('a.id', F.col('b.id').alias('other'), 'a.*', F.col('b.kind'))
        .orderBy('a.id', 'other')
    )


def chain_of_joins(spark):
    e = _events(spark)
    states = spark.createDataFrame([('TX', 'Texas', 29.1), ('OK', 'Oklahoma', 4.0), ('KS', 'Kansas', 2.9)], ['state', 'name', 'people'])
    totals = e.groupBy('state').agg(F.sum('damage').alias('damage'), F.countDistinct('kind').alias('kinds'))
    return (
        states.join(totals, 'state', 'full')
        .join(e.select('state', 'kind').distinct(), ['state'], 'left')
        .withColumn('per', F.round(F.col('damage') / F.col('people'), 3))
        .orderBy('state', 'kind')
    )


def joins_with_the_same_names(spark):
    e = _events(spark).select('id', 'kind', 'state')
    right = e.withColumnRenamed('kind', 'kind2').where('id > 2')
    j = e.join(right, e.id == right.id, 'right').drop(right.id).withColumn('same', F.col('kind') == F.col('kind2'))
    return j.orderBy(F.col('id').desc_nulls_last())


def anti_and_semi(spark):
    e = _events(spark)
    bad = e.where('damage is null or day is null')
    return e.join(bad, 'id', 'left_anti').unionByName(e.join(bad.select('state'), 'state', 'leftsemi')).orderBy('id', 'day').select('id', 'state', 'kind')


def running_shares(spark):
    w = Window.partitionBy('kind')
    r = w.orderBy(F.desc_nulls_last('damage'), 'id')
    df = _events(spark)
    return df.select(
        'id',
        'kind',
        'damage',
        (F.col('damage') / F.sum('damage').over(w)).alias('share'),
        F.sum('damage').over(r.rowsBetween(Window.unboundedPreceding, 0)).alias('running'),
        F.row_number().over(r).alias('n'),
        F.dense_rank().over(Window.orderBy('kind')).alias('dr'),
        F.lead('id', 2, -1).over(r).alias('l'),
    ).orderBy('id')


def first_of_each_group(spark):
    w = Window.partitionBy('state').orderBy(F.col('damage').desc(), F.col('id'))
    return _events(spark).withColumn('rn', F.row_number().over(w)).filter('rn = 1').drop('rn').orderBy('id')


def dates_of_events(spark):
    d = F.to_date('day')
    return (
        _events(spark)
        .select(
            d.alias('d'),
            F.date_add(d, 1).alias('a'),
            F.add_months(d, 12).alias('y'),
            F.last_day(d).alias('l'),
            F.next_day(d, 'Sun').alias('n'),
            F.datediff(F.lit('2020-03-01'), d).alias('diff'),
            F.months_between(F.lit('2020-03-31'), d).alias('mb'),
            F.trunc(d, 'quarter').alias('q'),
            F.date_format(d, 'E dd-MMM-yy').alias('f'),
            F.expr('make_date(year(day), 1, 1)').alias('jan'),
        )
        .orderBy('d', 'f')
    )


def dates_before_1900(spark):
    rows = [
        (datetime.date(1582, 10, 4),),
        (datetime.date(1582, 10, 15),),
        (datetime.date(1, 1, 3),),
        (datetime.date(1883, 11, 18),),
        (datetime.date(9999, 12, 30),),
        (datetime.date(1700, 2, 28),),
    ]
    df = spark.createDataFrame(rows, ['d'])
    return df.select(
        'd',
        F.col('d').cast('timestamp').alias('t'),
        F.year('d').alias('y'),
        F.dayofyear('d').alias('j'),
        F.date_add('d', 1).alias('next'),
        F.date_format('d', 'yyyy/MM/dd G').alias('f'),
        F.unix_timestamp(F.col('d').cast('timestamp')).alias('u'),
        F.weekofyear('d').alias('w'),
        F.datediff('d', F.lit('1970-01-01')).alias('n'),
    )


def old_times_of_a_zone(spark):
    spark.conf.set('spark.sql.session.timeZone', 'America/New_York')
    try:
        df = spark.sql(
            "SELECT timestamp'1883-11-18 12:03:57' AS a, timestamp'1883-11-18 11:59:59' AS b, timestamp'1750-06-01 00:00:00' AS c, to_timestamp('0099-12-31 23:59:59') AS d"
        )
        return df.select([F.col(c).cast('string') for c in df.columns] + [F.col(c).cast('long') for c in df.columns]).collect()[0].asDict().__repr__()
    finally:
        spark.conf.set('spark.sql.session.timeZone', 'UTC')


def decimals_of_extremes(spark):
    D = decimal.Decimal
    s = T.StructType([T.StructField('a', T.DecimalType(38, 0)), T.StructField('b', T.DecimalType(38, 38)), T.StructField('c', T.DecimalType(20, 10))])
    df = spark.createDataFrame(
        [(D('9' * 38), D('0.' + '1' * 38), D('-1234567890.0123456789')), (D('-' + '9' * 38), D('-0.' + '9' * 38), D('0E-10')), (None, None, None)], s
    )
    return df.select(
        'a',
        'b',
        'c',
        (F.col('a') + 1).alias('plus'),
        (F.col('a') * F.col('c')).alias('times'),
        (F.col('b') * F.col('b')).alias('square'),
        (F.col('c') / 3).alias('third'),
        F.round('c', 3).alias('r'),
        F.col('a').cast('double').alias('dbl'),
        F.col('c').cast('decimal(12,2)').alias('short'),
        F.col('c').cast('int').alias('i'),
        (-F.col('c')).alias('neg'),
        F.abs('c').alias('abs'),
    )


def sums_of_decimals(spark):
    return (
        _events(spark)
        .groupBy('kind')
        .agg(
            F.sum('damage'),
            F.avg('damage'),
            F.max('damage'),
            F.sum(F.col('damage') * F.lit(decimal.Decimal('1.075'))).alias('taxed'),
            F.stddev('damage'),
            F.sum(F.col('damage') / F.col('id')).alias('ratio'),
        )
        .orderBy('kind')
    )


def geometry_structs(spark):
    df = _events(spark).withColumn('$geometry', F.struct(F.col('lon').alias('x'), F.col('lat').alias('y')).alias('g', metadata={'geometry': {'type': 'point'}}))
    return (
        df.select(
            'id',
            '$geometry',
            F.col('$geometry.x').alias('x'),
            df['$geometry']['y'],
            F.to_json('$geometry').alias('j'),
            F.col('$geometry').isNull().alias('none'),
        )
        .drop('lon')
        .orderBy('id')
    )


def metadata_through_chains(spark):
    df = _events(spark).select('id', F.col('lat').alias('lat', metadata={'unit': 'degree'}), 'state')
    df = df.withColumnRenamed('state', 'place').filter('id < 4').join(spark.range(1, 9).withColumnRenamed('id', 'k'), F.col('id') == F.col('k')).orderBy('id')
    return [f.metadata for f in df.schema], [
        f.metadata for f in df.select('lat', F.col('lat').alias('other'), (F.col('lat') + 0).alias('sum'), F.col('lat').cast('string')).schema
    ]


def nested_arrays_exploded(spark):
    rows = [Row(id=1, rings=[[[0.0, 0.0], [1.0, 0.0]], [[5.0, 5.0]]]), Row(id=2, rings=[]), Row(id=3, rings=None)]
    df = spark.createDataFrame(rows, 'id: int, rings: array<array<array<double>>>')
    flat = df.select('id', F.posexplode_outer('rings').alias('ring', 'points')).select('id', 'ring', F.explode_outer('points').alias('p'))
    return flat.select('id', 'ring', F.col('p')[0].alias('x'), flat.p.getItem(1).alias('y'), F.size('p').alias('n'))


def arrays_of_structs(spark):
    df = _events(spark).groupBy('kind').agg(F.sort_array(F.collect_list(F.struct('damage', 'id')), False).alias('all'), F.collect_set('state').alias('states'))
    return df.select(
        'kind',
        'all.id',
        F.col('all')[0]['damage'].alias('top'),
        F.size('all').alias('n'),
        F.array_sort('states').alias('s'),
        F.expr("filter(all, x -> x.damage > 10)").alias('over'),
        F.expr("transform(all, (x, i) -> x.id * 10 + i)").alias('t'),
        F.expr('aggregate(all, 0, (a, x) -> a + x.id, a -> a * 2)').alias('agg'),
        F.element_at('all', -1).alias('last'),
    ).orderBy('kind')


def maps_in_chains(spark):
    df = _events(spark).select('id', F.create_map(F.lit('kind'), 'kind', F.lit('state'), 'state').alias('m'))
    return (
        df.select(
            'id',
            'm.kind',
            F.col('m')['state'].alias('st'),
            F.map_keys('m').alias('k'),
            F.map_values('m').alias('v'),
            F.size('m').alias('n'),
            F.map_filter('m', lambda k, v: v.isNotNull()).alias('f'),
            F.expr('map_concat(m, map("x", cast(id as string)))').alias('c'),
            F.explode(F.map_entries('m')).alias('e'),
        )
        .select('*', 'e.key', 'e.value')
        .orderBy('id', 'key')
    )


def json_there_and_back(spark):
    text = ['{"a": 1, "b": {"c": [1, 2, {"d": "x"}]}, "t": "2020-01-01T00:00:00Z"}', '{"a": "no", "b": null}', 'broken', None, '{"A": 5}']
    df = spark.createDataFrame([(t,) for t in text], 'j: string')
    schema = T.StructType().add('a', 'integer').add('b', T.MapType(T.StringType(), T.StringType())).add('t', 'timestamp').add('_corrupt_record', 'string')
    return df.select(
        F.from_json('j', schema, {'columnNameOfCorruptRecord': '_corrupt_record'}).alias('s'),
        F.get_json_object('j', '$.b.c[2].d').alias('d'),
        F.get_json_object('j', '$.b.c[*]').alias('all'),
        F.json_tuple('j', 'a', 't'),
    ).select('s.*', 'd', 'all', 'c0', 'c1', F.to_json('s').alias('back'))


def quantiles_of_frames(spark):
    df = _events(spark)
    return [
        df.approxQuantile('lat', [0.0, 0.5, 1.0], 0.0),
        df.approxQuantile(['lat', 'lon'], (0.25, 0.75), 0.1),
        df.stat.corr('lat', 'lon'),
        df.stat.cov('lat', 'lon'),
    ]


def crosstab_and_items(spark):
    return _events(spark).crosstab('kind', 'state').orderBy('kind_state')


def missing_values(spark):
    df = _events(spark).select('id', 'state', 'lat', 'damage')
    return (
        df.na.fill({'state': '??', 'lat': 0, 'damage': 1})
        .na.replace(['TX', 'OK'], ['Texas', 'Oklahoma'], 'state')
        .na.drop(thresh=4)
        .na.replace(1, 100)
        .orderBy('id')
    )


def described(spark):
    return _events(spark).select('id', 'kind', 'damage').describe()


def summaries(spark):
    return _events(spark).select('id', 'kind', 'lat', 'damage').summary('count', 'min', '10%', '50%', 'max', 'count_distinct', 'approx_count_distinct')


def duplicates_dropped(spark):
    df = _events(spark)
    return (
        df.orderBy('id').coalesce(1).dropDuplicates(['kind', 'state']).select('id', 'kind', 'state').orderBy('id'),
        df.select('kind').distinct().count(),
        df.drop_duplicates().count(),
    )


def unions_by_name(spark):
    a = _events(spark).select('id', 'kind', 'damage').where('id < 3')
    b = spark.createDataFrame([('ice', 9, 3)], ['kind', 'id', 'depth'])
    return a.unionByName(b, allowMissingColumns=True).orderBy('id')


def union_widens(spark):
    return (
        spark.createDataFrame([(1, None)], 'a: int, b: string')
        .union(spark.createDataFrame([(2**40, 5)], 'a: long, b: int'))
        .union(spark.createDataFrame([(1.5, 'x')], 'a: double, c: string'))
    )


def columns_in_loops(spark):
    df = _events(spark)
    for name, kind in df.dtypes:
        if kind == 'string':
            df = df.withColumn(name, F.upper(F.trim(F.coalesce(F.col(name), F.lit(' none ')))))
        elif kind.startswith('decimal'):
            df = df.withColumn(name + '_k', F.format_number(F.col(name) / 1000, 3))
    return df.select([F.col(c).alias(c.upper()) for c in df.columns]).orderBy('ID')


def counts_with_conditions(spark):
    return (
        _events(spark)
        .groupBy()
        .agg(
            F.count(F.when(F.col('kind') == 'flood', True)).alias('floods'),
            F.sum((F.col('state') == 'TX').cast('int')).alias('tx'),
            F.expr('count_if(lat > 35)').alias('north'),
            F.expr('count(*) FILTER (WHERE damage > 10)').alias('f'),
            F.first('state', ignorenulls=True).alias('first'),
            F.expr('any(damage is null)').alias('any'),
            F.expr('bool_and(id > 0)').alias('every'),
            F.expr('max_by(id, damage)').alias('argmax'),
        )
    )


def rollups(spark):
    return (
        _events(spark)
        .rollup('state', 'kind')
        .agg(F.grouping_id().alias('g'), F.sum('damage').alias('d'), F.grouping('state').alias('gs'))
        .orderBy('g', 'state', 'kind')
    )


def cubes_with_filters(spark):
    return _events(spark).cube(F.year('day').alias('y'), 'kind').count().where('count > 1').orderBy(F.col('y').asc_nulls_last(), 'kind')
