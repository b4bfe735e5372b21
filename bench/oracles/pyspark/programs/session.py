"""Settings, the catalog, views, types and rows."""

from pyspark.sql import Row
from pyspark.sql import functions as F
from pyspark.sql import types as T


def settings(spark):
    spark.conf.set('my.own.setting', 'a')
    found = [spark.conf.get('my.own.setting'), spark.conf.get('nothing.there', 'default')]
    spark.conf.unset('my.own.setting')
    return found + [spark.conf.get('my.own.setting', None)]


def setting_unknown(spark):
    return spark.conf.get('nothing.there')


def setting_boolean(spark):
    spark.conf.set('spark.sql.crossJoin.enabled', True)
    return spark.conf.get('spark.sql.crossJoin.enabled')


def set_in_sql(spark):
    return spark.sql('SET my.key=5')


def version_is_text(spark):
    return [isinstance(spark.version, str), spark.version.count('.') >= 1]


def views_in_catalog(spark):
    spark.range(1).createOrReplaceTempView('first_view')
    tables = [
        (t.name, t.database, t.tableType, t.isTemporary) for t in spark.catalog.listTables() if t.name == 'first_view'
    ]
    return [
        tables,
        spark.catalog.dropTempView('first_view'),
        [t.name for t in spark.catalog.listTables() if t.name == 'first_view'],
    ]


def columns_of_view_in_catalog(spark):
    spark.range(1).createOrReplaceTempView('columns_view')
    return spark.catalog.listColumns('columns_view')


def view_exists(spark):
    spark.range(1).createOrReplaceTempView('twice_view')
    spark.range(2).createTempView('twice_view')


def view_replaced(spark):
    spark.range(1).createOrReplaceTempView('replaced_view')
    spark.range(3).createOrReplaceTempView('replaced_view')
    return spark.table('replaced_view')


def view_by_sql(spark):
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW sql_view AS SELECT 1 AS a, 'x' AS b")
    return spark.sql('SELECT b, a FROM sql_view')


def drop_view_by_sql(spark):
    spark.range(1).createOrReplaceTempView('gone_view')
    spark.sql('DROP VIEW gone_view')
    return spark.table('gone_view')


def show_columns(spark):
    spark.createDataFrame([(1, 'x')], ['a', 'b']).createOrReplaceTempView('described_view')
    return spark.sql('SHOW COLUMNS IN described_view')


def describe_view(spark):
    spark.createDataFrame([(1, 'x')], ['a', 'b']).createOrReplaceTempView('described_view')
    return spark.sql('DESCRIBE described_view')


def current_database(spark):
    return [spark.catalog.currentDatabase(), spark.sql('SELECT current_database() AS d').collect()[0].d]


def cached_table(spark):
    spark.range(2).createOrReplaceTempView('kept_view')
    spark.catalog.cacheTable('kept_view')
    kept = spark.catalog.isCached('kept_view')
    spark.catalog.uncacheTable('kept_view')
    return [kept, spark.catalog.isCached('kept_view')]


def rows_in_python(spark):
    row = Row(name='Ann', age=3)
    person = Row('name', 'age')
    return [
        repr(row),
        row.name,
        row['age'],
        row[0],
        'age' in row,
        repr(person('Bob', 4)),
        row.asDict(),
        len(row),
        row == Row(name='Ann', age=3),
    ]


def rows_of_frames(spark):
    schema = T.StructType().add('x', 'integer').add('l', T.ArrayType(T.StructType().add('a', 'integer')))
    row = spark.createDataFrame([(1, [Row(a=2)])], schema).first()
    return [repr(row), row.asDict(recursive=True), row.__fields__, list(row), row.count(1), row.index(1)]


def row_without_field(spark):
    return spark.range(1).first().nothing


def row_without_key(spark):
    return spark.range(1).first()['nothing']


def types_as_text(spark):
    schema = T.StructType(
        [T.StructField('a', T.IntegerType(), False), T.StructField('b', T.ArrayType(T.DecimalType(5, 2)))]
    )
    return [
        repr(schema),
        schema.simpleString(),
        schema.json(),
        str(T.MapType(T.StringType(), T.DateType())),
        schema.fieldNames(),
    ]


def types_built_by_add(spark):
    schema = (
        T.StructType()
        .add('a', 'integer')
        .add(T.StructField('b', T.StringType()))
        .add('c', T.DoubleType(), False, {'unit': 'm'})
    )
    return [schema.jsonValue(), len(schema), schema[0].name, schema['c'].metadata, [f.name for f in schema]]


