"""Joins of every type, unions and set operations."""

from pyspark.sql import functions as F


def _left(spark):
    return spark.createDataFrame([(1, 'a'), (2, 'b'), (2, 'c'), (None, 'd')], ['id', 'l'])


def _right(spark):
    return spark.createDataFrame([(2, 'x'), (3, 'y'), (None, 'z')], ['id', 'r'])


def inner_by_name(spark):
    return _left(spark).join(_right(spark), 'id').orderBy('l')


def left_by_name(spark):
    return _left(spark).join(_right(spark), 'id', 'left').orderBy('l')


def right_by_name(spark):
    return _left(spark).join(_right(spark), ['id'], 'right').orderBy('r', 'l')


def full_by_name(spark):
    return _left(spark).join(_right(spark), 'id', 'outer').orderBy('l', 'r')


def semi_by_name(spark):
    return _left(spark).join(_right(spark), 'id', 'left_semi').orderBy('l')


def anti_by_name(spark):
    return _left(spark).join(_right(spark), 'id', 'leftanti').orderBy('l')


def cross(spark):
    return _left(spark).crossJoin(_right(spark)).orderBy('l', 'r')


def join_without_condition(spark):
    return _left(spark).join(_right(spark)).orderBy('l', 'r')


def by_condition_keeps_both(spark):
    left, right = _left(spark), _right(spark)
    return left.join(right, left.id == right.id).orderBy('l')


def by_condition_then_drop(spark):
    left, right = _left(spark), _right(spark)
    return left.join(right, left.id == right.id, 'left').drop(right.id).orderBy('l')


def by_condition_then_select(spark):
    left, right = _left(spark), _right(spark)
    return left.join(right, left.id == right.id, 'full').select(left.id, right.id, 'l', 'r').orderBy('l', 'r')


def by_inequality(spark):
    left, right = _left(spark), _right(spark)
    return left.join(right, left.id < right.id).orderBy('l', 'r')


def by_equality_and_inequality(spark):
    left, right = _left(spark).toDF('a', 'l'), _right(spark).toDF('b', 'r')
    return left.join(right, (F.col('a') == F.col('b')) & (F.col('l') < F.col('r')), 'left').orderBy('l')


def by_list_of_conditions(spark):
    left, right = _left(spark), _right(spark)
    return left.join(right, [left.id == right.id, left.l != 'b']).orderBy('l')


def null_safe(spark):
    left, right = _left(spark), _right(spark)
    return left.join(right, left.id.eqNullSafe(right.id), 'left').orderBy('l')


def ambiguous_after_join(spark):
    left, right = _left(spark), _right(spark)
    return left.join(right, left.id == right.id).select('id')


def ambiguous_with_qualifiers(spark):
    left, right = _left(spark).alias('a'), _right(spark).alias('b')
    return left.join(right, F.col('a.id') == F.col('b.id')).select('a.id', 'b.r', 'l').orderBy('l')


def self_join(spark):
    frame = _left(spark)
    other = frame.withColumnRenamed('l', 'm')
    return frame.join(other, 'id').orderBy('l', 'm')


def self_join_with_aliases(spark):
    frame = _left(spark)
    return frame.alias('a').join(frame.alias('b'), F.expr('a.id = b.id and a.l < b.l')).select('a.l', 'b.l')


def several_keys(spark):
    left = spark.createDataFrame([(1, 'a', 1.0), (1, 'b', 2.0)], ['k', 't', 'v'])
    right = spark.createDataFrame([(1, 'b', 9.0), (1, 'c', 8.0)], ['k', 't', 'w'])
    return left.join(right, ['k', 't'], 'full').orderBy('k', 't')


def keys_of_different_types(spark):
    left = spark.createDataFrame([(1,), (2,)], 'k: int')
    right = spark.createDataFrame([('1', 'x'), ('02', 'y')], 'k: string, v: string')
    return left.join(right, left.k == right.k).orderBy('v')


def three_frames(spark):
    third = spark.createDataFrame([(2, True)], ['id', 'flag'])
    return _left(spark).join(_right(spark), 'id', 'left').join(third, 'id', 'left').orderBy('l')


def join_key_missing(spark):
    return _left(spark).join(_right(spark).toDF('x', 'r'), 'id')


def unknown_join_type(spark):
    return _left(spark).join(_right(spark), 'id', 'sideways')


