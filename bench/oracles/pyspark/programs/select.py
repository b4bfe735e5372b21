"""Selecting, filtering, adding and naming columns."""

from pyspark.sql import Row
from pyspark.sql import functions as F


def _people(spark):
    return spark.createDataFrame([('Ann', 31, 1.5), ('Bob', None, 2.0), ('Cyd', 7, None)], ['name', 'age', 'score'])


def select_by_name(spark):
    return _people(spark).select('name', 'score')


def select_star_and_more(spark):
    return _people(spark).select('*', F.col('age') + 1)


def select_same_name_twice(spark):
    return _people(spark).select('age', 'age')


def select_list(spark):
    frame = _people(spark)
    return frame.select([frame.name, frame['age']])


def select_is_case_insensitive(spark):
    return _people(spark).select('NAME', F.col('Age'))


def names_of_arithmetic(spark):
    age = F.col('age')
    return _people(spark).select(age + 1, age - 1, age * 2, age / 2, age % 2, -age, 1 - age, 2 / age, 2 * age)


def names_of_comparisons(spark):
    age = F.col('age')
    return _people(spark).select(age == 7, age != 7, age > 7, age >= 7, age < 7, age <= 7, age.eqNullSafe(7))


def names_of_logic(spark):
    old, good = F.col('age') > 10, F.col('score') > 1
    return _people(spark).select(old & good, old | good, ~old)


def names_of_predicates(spark):
    name = F.col('name')
    return _people(spark).select(
        name.isNull(),
        name.isNotNull(),
        name.isin('Ann', 'Bob'),
        name.like('A%'),
        name.rlike('^A'),
        name.startswith('A'),
        name.endswith('d'),
        name.contains('n'),
        F.col('age').between(1, 10),
    )


def names_of_functions(spark):
    return _people(spark).select(
        F.upper('name'),
        F.concat('name', F.lit('x')),
        F.coalesce('age', F.lit(0)),
        F.abs('age'),
        F.length('name'),
        F.substring('name', 1, 2),
    )


def names_of_casts(spark):
    age = F.col('age')
    return _people(spark).select(age.cast('string'), age.cast('double').alias('d'), F.lit(1).cast('int'))


def names_of_literals(spark):
    return _people(spark).limit(1).select(F.lit(1), F.lit('x'), F.lit(1.5), F.lit(None), F.lit(True))


def names_of_when(spark):
    return _people(spark).select(F.when(F.col('age') > 10, 'old').otherwise('young'), F.when(F.col('age') > 10, 1))


def names_of_expressions(spark):
    return _people(spark).selectExpr('age + 1', 'upper(name)', 'age as years', 'CASE WHEN age > 10 THEN 1 END', '-age')


def select_expr_with_strings(spark):
    return _people(spark).selectExpr("'it' as a", '"q" b', "concat(name, '-', name) c", 'age IS NULL', 'NOT age > 10')


def names_of_nested_access(spark):
    frame = spark.createDataFrame([Row(s=Row(a=1, b='x'), l=[1, 2], m={'k': 5})])
    return frame.select(
        's.a',
        F.col('s')['b'],
        F.col('s').getField('a'),
        F.col('l')[0],
        F.col('l').getItem(1),
        F.col('m')['k'],
        F.col('m').getItem('z'),
    )


def select_struct_star(spark):
    return spark.createDataFrame([Row(s=Row(a=1, b='x'), t=2)]).select('s.*', 't')


def filter_by_text(spark):
    return _people(spark).filter("age > 10 or name = 'Cyd'")


def filter_by_column(spark):
    frame = _people(spark)
    return frame.filter(frame.age.isNull() | (frame.score > 1))


def filter_chain(spark):
    return _people(spark).where('age is not null').where(F.col('name').startswith('A'))


def filter_by_index(spark):
    frame = _people(spark)
    return frame[frame.age > 10]


def filter_by_boolean_column(spark):
    return spark.createDataFrame([(True, 1), (False, 2), (None, 3)], ['b', 'v']).filter('b')


def with_column_adds(spark):
    return _people(spark).withColumn('next', F.col('age') + 1)


def with_column_replaces_in_place(spark):
    return _people(spark).withColumn('AGE', F.col('age') * 2)


def with_columns(spark):
    return _people(spark).withColumns({'a': F.lit(1), 'b': F.col('age') + 1})


def with_column_renamed(spark):
    return _people(spark).withColumnRenamed('age', 'years').withColumnRenamed('nothing', 'x')


def drop_columns(spark):
    frame = _people(spark)
    return frame.drop('age', 'missing').drop(frame.score)


def to_df_names(spark):
    return _people(spark).toDF('a', 'b', 'c')


def to_df_wrong_count(spark):
    return _people(spark).toDF('a', 'b')


