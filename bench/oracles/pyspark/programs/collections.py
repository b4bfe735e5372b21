"""Arrays, maps, structs, JSON and higher-order functions."""

from pyspark.sql import Row
from pyspark.sql import functions as F
from pyspark.sql import types as T


def _lists(spark):
    return spark.createDataFrame([(1, [3, 1, None, 3]), (2, []), (3, None)], 'id: int, l: array<int>')


def _maps(spark):
    schema = T.StructType().add('id', 'integer').add('m', T.MapType(T.StringType(), T.IntegerType()))
    return spark.createDataFrame([(1, {'a': 1, 'b': 2}), (2, {}), (3, None)], schema)


def making_arrays(spark):
    return spark.range(2).select(
        F.array('id', F.lit(5)), F.array(), F.expr("array('a', null)"), F.array_repeat('id', 2)
    )


def making_maps(spark):
    return spark.range(1).select(
        F.create_map(F.lit('a'), 'id'),
        F.expr("map('x', 1, 'y', 2)"),
        F.map_from_arrays(F.expr("array('k')"), F.array('id')),
        F.expr("str_to_map('a:1,b:2')"),
    )


def making_structs(spark):
    return spark.range(1).select(
        F.struct('id', F.lit('x')),
        F.struct(F.col('id').alias('a')),
        F.expr("named_struct('n', 1, 'm', 'z')"),
        F.expr('struct(id, 2)'),
    )


def sizes(spark):
    return (
        _lists(spark)
        .join(_maps(spark), 'id')
        .select('id', F.size('l'), F.size('m'), F.expr('cardinality(l)'))
        .orderBy('id')
    )


def elements(spark):
    return _lists(spark).select(
        F.col('l')[0], F.col('l')[9], F.element_at('l', -1), F.expr('l[1]'), F.col('l').getItem(2)
    )


def searching_arrays(spark):
    return _lists(spark).select(
        F.array_contains('l', 3), F.array_contains('l', 9), F.array_position('l', 1), F.array_remove('l', 3)
    )


def sorting_arrays(spark):
    return _lists(spark).select(
        F.sort_array('l'), F.sort_array('l', False), F.array_sort('l'), F.array_distinct('l'), F.reverse('l')
    )


def summarising_arrays(spark):
    return _lists(spark).select(F.array_min('l'), F.array_max('l'), F.array_join('l', '-'), F.array_join('l', '-', '?'))


def array_set_operations(spark):
    frame = spark.createDataFrame([([1, 2, 2, None], [2, 3, None]), ([], [1])], 'a: array<int>, b: array<int>')
    return frame.select(
        F.array_union('a', 'b'), F.array_intersect('a', 'b'), F.array_except('a', 'b'), F.arrays_overlap('a', 'b')
    )


def slices_and_joins(spark):
    frame = spark.createDataFrame([([1, 2, 3, 4], [5])], 'a: array<int>, b: array<int>')
    return frame.select(F.slice('a', 2, 2), F.slice('a', -2, 2), F.concat('a', 'b'), F.arrays_zip('a', 'b'))


def flattening(spark):
    return spark.createDataFrame([([[1, 2], [3]],), ([[1], None],)], 'l: array<array<int>>').select(F.flatten('l'))


def sequences(spark):
    return spark.sql(
        "SELECT sequence(1, 5), sequence(5, 1, -2), sequence(date'2019-01-01', date'2019-03-01', interval 1 month)"
    )


def map_parts(spark):
    return _maps(spark).select(
        F.map_keys('m'), F.map_values('m'), F.map_entries('m'), F.col('m')['a'], F.element_at('m', 'zz')
    )


def map_building(spark):
    return spark.sql(
        "SELECT map_concat(map('a', 1), map('b', 2)) AS a, map_from_entries(array(struct('k', 1))) AS b, "
        "map_contains_key(map('a', 1), 'a') AS c"
    )


def explode_array(spark):
    return _lists(spark).select('id', F.explode('l'))


def explode_outer_array(spark):
    return _lists(spark).select('id', F.explode_outer('l').alias('item'))


def explode_map(spark):
    return _maps(spark).select('id', F.explode('m'))


def posexplode_array(spark):
    return _lists(spark).select('id', F.posexplode('l'))


def posexplode_outer_map(spark):
    return _maps(spark).select('id', F.posexplode_outer('m'))


def explode_with_alias_of_map(spark):
    return _maps(spark).select(F.explode('m').alias('k', 'v'))


def two_generators(spark):
    return _lists(spark).select(F.explode('l'), F.explode('l'))


def lateral_view(spark):
    _lists(spark).createOrReplaceTempView('lists')
    return spark.sql('SELECT id, x FROM lists LATERAL VIEW explode(l) t AS x ORDER BY id, x')


def lateral_view_outer(spark):
    _lists(spark).createOrReplaceTempView('lists')
    return spark.sql('SELECT id, p, x FROM lists LATERAL VIEW OUTER posexplode(l) t AS p, x ORDER BY id, p')


def inline_structs(spark):
    return spark.sql("SELECT inline(array(struct(1, 'a'), struct(2, 'b')))")


