"""Where Spark refuses what it is given, patterns, VALUES, intervals, arguments, and what it takes after all."""

from pyspark.sql import Window
from pyspark.sql import functions as F


def like_alone(spark):
    return spark.range(2).select(F.lit('abc').like('a\\bc'))


def like_alone_filter(spark):
    return spark.createDataFrame([('a',)], ['s']).filter("s like 'a\\\\bc'")


def like_end(spark):
    return spark.createDataFrame([('a',)], ['s']).select(F.col('s').like('abc\\'))


def like_null_rows(spark):
    return spark.createDataFrame([(None,)], 's string').select(F.col('s').like('abc\\'))


def like_unused(spark):
    return spark.createDataFrame([('x',)], 's string').select('s', F.col('s').like('abc\\').alias('b')).select('s')


def like_any(spark):
    return spark.createDataFrame([('x',)], 's string').selectExpr("s like any ('x', 'a\\\\b')")


def ilike_bad(spark):
    return spark.createDataFrame([('x',)], 's string').selectExpr("s ilike 'a\\\\b'")


def like_column_pattern(spark):
    return spark.createDataFrame([('x','a\\b')], 's string, p string').selectExpr("s like p")


def rlike_bad(spark):
    return spark.createDataFrame([('x',)], 's string').select(F.col('s').rlike('('))


def values_error(spark):
    return spark.sql("SELECT cast('x' as int) + a FROM VALUES (1), (2) AS t(a)")


def values_ansi(spark):
    return spark.sql("SELECT a FROM VALUES (element_at(array(1), 0)) AS t(a)")


def values_raise(spark):
    return spark.sql("SELECT * FROM VALUES (raise_error('no')), ('a') AS t(a)")


def values_assert(spark):
    return spark.sql("SELECT assert_true(a > 1) FROM VALUES (1), (2) AS t(a)")


def values_make_date(spark):
    return spark.sql("SELECT raise_error(a) FROM VALUES ('x') AS t(a)")


def values_to_ts(spark):
    return spark.sql("SELECT to_timestamp(a, 'yyyy-MM-dd HH:mm') FROM VALUES ('2020-1-1 1:1') AS t(a)")


def values_interval(spark):
    return spark.sql("SELECT make_interval(a) FROM VALUES (2147483647) AS t(a)")


def values_map(spark):
    return spark.sql("SELECT map(a, 1, a, 2) FROM VALUES (1) AS t(a)")


def values_seq(spark):
    return spark.sql("SELECT sequence(a, 5, -1) FROM VALUES (1) AS t(a)")


def frame_seq(spark):
    return spark.range(1).selectExpr("sequence(id, 5L, -1L)")


def local_frame_seq(spark):
    return spark.createDataFrame([(1,)], ['id']).selectExpr("sequence(id, 5L, -1L)")


def values_over_join(spark):
    return spark.sql("SELECT raise_error(a) FROM VALUES ('x') AS t(a) JOIN VALUES ('x') AS u(a) USING (a)")


def values_filter(spark):
    return spark.sql("SELECT a FROM VALUES ('x') AS t(a) WHERE raise_error(a) IS NULL")


def values_group(spark):
    return spark.sql("SELECT sum(raise_error(a)) FROM VALUES ('x') AS t(a)")


def one_row_seq(spark):
    return spark.sql("SELECT sequence(1, 5, -1)")


def year_month_overflow(spark):
    return [str(r) for r in spark.sql("SELECT INTERVAL '178956970-7' YEAR TO MONTH + INTERVAL '1' MONTH AS i").collect()]


def year_month_collect(spark):
    return spark.sql("SELECT INTERVAL '1-2' YEAR TO MONTH AS i")


def year_month_multiply(spark):
    return spark.sql("SELECT INTERVAL '1-2' YEAR TO MONTH * 1e9 AS i").show()


def year_month_make(spark):
    return spark.sql("SELECT make_ym_interval(178956970, 8)").show()


def year_month_make_int(spark):
    return spark.sql("SELECT make_ym_interval(2147483647, 1)").show()


def year_month_sum(spark):
    return spark.sql("SELECT sum(i) from values (interval '178956970' year), (interval '178956970' year) as t(i)").show()


def year_month_row_op(spark):
    return spark.range(1).selectExpr("make_ym_interval(cast(id as int) + 178956970, 7) + interval '1' month").show()


