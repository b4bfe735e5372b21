"""na.*, stat.*, describe, summary, sample and other methods of frames."""

from pyspark.sql import functions as F


def _gaps(spark):
    return spark.createDataFrame(
        [('Ann', 10, 80.5), ('Bob', None, None), (None, 5, float('nan')), (None, None, None)], ['name', 'age', 'w']
    )


def _numbers(spark):
    return spark.createDataFrame([(1, 2.0, 'a'), (2, 4.5, 'b'), (3, 5.0, 'a'), (4, None, None)], ['x', 'y', 'z'])


def drop_any(spark):
    return _gaps(spark).na.drop()


def drop_all(spark):
    return _gaps(spark).dropna('all')


def drop_with_thresh(spark):
    return _gaps(spark).dropna(thresh=2)


def drop_in_subset(spark):
    return _gaps(spark).na.drop(subset=['age', 'name'])


def drop_all_in_subset(spark):
    return _gaps(spark).na.drop(how='all', subset=['age', 'w'])


def drop_wrong_how(spark):
    return _gaps(spark).na.drop(how='some')


def fill_number(spark):
    return _gaps(spark).na.fill(0)


def fill_double_casts(spark):
    return _gaps(spark).fillna(1.7)


def fill_text(spark):
    return _gaps(spark).fillna('?')


def fill_in_subset(spark):
    return _gaps(spark).na.fill(0, subset=['w'])


def fill_by_dict(spark):
    return _gaps(spark).na.fill({'name': 'nobody', 'age': 50})


def fill_boolean(spark):
    return spark.createDataFrame([(True, 1), (None, None)], 'b: boolean, n: int').na.fill(False)


def fill_wrong_type(spark):
    return _gaps(spark).na.fill([1])


def replace_number(spark):
    return _gaps(spark).na.replace(10, 20)


def replace_text(spark):
    return _gaps(spark).replace(['Ann', 'Bob'], ['A', 'B'], 'name')


def replace_by_dict(spark):
    return _gaps(spark).na.replace({10: 11, 5: 6}, subset=['age'])


def replace_with_null(spark):
    return _gaps(spark).na.replace('Ann', None)


def replace_without_value(spark):
    return _gaps(spark).na.replace('Ann')


def describe_all(spark):
    return _numbers(spark).describe()


def describe_some(spark):
    return _numbers(spark).describe('x', 'z')


def describe_empty(spark):
    return _numbers(spark).filter('false').describe('x')


def summary_all(spark):
    return _numbers(spark).summary()


def summary_of_some(spark):
    return _numbers(spark).summary('count', 'min', '25%', '75%', 'max')


def summary_of_selected(spark):
    return _numbers(spark).select('y').summary('mean', 'stddev', '50%')


def stat_corr(spark):
    frame = _numbers(spark).na.drop()
    return [frame.stat.corr('x', 'y'), frame.corr('x', 'y', 'pearson'), frame.stat.cov('x', 'y'), frame.cov('y', 'y')]


def stat_corr_of_text(spark):
    return _numbers(spark).stat.corr('x', 'z')


def stat_corr_other_method(spark):
    return _numbers(spark).corr('x', 'y', 'spearman')


def stat_crosstab(spark):
    frame = spark.createDataFrame([(1, 'a'), (1, 'b'), (2, 'a'), (2, 'a')], ['k', 'v'])
    return frame.stat.crosstab('k', 'v').orderBy('k_v')


def stat_freq_items(spark):
    return spark.createDataFrame([(1,), (1,), (1,), (1,), (2,)], ['v']).stat.freqItems(['v'], 0.6)


def stat_approx_quantile(spark):
    frame = spark.range(1, 101)
    return [frame.approxQuantile('id', [0.0, 0.25, 0.5, 1.0], 0.0), frame.stat.approxQuantile(['id'], [0.5], 0.0)]


def stat_quantile_wrong(spark):
    return spark.range(3).approxQuantile('id', [1.5], 0.0)


def stat_sample_by_all_or_none(spark):
    frame = spark.createDataFrame([(0, 'x'), (1, 'y'), (0, 'z'), (2, 'w')], ['k', 'v'])
    return frame.sampleBy('k', {0: 1.0, 1: 0.0}, 7).orderBy('v')


def sample_everything(spark):
    return spark.range(5).sample(1.0)


def sample_nothing(spark):
    return spark.range(5).sample(False, 0.0, 42)


def sample_wrong_fraction(spark):
    return spark.range(5).sample(1.5)


def random_split_keeps_rows(spark):
    parts = spark.range(20).randomSplit([0.5, 0.5], 3)
    return [len(parts), sorted(row.id for part in parts for row in part.collect())]


def unpivot_is_later(spark):
    return hasattr(_numbers(spark), 'melt')


def to_json_lines(spark):
    return _numbers(spark).toJSON().collect()


def is_empty(spark):
    return [_numbers(spark).rdd.isEmpty(), _numbers(spark).filter('x > 9').rdd.isEmpty()]


def to_pandas(spark):
    return _numbers(spark).toPandas().to_csv(index=False)


def repartition_keeps_rows(spark):
    return _numbers(spark).repartition(3).orderBy('x')


def repartition_by_column(spark):
    return _numbers(spark).repartition(2, 'z').repartition('x').coalesce(1).orderBy('x')


def repartition_by_range(spark):
    return _numbers(spark).repartitionByRange(2, 'x').orderBy('x')


def partitions_after_repartition(spark):
    return [spark.range(10).repartition(3).rdd.getNumPartitions(), spark.range(10).coalesce(1).rdd.getNumPartitions()]


def cache_and_unpersist(spark):
    frame = _numbers(spark).cache()
    return [frame.count(), frame.is_cached, frame.unpersist().count(), frame.is_cached]


def transform_by_function(spark):
    return _numbers(spark).transform(lambda frame: frame.select('x')).transform(lambda frame: frame.limit(1))


def local_iterator(spark):
    return [row.x for row in _numbers(spark).orderBy('x').toLocalIterator()]


def foreach_runs(spark):
    return [_numbers(spark).foreachPartition(lambda rows: None), _numbers(spark).foreach(lambda row: None)]


def frame_attributes(spark):
    frame = _numbers(spark)
    return [
        frame.isStreaming,
        'x' in frame.columns,
        len(frame.columns),
        frame.schema.simpleString(),
        frame.schema['y'].dataType.typeName(),
    ]


def missing_attribute(spark):
    return _numbers(spark).nothing


def select_of_wrong_kind(spark):
    return _numbers(spark).withColumn('a', 1)


def filter_of_wrong_kind(spark):
    return _numbers(spark).filter(1)


def column_in_boolean_context(spark):
    return _numbers(spark).filter(F.col('x') > 1 and F.col('y') > 1)


def same_semantics(spark):
    frame = _numbers(spark)
    return [frame.select('x').sameSemantics(frame.select('x')), frame.select('x').sameSemantics(frame.select('y'))]


def global_views(spark):
    _numbers(spark).createOrReplaceGlobalTempView('shared_numbers')
    return spark.sql('SELECT x FROM global_temp.shared_numbers ORDER BY x')


def observed_metrics(spark):
    from pyspark.sql import Observation

    observation = Observation('sums')
    _numbers(spark).observe(observation, F.count(F.lit(1)).alias('rows'), F.sum('x').alias('total')).collect()
    return observation.get