def join_condition_not_boolean(spark):
    return _left(spark).join(_right(spark), F.col('l'))


def sql_joins(spark):
    _left(spark).createOrReplaceTempView('lefts')
    _right(spark).createOrReplaceTempView('rights')
    return spark.sql('SELECT l.l, r.r FROM lefts l LEFT JOIN rights r ON l.id = r.id ORDER BY l.l')


def sql_using_and_natural(spark):
    _left(spark).createOrReplaceTempView('lefts')
    _right(spark).createOrReplaceTempView('rights')
    return spark.sql(
        'SELECT * FROM lefts JOIN rights USING (id) UNION ALL SELECT * FROM lefts NATURAL JOIN rights ORDER BY 2'
    )


def sql_subqueries(spark):
    _left(spark).createOrReplaceTempView('lefts')
    _right(spark).createOrReplaceTempView('rights')
    return spark.sql('SELECT l FROM lefts WHERE id IN (SELECT id FROM rights) ORDER BY l')


def sql_not_in_with_null(spark):
    _left(spark).createOrReplaceTempView('lefts')
    _right(spark).createOrReplaceTempView('rights')
    return spark.sql('SELECT l FROM lefts WHERE id NOT IN (SELECT id FROM rights) ORDER BY l')


def sql_exists(spark):
    _left(spark).createOrReplaceTempView('lefts')
    _right(spark).createOrReplaceTempView('rights')
    return spark.sql('SELECT l FROM lefts a WHERE NOT EXISTS (SELECT 1 FROM rights b WHERE a.id = b.id) ORDER BY l')


def sql_scalar_subquery(spark):
    _left(spark).createOrReplaceTempView('lefts')
    return spark.sql('SELECT l, (SELECT max(id) FROM lefts) AS top FROM lefts ORDER BY l')


def sql_correlated_scalar(spark):
    _left(spark).createOrReplaceTempView('lefts')
    _right(spark).createOrReplaceTempView('rights')
    return spark.sql('SELECT l, (SELECT max(r) FROM rights b WHERE b.id = a.id) AS top FROM lefts a ORDER BY l')


def union_by_position(spark):
    return _left(spark).union(_right(spark).limit(1))


def union_widens_types(spark):
    return spark.createDataFrame([(1, 'a')], 'x: int, y: string').union(
        spark.createDataFrame([(2.5, 3)], 'p: double, q: int')
    )


def union_by_name(spark):
    return _left(spark).unionByName(spark.createDataFrame([('q', 9)], ['l', 'id']))


def union_by_name_with_missing(spark):
    return _left(spark).limit(1).unionByName(_right(spark).limit(1), allowMissingColumns=True)


def union_by_name_fails(spark):
    return _left(spark).unionByName(_right(spark))


def union_wrong_count(spark):
    return _left(spark).union(spark.range(1))


def intersect_rows(spark):
    a = spark.createDataFrame([(1,), (1,), (2,), (None,)], 'v: int')
    b = spark.createDataFrame([(1,), (1,), (None,), (3,)], 'v: int')
    return a.intersect(b).orderBy('v')


def intersect_all_rows(spark):
    a = spark.createDataFrame([(1,), (1,), (2,), (None,)], 'v: int')
    b = spark.createDataFrame([(1,), (1,), (1,), (None,)], 'v: int')
    return a.intersectAll(b).orderBy('v')


def subtract_rows(spark):
    a = spark.createDataFrame([(1,), (1,), (2,), (2,), (None,)], 'v: int')
    return a.subtract(spark.createDataFrame([(1,)], 'v: int')).orderBy('v')


def except_all_rows(spark):
    a = spark.createDataFrame([(1,), (1,), (2,), (2,), (None,)], 'v: int')
    return a.exceptAll(spark.createDataFrame([(1,), (2,)], 'v: int')).orderBy('v')


def distinct_rows(spark):
    return spark.createDataFrame([(1, None), (1, None), (2, 'x')], 'a: int, b: string').distinct().orderBy('a')


def drop_duplicates_by_column(spark):
    frame = spark.createDataFrame([(1, 'x'), (1, 'x'), (2, 'y')], ['a', 'b'])
    return frame.dropDuplicates(['a']).orderBy('a')


def drop_duplicates_unknown_column(spark):
    return _left(spark).dropDuplicates(['nothing'])


def broadcast_hint(spark):
    return _left(spark).join(F.broadcast(_right(spark)), 'id').orderBy('l')
