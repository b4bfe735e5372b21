"""Tables and frames that are kept, and what frames are compared by."""


def _view(spark, name):
    spark.createDataFrame([(1, 'a'), (2, 'b')], 'i: int, s: string').createOrReplaceTempView(name)


def table_kept_by_sql(spark):
    _view(spark, 'kept_one')
    spark.sql('CACHE TABLE kept_one')
    kept = spark.catalog.isCached('kept_one')
    spark.catalog.uncacheTable('kept_one')
    return [kept, spark.catalog.isCached('kept_one')]


def table_kept_when_needed(spark):
    _view(spark, 'kept_two')
    spark.sql('CACHE LAZY TABLE kept_two')
    kept = spark.catalog.isCached('kept_two')
    spark.sql('UNCACHE TABLE kept_two')
    return [kept, spark.catalog.isCached('kept_two')]


def query_kept_as_table(spark):
    spark.sql('CACHE TABLE kept_three AS SELECT 1 AS a')
    kept = spark.catalog.isCached('kept_three')
    spark.sql('CLEAR CACHE')
    rows = spark.table('kept_three').collect()
    spark.catalog.dropTempView('kept_three')
    return [kept, rows]


def frame_kept_below_its_name(spark):
    _view(spark, 'kept_four')
    frame = spark.table('kept_four').cache()
    kept = spark.catalog.isCached('kept_four')
    frame.unpersist()
    return [kept, spark.catalog.isCached('kept_four')]


def all_forgotten(spark):
    frame = spark.range(3).cache()
    _view(spark, 'kept_five')
    spark.catalog.cacheTable('kept_five')
    spark.catalog.clearCache()
    return [spark.catalog.isCached('kept_five'), frame.storageLevel.useMemory, frame.count()]


def same_but_for_names(spark):
    _view(spark, 'kept_six')
    one = spark.table('kept_six')
    return [
        one.sameSemantics(spark.table('kept_six')),
        one.alias('x').sameSemantics(one),
        one.sameSemantics(one.filter('i > 1')),
        one.select('i').sameSemantics(spark.table('kept_six').select('i')),
    ]
