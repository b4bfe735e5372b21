"""Mistakes that scripts make: class, place and first line of the error. A program for each."""

import re

from py4j.protocol import Py4JJavaError
from pyspark.sql import Row, Window
from pyspark.sql import functions as F
from pyspark.sql.types import IntegerType, StringType, StructField, StructType


def _frames(spark):
    people = spark.createDataFrame(
        [(1, 'Ann', 34, 'a'), (2, 'Bob', None, 'b')], 'id: int, name: string, age: int, team: string'
    ).withColumnRenamed('team', 'team name')
    pay = spark.createDataFrame([(1, 10.5), (3, 7.25)], 'id: int, amount: double')
    nested = spark.createDataFrame([Row(k=1, s=Row(x=1, y='a'), a=[1, 2], m={'p': 1})])
    people.createOrReplaceTempView('people')
    pay.createOrReplaceTempView('pay')
    nested.createOrReplaceTempView('nested')
    return people, pay, nested


def _in_order(listed):
    # PySpark 2 has more than four columns in another order each time: it hashes ids that are made at random.
    names = listed.group(2).split(', ')
    return '%s[%s]' % (listed.group(1), ', '.join(sorted(names) if len(names) > 4 else names))


def _first_line(error):
    if isinstance(error, Py4JJavaError):
        return None
    # PySpark 2 shows the text of an error as Python writes texts.
    lines = (getattr(error, 'desc', None) or str(error)).strip().split('\n')
    text = re.sub(r'#\d+L?', '#', lines[0]).rstrip(';').rstrip()
    # What else could stand there is told in the words of each parser.
    text = re.sub(r'(Syntax error at or near .*?): .*?(?=\(line)', r'\1', text)
    text = re.sub(r'(input .*?) expecting .*?(?=\(line)', r'\1', text)
    text = re.sub(r'(given input columns: )\[(.*)\]', _in_order, text)
    return re.sub(r'<function .*?>|<class .*?>', '<...>', text)


def _answer(action, spark):
    people, pay, nested = _frames(spark)
    try:
        made = action(spark, people, pay, nested)
    except Exception as error:
        return [type(error).__name__, 'call', _first_line(error)]
    try:
        made.collect()
    except Exception as error:
        return [type(error).__name__, 'action', _first_line(error)]
    return 'no error'


def _sql(text):
    return lambda spark, people, pay, nested: spark.sql(text)