def unknown_column(spark):
    return _people(spark).select('agee')


def unknown_column_in_filter(spark):
    return _people(spark).filter('years > 1')


def unknown_function(spark):
    return _people(spark).selectExpr('nosuch(age)')


def syntax_error(spark):
    return _people(spark).selectExpr('age +')


def filter_not_boolean(spark):
    return _people(spark).filter('age + 1')


def wrong_types_of_and(spark):
    return _people(spark).select(F.col('age') & F.col('name'))


def ambiguous_column(spark):
    frame = _people(spark).select('age', 'age')
    return frame.select('age')


def aggregate_in_filter(spark):
    return _people(spark).filter(F.max('age') > 1)


def alias_qualifies(spark):
    return _people(spark).alias('p').select('p.name', F.col('p.age').alias('years'))


def names_with_dots(spark):
    frame = spark.createDataFrame([(1, 2)], ['a.b', '$geometry'])
    return frame.select('`a.b`', '$geometry', F.col('`$geometry`') + 1)


def dtypes_and_repr(spark):
    frame = _people(spark)
    return [frame.dtypes, repr(frame), repr(frame.age), repr(F.col('age') + 1)]


def print_schema(spark):
    spark.createDataFrame([Row(a=1, s=Row(x=1.0, l=[1]), m={'k': [Row(z=1)]})]).printSchema()


def show_truncates(spark):
    spark.createDataFrame([('a' * 30, 1), ('b', 22)], ['text', 'n']).show(1)
    spark.createDataFrame([('a' * 30, 1), ('b', 22)], ['text', 'n']).show(truncate=5)
    spark.createDataFrame([('a' * 30, 1), ('b', 22)], ['text', 'n']).show(truncate=False)


def show_vertical(spark):
    _people(spark).show(2, vertical=True)
    _people(spark).limit(0).show(vertical=True)


def show_empty(spark):
    return _people(spark).filter('false')


def show_wide_characters(spark):
    return spark.createDataFrame([(u'日本', 1), (u'é', 2)], ['text', 'n'])


def rows_and_first(spark):
    frame = _people(spark)
    return [
        repr(frame.first()),
        repr(frame.take(2)),
        frame.head(1) == [frame.head()],
        frame.count(),
        repr(frame.tail(1)),
    ]


def limit_and_offset(spark):
    return spark.range(10).limit(4)


def range_with_step(spark):
    return spark.range(10, 0, -3)


def create_from_dicts(spark):
    return spark.createDataFrame([{'b': 1, 'a': 'x'}, {'a': 'y', 'c': 2.0}])


def create_from_scalars(spark):
    return spark.createDataFrame([1, None, 3], 'int')


def create_from_ddl(spark):
    return spark.createDataFrame([(1, None, [1.5])], 'a: int, b: string, c: array<double>')


def create_merges_types(spark):
    return spark.createDataFrame([(1, None), (None, 'x')], ['a', 'b'])


def create_with_wrong_type(spark):
    return spark.createDataFrame([('x',)], 'a: int')


def create_conflicting_types(spark):
    return spark.createDataFrame([(1,), ('x',)], ['a'])


def sql_values(spark):
    return spark.sql("SELECT * FROM VALUES (1, 'a'), (2, NULL) AS t(id, name)")


def sql_over_view(spark):
    _people(spark).createOrReplaceTempView('people')
    return spark.sql('SELECT name, age * 2 AS twice FROM people WHERE age IS NOT NULL ORDER BY age')


def sql_with_clause(spark):
    return spark.sql('WITH t AS (SELECT 1 AS a UNION ALL SELECT 2) SELECT a, a * a FROM t ORDER BY a DESC')


def sql_unknown_table(spark):
    return spark.sql('SELECT * FROM nowhere')


def sql_syntax_error(spark):
    return spark.sql('SELEC 1')


def select_alias_then_reuse(spark):
    return _people(spark).select(F.col('age').alias('x')).select((F.col('x') + F.col('X')).alias('twice'))


def column_metadata(spark):
    return _people(spark).select(F.col('age').alias('years', metadata={'unit': 'year'}))


def col_regex(spark):
    return _people(spark).select(_people(spark).colRegex('`(a|s).*`'))


def drop_fields_and_with_field(spark):
    frame = spark.createDataFrame([Row(s=Row(a=1, b='x'))])
    return frame.select(F.col('s').withField('c', F.lit(2)), F.col('s').dropFields('a'))


def bitwise_columns(spark):
    age = F.col('age')
    return _people(spark).select(age.bitwiseAND(3), age.bitwiseOR(8), age.bitwiseXOR(1), F.shiftleft('age', 2))


def substr_and_slices(spark):
    name = F.col('name')
    return _people(spark).select(name.substr(1, 2), name[2:3], name.substr(-2, 2).alias('end'))