def stack_rows(spark):
    return spark.sql("SELECT stack(2, 'a', 1, 'b', 2) AS (k, v)")


def transform_filter_exists(spark):
    return _lists(spark).selectExpr(
        'transform(l, x -> x + 1)', 'filter(l, x -> x > 1)', 'exists(l, x -> x = 1)', 'forall(l, x -> x > 0)'
    )


def transform_with_index(spark):
    return _lists(spark).select(
        F.transform('l', lambda x, i: x * i).alias('t'), F.filter('l', lambda x: x.isNotNull()).alias('f')
    )


def aggregate_arrays(spark):
    return _lists(spark).selectExpr(
        'aggregate(l, 0, (a, x) -> a + coalesce(x, 0))', 'aggregate(l, 0, (a, x) -> a + 1, a -> a * 10) AS n'
    )


def map_lambdas(spark):
    return _maps(spark).selectExpr(
        "transform_values(m, (k, v) -> v * 2)",
        "transform_keys(m, (k, v) -> upper(k))",
        "map_filter(m, (k, v) -> v > 1)",
    )


def zip_with_lambda(spark):
    return spark.sql(
        'SELECT zip_with(array(1, 2), array(10, 20, 30), (x, y) -> x + y) AS z, '
        'array_sort(array(3, 1, 2), (a, b) -> b - a) AS s'
    )


def json_of_struct(spark):
    triple = T.StructType().add('a', 'integer').add('b', 'integer').add('c', 'string')
    schema = T.StructType().add('s', triple).add('l', T.ArrayType(T.IntegerType()))
    schema = schema.add('m', T.MapType(T.StringType(), T.DoubleType()))
    frame = spark.createDataFrame([((1, None, 'x'), [1, 2], {'k': 1.5})], schema)
    return frame.select(F.to_json('s'), F.to_json('l'), F.to_json('m'))


def json_parsing(spark):
    frame = spark.createDataFrame([('{"a": 1, "b": {"c": [1, 2]}}',), ('{"a": "x"}',), ('broken',), (None,)], ['j'])
    return frame.select(F.from_json('j', 'a int, b struct<c:array<int>>'))


def json_paths(spark):
    frame = spark.createDataFrame(
        [('{"a": 1, "b": {"c": [1, {"d": "x"}]}, "n": null, "t": true}',), ('broken',)], ['j']
    )
    return frame.select(
        F.get_json_object('j', '$.a'),
        F.get_json_object('j', '$.b.c[1].d'),
        F.get_json_object('j', '$.b'),
        F.get_json_object('j', '$.n'),
        F.get_json_object('j', '$.t'),
    )


def json_tuples(spark):
    return spark.createDataFrame([(1, '{"a": 1, "b": "x"}')], ['id', 'j']).select(
        'id', F.json_tuple('j', 'a', 'b', 'c')
    )


def json_schemas(spark):
    return spark.sql(
        """SELECT schema_of_json('{"a": 1, "b": [1.5]}') AS s, json_array_length('[1,2]') AS n, json_object_keys('{"x":1}') AS k"""
    )


def structs_compare(spark):
    return spark.sql(
        'SELECT struct(1, 2) = struct(1, 2) AS a, struct(1, 2) < struct(1, 3) AS b, array(1, 2) < array(1, 3) AS c'
    )


def nested_rows_in_python(spark):
    return repr(spark.createDataFrame([Row(s=Row(a=1, l=[Row(x=1.5)]), m={'k': [1]})]).collect())


def nested_show(spark):
    pair = T.StructType().add('a', 'integer').add('b', 'string')
    numbers = T.ArrayType(T.IntegerType())
    schema = T.StructType().add('s', pair).add('l', numbers)
    schema = schema.add('m', T.MapType(T.StringType(), T.IntegerType())).add('n', T.ArrayType(numbers))
    return spark.createDataFrame([((1, None), [1, None], {'k': None}, [[1], []])], schema)


def field_of_array_of_structs(spark):
    return spark.createDataFrame([Row(l=[Row(a=1, b='x'), Row(a=2, b='y')])]).select('l.a', F.col('l').getField('b'))


def missing_struct_field(spark):
    return spark.createDataFrame([Row(s=Row(a=1))]).select('s.z')


def out_of_type_array(spark):
    return spark.range(1).select(F.array(F.lit(1), F.lit('x')), F.array(F.lit(1), F.lit(2.5)))


def duplicate_map_key(spark):
    return spark.sql("SELECT map('a', 1, 'a', 2) AS m")


def array_functions_of_strings(spark):
    return spark.sql(
        "SELECT array_contains(array('a', null), 'b') AS a, array_position(array('x', 'y'), 'y') AS b, concat(array('a'), array('b')) AS c"
    )


def shuffle_free_struct_sort(spark):
    return spark.createDataFrame([(2, 'b'), (1, 'z'), (2, 'a')], ['x', 'y']).orderBy(F.struct('x', 'y'))


def csv_of_struct(spark):
    return spark.sql("SELECT to_csv(named_struct('a', 1, 'b', 'x,y')) AS t, from_csv('1,abc', 'a int, b string') AS f")