def number_pattern_column(spark):
    return spark.createDataFrame([(1.5, '0.0.0'), (2.5, '0.0')], ['n', 'p']).selectExpr('format_number(n, p)')


def to_binary_format(spark):
    return spark.sql("SELECT to_binary('abc', 'nosuch')")


def to_binary_formats(spark):
    return spark.sql("SELECT to_binary('616263'), to_binary('abc', 'UTF-8'), to_binary('YWJj', 'base64'), to_binary('616263', 'hex'), to_binary('abc', null)")


def to_binary_utf8(spark):
    return spark.sql("SELECT to_binary('abc', 'utf8')")


def to_binary_column(spark):
    return spark.createDataFrame([('a', 'hex')], ['a', 'b']).selectExpr('to_binary(a, b)')


def to_binary_bad_hex(spark):
    return spark.sql("SELECT to_binary('xyz', 'hex')")


def aes_short(spark):
    return spark.sql("SELECT aes_decrypt(unhex('00112233'), '0000111122223333')")


def aes_short_ecb(spark):
    return spark.sql("SELECT aes_decrypt(unhex('00112233'), '0000111122223333', 'ECB')")


def aes_empty(spark):
    return spark.sql("SELECT aes_decrypt(unhex(''), '0000111122223333')")


def aes_exact(spark):
    return spark.sql("SELECT aes_decrypt(unhex('000000000000000000000000'), '0000111122223333')")


def aes_key(spark):
    return spark.sql("SELECT aes_encrypt('abc', 'short')")


def aes_mode(spark):
    return spark.sql("SELECT aes_encrypt('abc', '0000111122223333', 'CBC')")


def nth_three(spark):
    return spark.sql("SELECT nth_value(i, 1, true) OVER (ORDER BY i) FROM VALUES (1), (2) AS t(i)")


def nth_two(spark):
    return spark.sql("SELECT nth_value(i, 1) OVER (ORDER BY i) FROM VALUES (1), (2) AS t(i)")


def nth_frame(spark):
    return spark.range(3).select(F.nth_value('id', 2, True).over(Window.orderBy('id')))


def nth_zero(spark):
    return spark.range(3).select(F.nth_value('id', 0).over(Window.orderBy('id')))


def alias_in_parens(spark):
    return spark.range(1).select(F.expr('(id AS b)'))


def alias_in_call(spark):
    return spark.range(1).select(F.expr('abs(id AS b)'))


def alias_parens_plus(spark):
    return spark.range(1).selectExpr('(id AS b) + 1')


def alias_struct(spark):
    return spark.range(1).selectExpr('struct(id AS b, id c)', '(id)', '(id, id)', 'named_struct("x", id)')


def csv_interval(spark):
    return spark.sql("SELECT from_csv('1,INTERVAL 1 DAY', 'a INT, b INTERVAL DAY')")


def csv_interval2(spark):
    return spark.sql("SELECT from_csv('1,INTERVAL \\'1-2\\' YEAR TO MONTH', 'a INT, b INTERVAL YEAR TO MONTH').a")


def csv_interval3(spark):
    return spark.sql("SELECT from_csv('1,1 day', 'a INT, b INTERVAL').*")


def csv_interval4(spark):
    return spark.sql("SELECT cast(from_csv('INTERVAL \\'1\\' DAY', 'b INTERVAL DAY') as string)")


def csv_interval5(spark):
    return spark.sql("SELECT cast(from_csv('1 day 2 hours', 'b INTERVAL') as string)")


def csv_interval6(spark):
    return spark.sql("SELECT from_csv('INTERVAL \\'1 02:03:04.5\\' DAY TO SECOND', 'b INTERVAL DAY TO SECOND').b")


def csv_interval7(spark):
    return spark.sql("SELECT from_csv('1 02:03:04.5', 'b INTERVAL DAY TO SECOND').b")


def csv_interval8(spark):
    return spark.sql("SELECT to_csv(struct(INTERVAL '1' DAY, INTERVAL '1-2' YEAR TO MONTH, make_interval(1,2,3)))")


def json_interval(spark):
    return spark.sql("SELECT from_json('{\"a\": \"INTERVAL \\'1\\' DAY\"}', 'a INTERVAL DAY').a, to_json(struct(INTERVAL '1' DAY))")


def big_integers(spark):
    return spark.sql("SELECT 9007199254740993L AS a, -9223372036854775808L AS b, array(9223372036854775807L) AS c")
