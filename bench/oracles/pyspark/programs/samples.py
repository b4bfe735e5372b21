"""Samples with a seed: the rows that Spark draws of one partition."""

from pyspark.sql import functions as F


def sample_range(spark):
    f = spark.range(0, 200, 1, 1)
    return [[r.id for r in s.collect()] for s in [f.sample(0.1, 3), f.sample(False, 0.05, 42), f.sample(True, 0.1, 7), f.sample(withReplacement=True, fraction=2.5, seed=-1).limit(40), f.sample(True, 0.0, 1)]]


def sample_split(spark):
    f = spark.range(0, 50, 1, 1)
    return [[r.id for r in s.collect()] for s in f.randomSplit([1.0, 2.0, 0.5], 11)]


def sample_split_unsorted(spark):
    f = spark.createDataFrame([(i * 7 % 40, 'n%d' % i) for i in range(40)], ['a', 'b']).coalesce(1)
    return [[r.a for r in s.collect()] for s in f.randomSplit([0.3, 0.7], 5)]


def sample_by(spark):
    f = spark.range(0, 90, 1, 1).withColumn('k', F.col('id') % 3)
    return [r.id for r in f.sampleBy('k', {0: 0.1, 2: 0.3}, 8).collect()]


def tablesample(spark):
    spark.range(0, 100, 1, 1).createOrReplaceTempView('hundred')
    return [spark.sql('select count(*) from hundred tablesample (10 percent) repeatable (5)').collect()[0][0]]


def numbers_of_seed(spark):
    return spark.range(0, 5, 1, 1).select(F.rand(1).alias('a'), F.randn(2).alias('b'), F.round(F.rand(3) * 100).alias('c'))