_MISTAKES = {
    # Columns that are not there.
    'select_missing': lambda s, p, q, n: p.select('nosuch'),
    'select_missing_near': lambda s, p, q, n: p.select('nmae'),
    'select_missing_column': lambda s, p, q, n: p.select(F.col('nosuch')),
    'select_missing_in_expression': lambda s, p, q, n: p.select(F.col('nosuch') + 1),
    'select_missing_nested': lambda s, p, q, n: n.select('s.z'),
    'select_field_of_number': lambda s, p, q, n: n.select('k.z'),
    'select_missing_with_dot': lambda s, p, q, n: p.select('people.nosuch'),
    'select_missing_quoted': lambda s, p, q, n: p.select('`team nam`'),
    'select_name_with_blank': lambda s, p, q, n: p.select(F.expr('team name')),
    'filter_missing': lambda s, p, q, n: p.filter('nosuch > 1'),
    'filter_missing_column': lambda s, p, q, n: p.filter(F.col('nosuch') > 1),
    'where_missing_in_and': lambda s, p, q, n: p.where('id > 1 and agee < 3'),
    'with_column_missing': lambda s, p, q, n: p.withColumn('x', F.col('nosuch')),
    'order_by_missing': lambda s, p, q, n: p.orderBy('nosuch'),
    'sort_missing_desc': lambda s, p, q, n: p.sort(F.desc('nosuch')),
    'group_by_missing': lambda s, p, q, n: p.groupBy('nosuch').count(),
    'agg_missing': lambda s, p, q, n: p.groupBy('name').agg(F.sum('nosuch')),
    'agg_dict_missing': lambda s, p, q, n: p.agg({'nosuch': 'max'}),
    'select_expr_missing': lambda s, p, q, n: p.selectExpr('id', 'upper(nosuch)'),
    'join_on_missing': lambda s, p, q, n: p.join(q, 'name'),
    'join_condition_missing': lambda s, p, q, n: p.join(q, F.col('nosuch') == F.col('amount')),
    'attribute_missing': lambda s, p, q, n: p.nosuch,
    'item_missing': lambda s, p, q, n: p['nosuch'],
    'drop_duplicates_missing': lambda s, p, q, n: p.dropDuplicates(['nosuch']),
    'fillna_missing': lambda s, p, q, n: p.fillna(1, subset=['nosuch']),
    'dropna_missing': lambda s, p, q, n: p.dropna(subset=['nosuch']),
    'replace_missing': lambda s, p, q, n: p.replace(1, 2, subset=['nosuch']),
    'column_of_other_frame': lambda s, p, q, n: p.select(q.amount),
    'filter_by_other_frame': lambda s, p, q, n: p.filter(q.amount > 1),
    'repartition_missing': lambda s, p, q, n: p.repartition(2, 'nosuch'),
    'pivot_missing': lambda s, p, q, n: p.groupBy('id').pivot('nosuch').count(),
    'describe_missing': lambda s, p, q, n: p.describe('nosuch'),
    'window_missing': lambda s, p, q, n: p.select(F.row_number().over(Window.orderBy('nosuch'))),
    'sql_missing': _sql('select nosuch from people'),
    'sql_missing_two_tables': _sql('select nosuch from people join pay on people.id = pay.id'),
    'sql_missing_qualified': _sql('select p.nosuch from people p'),
    'sql_wrong_qualifier': _sql('select people.name from people p'),
    'sql_missing_where': _sql('select id from people where nosuch = 1'),
    'sql_missing_group': _sql('select count(*) from people group by nosuch'),
    'sql_missing_order': _sql('select id from people order by nosuch'),
    'sql_missing_having': _sql('select name, count(*) from people group by name having nosuch > 1'),
    'sql_missing_on': _sql('select * from people p join pay q on p.nosuch = q.id'),
    'sql_missing_function_argument': _sql('select upper(nosuch) from people'),
    'sql_missing_second_line': _sql('select id,\n  nosuch\nfrom people'),
    'sql_missing_subquery': _sql('select * from (select nosuch from people) t'),
    'sql_missing_in_subquery': _sql('select * from people where id in (select nosuch from pay)'),
    'sql_missing_case': _sql('select case when nosuch then 1 end from people'),
    'sql_missing_cte': _sql('with t as (select id from people) select name from t'),
    'sql_star_of_missing': _sql('select x.* from people'),
    'sql_alias_in_where': _sql('select id as i from people where i = 1'),
    'sql_using_missing': _sql('select * from people join pay using (name)'),
    # Ambiguous columns.
    'ambiguous_select': lambda s, p, q, n: p.join(q, p.id == q.id).select('id'),
    'ambiguous_filter': lambda s, p, q, n: p.join(q, p.id == q.id).filter('id = 1'),
    'ambiguous_group': lambda s, p, q, n: p.join(q, p.id == q.id).groupBy('id').count(),
    'ambiguous_sql': _sql('select id from people, pay'),
    'ambiguous_where': _sql('select 1 from people p join pay q on p.id = q.id where id = 1'),
    'ambiguous_drop_duplicates': lambda s, p, q, n: p.join(q, p.id == q.id).select(F.col('id')),
    'ambiguous_self_join': lambda s, p, q, n: p.alias('a').join(p.alias('b'), 'id').select('name'),
    # Tables and functions that are not there.
    'table_missing': lambda s, p, q, n: s.table('nosuch'),
    'table_missing_database': lambda s, p, q, n: s.table('db.nosuch'),
    'sql_table_missing': _sql('select * from nosuch'),
    'sql_table_missing_join': _sql('select * from people p join nosuch n on p.id = n.id'),
    'sql_table_missing_subquery': _sql('select * from people where id in (select id from nosuch)'),
    'function_missing': _sql('select nosuch(id) from people'),
    'function_missing_expr': lambda s, p, q, n: p.select(F.expr('nosuch(id)')),
    'function_missing_filter': lambda s, p, q, n: p.filter('nosuch(id)'),
    'table_function_missing': _sql('select * from nosuch(1)'),
    # Numbers and types of arguments.
    'too_few_arguments': _sql('select substring(name) from people'),
    'too_many_arguments': _sql('select upper(name, id) from people'),
    'no_arguments': _sql('select sum() from people'),
    'concat_ws_without_arguments': _sql('select concat_ws() from people'),
    'count_without_arguments': _sql('select count() from people'),
    'if_with_two': _sql('select if(id > 1, 2) from people'),
    'round_of_columns': _sql('select round(1.5, id) from people'),
    'sum_of_text': _sql('select sum(array(1)) from people'),
    'plus_of_boolean': _sql('select 1 + true'),
    'plus_of_array': lambda s, p, q, n: n.select(F.col('a') + 1),
    'and_of_number': _sql('select 1 and true'),
    'not_of_number': _sql('select not 1'),
    'filter_not_boolean': lambda s, p, q, n: p.filter('id'),
    'filter_number_column': lambda s, p, q, n: p.filter(F.col('id')),
    'where_not_boolean': _sql('select * from people where id + 1'),
    'case_of_types': _sql('select case when id then 1 end from people'),
    'case_branches': _sql("select case when id = 1 then array(1) else 'x' end from people"),
    'in_of_types': _sql('select id in (array(1)) from people'),
    'equals_of_types': _sql('select a = k from nested'),
    'less_of_maps': _sql('select m < m from nested'),
    'order_by_map': _sql('select * from nested order by m'),
    'group_by_map': _sql('select count(*) from nested group by m'),
    'distinct_map': lambda s, p, q, n: n.select('m').distinct(),
    'union_of_maps': _sql('select m from nested union select m from nested'),
    'array_of_types': _sql("select array(1, array(2)) from people"),
    'map_odd': _sql('select map(1) from people'),
    'explode_of_number': lambda s, p, q, n: p.select(F.explode('id')),
    'explode_nested': lambda s, p, q, n: n.select(F.explode('a') + 1),
    'explode_two': lambda s, p, q, n: n.select(F.explode('a'), F.explode('m')),
    'explode_in_where': lambda s, p, q, n: n.filter(F.explode('a') > 1),
    'size_of_text': _sql('select size(name) from people'),
    'element_of_number': _sql('select element_at(k, 1) from nested'),
    'index_of_number': _sql('select k[0] from nested'),
    'array_contains_type': _sql("select array_contains(a, 'x') from nested"),
    'date_add_text': _sql("select date_add('2020-01-01', 'x')"),
    'year_of_array': _sql('select year(a) from nested'),
    'negative_of_text': _sql('select -a from nested'),
    'upper_of_array': _sql('select upper(a) from nested'),
    'coalesce_of_types': _sql('select coalesce(a, 1) from nested'),
    'lag_offset_column': _sql('select lag(id, id) over (order by id) from people'),
    'ntile_of_column': _sql('select ntile(id) over (order by id) from people'),
    'percentile_out_of_range': _sql('select percentile_approx(id, 1.5) from people'),
    'from_json_bad_schema': _sql("select from_json(name, 'a innt') from people"),
    'from_json_no_schema': _sql('select from_json(name) from people'),
    'transform_not_lambda': _sql('select transform(a, 1) from nested'),
    'struct_field_missing': _sql('select s.z from nested'),
    'get_field_of_array': lambda s, p, q, n: n.select(F.col('a').getField('z')),
    'isin_types': lambda s, p, q, n: n.filter(F.col('a').isin(1, 2)),
    'between_types': lambda s, p, q, n: n.filter(F.col('a').between(1, 2)),
    'like_of_array': lambda s, p, q, n: n.filter(F.col('a').like('x')),
    # Aggregates and groups.
    'not_grouped': _sql('select name, count(*) from people'),
    'not_in_group': _sql('select name, age, count(*) from people group by name'),
    'not_grouped_expression': _sql('select age + 1, count(*) from people group by age + 2'),
    'not_grouped_call': lambda s, p, q, n: p.select('name', F.sum('age')),
    'not_grouped_agg': lambda s, p, q, n: p.groupBy('name').agg(F.col('age')),
    'not_grouped_star': _sql('select * from people group by name'),
    'not_grouped_having': _sql('select name from people group by name having age > 1'),
    'not_grouped_order': _sql('select name, count(*) from people group by name order by age'),
    'aggregate_in_where': _sql('select * from people where sum(age) > 1'),
    'aggregate_in_filter': lambda s, p, q, n: p.filter(F.sum('age') > 1),
    'aggregate_in_group': _sql('select 1 from people group by sum(age)'),
    'aggregate_in_aggregate': _sql('select sum(max(age)) from people'),
    'aggregate_in_join': _sql('select * from people p join pay q on sum(p.id) = q.id'),
    'aggregate_in_with_column': lambda s, p, q, n: p.withColumn('s', F.sum('age')),
    'having_without_group': _sql('select age from people having age > 1'),
    'group_position': _sql('select name from people group by 2'),
    'group_position_aggregate': _sql('select count(*) from people group by 1'),
    'order_position': _sql('select name from people order by 2'),
    'grouping_without_sets': _sql('select grouping(name) from people group by name'),
    'sum_of_star': _sql('select sum(*) from people'),
    'max_of_names': lambda s, p, q, n: p.groupBy('name').max('team name'),
    'sum_of_text_column': lambda s, p, q, n: p.groupBy('id').sum('name'),
    'agg_unknown_function': lambda s, p, q, n: p.agg({'age': 'nosuch'}),
    'pivot_of_aggregate': lambda s, p, q, n: p.groupBy('id').pivot('name').agg(F.col('age')),
    'distinct_window': _sql('select count(distinct age) over (partition by name) from people'),
    # Windows.
    'window_in_where': _sql('select * from people where row_number() over (order by id) = 1'),
    'window_in_filter': lambda s, p, q, n: p.filter(F.row_number().over(Window.orderBy('id')) == 1),
    'window_in_group': _sql('select 1 from people group by row_number() over (order by id)'),
    'window_in_aggregate': _sql('select sum(row_number() over (order by id)) from people'),
    'window_in_window': _sql('select sum(row_number() over (order by id)) over () from people'),
    'row_number_without_over': _sql('select row_number() from people'),
    'row_number_without_order': _sql('select row_number() over () from people'),
    'rank_without_order': lambda s, p, q, n: p.select(F.rank().over(Window.partitionBy('name'))),
    'rank_with_frame': _sql('select rank() over (order by id rows between 1 preceding and current row) from people'),
    'range_of_text': _sql('select sum(id) over (order by name range between 1 preceding and current row) from people'),
    'range_of_two': _sql('select sum(id) over (order by id, age range between 1 preceding and current row) from people'),
    'frame_turned': _sql('select sum(id) over (order by id rows between 1 following and 1 preceding) from people'),
    'window_missing_name': _sql('select sum(id) over w from people'),
    'not_window_function': _sql('select upper(name) over (order by id) from people'),
    'window_twice': _sql('select sum(id) over w from people window w as (order by id), w as (order by age)'),
    # Set operations, joins and subqueries.
    'union_columns': lambda s, p, q, n: p.union(q),
    'union_types': lambda s, p, q, n: n.select('a').union(q.select('id')),
    'union_sql_columns': _sql('select id, name from people union all select id from pay'),
    'union_sql_types': _sql('select a from nested union all select k from nested'),
    'except_columns': _sql('select id, name from people except select id from pay'),
    'intersect_columns': lambda s, p, q, n: p.intersect(q),
    'union_by_name_missing': lambda s, p, q, n: p.unionByName(q),
    'join_type_unknown': lambda s, p, q, n: p.join(q, 'id', 'sideways'),
    'join_not_boolean': lambda s, p, q, n: p.join(q, p.id + q.id),
    'join_types_differ': _sql('select * from nested n join pay q on n.a = q.id'),
    'scalar_two_columns': _sql('select (select id, amount from pay) from people'),
    'scalar_two_rows': _sql('select (select id from pay) from people'),
    'in_two_columns': _sql('select * from people where id in (select id, amount from pay)'),
    'in_types': _sql('select * from nested where a in (select id from pay)'),
    'correlated_not_aggregated': _sql('select (select amount from pay q where q.id = p.id) from people p'),
    'recursive_view': _sql('with t as (select * from t) select * from t'),
    'cte_twice': _sql('with t as (select 1), t as (select 2) select * from t'),
    'derived_columns': _sql('select * from (select 1, 2) t(a)'),
    'values_columns': _sql('select * from values (1, 2), (3) t'),
    'values_types': _sql("select * from values (1), (array(2)) t"),
    # Casts and literals.
    'cast_array_to_int': _sql('select cast(a as int) from nested'),
    'cast_to_unknown': _sql('select cast(id as innt) from people'),
    'cast_column_unknown': lambda s, p, q, n: p.select(F.col('id').cast('innt')),
    'cast_date_to_int': _sql("select cast(date'2020-01-01' as int)"),
    'cast_boolean_to_date': _sql('select cast(true as date)'),
    'cast_decimal_wide': _sql('select cast(1 as decimal(40, 2))'),
    'cast_decimal_scale': _sql('select cast(1 as decimal(5, 7))'),
    'date_literal': _sql("select date'2020-13-01'"),
    'timestamp_literal': _sql("select timestamp'noon'"),
    'interval_literal': _sql("select interval 'x' day"),
    'interval_unit': _sql('select interval 1 fortnight'),
    'interval_mixed': _sql('select interval 1 year 2 days'),
    'binary_literal': _sql("select X'1G'"),
    'number_too_large': _sql('select 128Y'),
    'long_too_large': _sql('select 9223372036854775808L'),
    'decimal_too_long': _sql('select 123456789012345678901234567890123456789BD'),
    'limit_negative': _sql('select * from people limit -1'),
    'limit_text': _sql("select * from people limit 'x'"),
    'limit_column': _sql('select * from people limit id'),
    'limit_negative_call': lambda s, p, q, n: p.limit(-1),
    'raise_error': _sql("select raise_error('boom') from people"),
    'assert_true': _sql('select assert_true(id > 5) from people'),
    # Syntax.
    'syntax_empty': _sql(''),
    'syntax_from': _sql('select from people'),
    'syntax_comma': _sql('select id, from people'),
    'syntax_parenthesis': _sql('select (id from people'),
    'syntax_quote': _sql("select 'x from people"),
    'syntax_word': _sql('selct id from people'),
    'syntax_equals': _sql('select * from people where id == '),
    'syntax_filter': lambda s, p, q, n: p.filter('id >'),
    'syntax_expr': lambda s, p, q, n: p.select(F.expr('id +')),
    'syntax_select_expr': lambda s, p, q, n: p.selectExpr('id as'),
    'syntax_group': _sql('select id from people group id'),
    'syntax_join': _sql('select * from people join'),
    # Schemas and frames.
    'schema_unknown_type': lambda s, p, q, n: s.createDataFrame([(1,)], 'a innt'),
    'schema_syntax': lambda s, p, q, n: s.createDataFrame([(1,)], 'a int,'),
    'schema_too_few': lambda s, p, q, n: s.createDataFrame([(1, 2)], 'a: int'),
    'schema_too_many': lambda s, p, q, n: s.createDataFrame([(1,)], 'a: int, b: int'),
    'schema_wrong_type': lambda s, p, q, n: s.createDataFrame([('x',)], 'a: int'),
    'schema_null': lambda s, p, q, n: s.createDataFrame(
        [(None,)], StructType([StructField('a', IntegerType(), False)])
    ),
    'schema_mixed': lambda s, p, q, n: s.createDataFrame([(1,), ('x',)], ['a']),
    'schema_empty': lambda s, p, q, n: s.createDataFrame([], ['a']),
    'schema_all_null': lambda s, p, q, n: s.createDataFrame([(None,)], ['a']),
    'schema_not_rows': lambda s, p, q, n: s.createDataFrame([1, 2], ['a']),
    'frame_of_number': lambda s, p, q, n: s.createDataFrame(5),
    'to_df_too_few': lambda s, p, q, n: p.toDF('a'),
    'range_step': lambda s, p, q, n: s.range(0, 5, 0),
    'select_nothing_known': lambda s, p, q, n: p.select(5),
    'filter_of_number': lambda s, p, q, n: p.filter(5),
    'and_of_columns': lambda s, p, q, n: p.filter(p.id > 1 and p.age > 1),
    'with_column_value': lambda s, p, q, n: p.withColumn('x', 5),
    'when_not_column': lambda s, p, q, n: p.select(F.when(True, 1)),
    'sample_fraction': lambda s, p, q, n: p.sample(-0.1),
    'random_split': lambda s, p, q, n: p.randomSplit([-1.0, 1.0]),
    'union_of_text': lambda s, p, q, n: p.union('pay'),
    'fillna_of_list': lambda s, p, q, n: p.fillna([1]),
    'udf_missing': _sql('select my_udf(id) from people'),
    # Sources and views.
    'source_missing': lambda s, p, q, n: s.read.format('nosuch').load('x'),
    'view_exists': lambda s, p, q, n: p.createTempView('people'),
    'view_name': lambda s, p, q, n: p.createOrReplaceTempView('a.b'),
    'view_name_syntax': lambda s, p, q, n: p.createOrReplaceTempView('a b'),
    'drop_view_missing': _sql('drop view nosuch'),
    'insert_missing': _sql('insert into nosuch select 1'),
    'describe_table_missing': _sql('describe nosuch'),
    'cache_missing': _sql('cache table nosuch'),
    'use_missing': _sql('use nosuch'),
}


def _program(action):
    def program(spark):
        return _answer(action, spark)

    return program


for _name in _MISTAKES:
    globals()[_name] = _program(_MISTAKES[_name])


# Mistakes that were found at another place, or taken, when the comparison of kinds was recorded, which leaves them out.
_ELSEWHERE = (
    'array_contains_type',
    'date_add_text',
    'percentile_out_of_range',
    'syntax_select_expr',
    'transform_not_lambda',
    'view_name',
)


def kinds_of_mistakes(spark):
    """Class and place of all others, whatever their texts."""
    found = {}
    for name in sorted(set(_MISTAKES) - set(_ELSEWHERE)):
        answer = _answer(_MISTAKES[name], spark)
        found[name] = answer if isinstance(answer, str) else answer[:2]
    return found
