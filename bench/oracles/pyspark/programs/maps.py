"""Maps that come from dicts: the order of their entries."""

import datetime

from pyspark.sql import functions as F


def maps_of_texts(spark):
    return spark.createDataFrame([(1, {'zinc': 1, 'iron': 2, 'alum': 3, 'lead': 4, 'gold': 5, 'tin': 6}), (2, {'b': 1, 'a': None})], 'id int, m map<string,int>')


def maps_of_many(spark):
    return spark.createDataFrame([(1, dict(('key%d' % i, i) for i in range(30)))], ['id', 'm']).select(F.map_keys('m'), F.map_values('m'), F.to_json('m'))


def maps_of_ints(spark):
    return spark.createDataFrame([({70000: 'a', 17: 'b', 1: 'c', -1: 'd', 2**40: 'e', 0: 'f'},)], 'm map<bigint,string>').select('m', F.map_keys('m').alias('k'))


def maps_of_floats(spark):
    return spark.createDataFrame([({1.5: 1, -2.25: 2, 1e10: 3, 0.0: 4},)], 'm map<double,int>').select(F.map_entries('m').alias('k'))


def maps_of_bools(spark):
    return spark.createDataFrame([({True: 1, False: 2},)], 'm map<boolean,int>')


def maps_of_dates(spark):
    d = datetime.date
    return spark.createDataFrame([({d(2020, 1, 5): 1, d(1960, 3, 4): 2, d(2020, 1, 1): 3},)], 'm map<date,int>')


def maps_of_times(spark):
    d = datetime.datetime
    return spark.createDataFrame([({d(2020, 1, 5, 3): 1, d(1960, 3, 4): 2, d(2020, 1, 1): 3, d(1970, 1, 1, 0, 0, 1): 4},)], 'm map<timestamp,int>')


def maps_in_arrays(spark):
    return spark.createDataFrame([([{'foo': -2.0, 'bar': 2.0}],)], ['a']).select(F.explode('a').alias('m')).select(F.explode('m'))


def map_of_maps(spark):
    return spark.createDataFrame([({'foo': {'zinc': 1, 'iron': 2, 'alum': 3}, 'bar': {}},)], ['a'])


def rows_as_dicts(spark):
    return spark.createDataFrame([{'id': 1, 'm': {'w': 'x', 'ab': 'y', 'Q': 'z'}}])