def schema_of_frame_equals(spark):
    frame = spark.createDataFrame([(1, 'x')], 'a: int, b: string')
    return [
        frame.schema == T.StructType([T.StructField('a', T.IntegerType()), T.StructField('b', T.StringType())]),
        T.StructType.fromJson(frame.schema.jsonValue()) == frame.schema,
    ]


def schema_with_every_type(spark):
    ddl = 'a: byte, b: short, c: int, d: long, e: float, f: double, g: decimal(10,3), h: string, i: binary, '
    ddl += 'j: boolean, k: date, l: timestamp'
    return spark.createDataFrame([], ddl)


def schema_by_types(spark):
    schema = T.StructType(
        [
            T.StructField('n', T.LongType(), False, {'k': 1}),
            T.StructField('p', T.StructType([T.StructField('x', T.DoubleType())])),
        ]
    )
    return spark.createDataFrame([(1, (2.5,)), (2, None)], schema)


def not_nullable_given_none(spark):
    return spark.createDataFrame([(None,)], T.StructType([T.StructField('n', T.LongType(), False)]))


def int_out_of_range(spark):
    return spark.createDataFrame([(300,)], 'n: tinyint')


def int_given_for_double(spark):
    return spark.createDataFrame([(1,)], T.StructType([T.StructField('n', T.DoubleType())]))


def without_verification(spark):
    return spark.createDataFrame([(1,)], T.StructType([T.StructField('n', T.LongType())]), verifySchema=False)


def from_pandas(spark):
    import pandas

    return spark.createDataFrame(pandas.DataFrame({'a': [1, 2], 'b': ['x', None], 'c': [1.5, float('nan')]}))


def empty_without_schema(spark):
    return spark.createDataFrame([], None)


def only_nulls(spark):
    return spark.createDataFrame([(None,)], ['a'])


def wrong_ddl(spark):
    return spark.createDataFrame([], 'a nosuch')


def nondeterministic_ids(spark):
    return spark.range(3).coalesce(1).select(F.monotonically_increasing_id(), F.spark_partition_id())


def current_moments(spark):
    row = spark.range(1).select(F.current_date(), F.current_timestamp()).first()
    return [row.__fields__, type(row[0]).__name__, type(row[1]).__name__]


def random_is_seeded(spark):
    frame = spark.range(3).select(F.rand(5).alias('r'), F.randn(5).alias('n'))
    return [frame.collect() == frame.collect(), all(0 <= row.r < 1 for row in frame.collect())]


def random_values_of_seed(spark):
    return spark.range(3).coalesce(1).select(F.rand(42), F.randn(7))


def assertion_functions(spark):
    return spark.sql("SELECT assert_true(1 = 1) AS a, typeof(1.5) AS t, version() IS NOT NULL AS v")


def raised_error(spark):
    return spark.sql("SELECT raise_error('stop here')").collect()


def column_repr(spark):
    return [
        repr(F.col('a')),
        repr(F.col('a') > 1),
        repr(F.sum('a').alias('s')),
        repr(F.when(F.col('a') == 1, 'x').otherwise('y')),
        repr(F.col('a').cast('int')),
        repr(F.lit('x')),
        repr(F.col('a').isin(1, 2)),
        repr(F.desc('a')),
    ]


def create_or_replace_by_table_function(spark):
    return spark.sql('SELECT * FROM range(2, 6, 2)')


def hints_accepted(spark):
    spark.range(2).createOrReplaceTempView('hinted_view')
    return spark.sql('SELECT /*+ BROADCAST(hinted_view) */ * FROM hinted_view ORDER BY id')


def sizes_in_settings(spark):
    answers = []
    for key in ('spark.sql.autoBroadcastJoinThreshold', 'spark.sql.files.maxPartitionBytes'):
        before = spark.conf.get(key)
        answers.append([key, before])
        for size in ('10MB', '-1', '20', ' 5m ', '-5m', '3 m', '10x', '10.5m', '1e3', 'abc'):
            try:
                spark.conf.set(key, size)
                count = spark.range(3).join(spark.range(3), 'id').count()
                answers.append([key + ' = ' + size, spark.conf.get(key), count])
            except Exception as error:
                answers.append([key + ' = ' + size, type(error).__name__])
        spark.conf.set(key, before)
    return answers
