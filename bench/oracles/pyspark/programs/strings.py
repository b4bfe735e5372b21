"""Strings and regular expressions."""

from pyspark.sql import functions as F


def _words(spark):
    return spark.createDataFrame([('Hello World', 1), ('  pad ', 2), ('', 3), (None, 4)], ['s', 'n'])


def case_of_letters(spark):
    return _words(spark).select(F.upper('s'), F.lower('s'), F.initcap('s'))


def trimming(spark):
    return _words(spark).select(F.trim('s'), F.ltrim('s'), F.rtrim('s'), F.expr("trim(BOTH 'H' FROM s)"))


def lengths(spark):
    return _words(spark).select(
        F.length('s'), F.expr('char_length(s)'), F.expr('bit_length(s)'), F.expr('octet_length(s)')
    )


def substrings(spark):
    return _words(spark).selectExpr(
        'substring(s, 1, 5)',
        'substr(s, 7)',
        'substring(s, -5, 3)',
        'substring(s, 0, 2)',
        'left(s, 3)',
        'right(s, 3)',
        'substring_index(s, " ", 1)',
    )


def concatenation(spark):
    frame = spark.createDataFrame([('a', 'b', 1), ('a', None, 2)], ['x', 'y', 'n'])
    return frame.select(F.concat('x', 'y'), F.concat_ws('-', 'x', 'y', 'n'), F.expr("x || '_' || n"))


def concat_ws_of_arrays(spark):
    frame = spark.createDataFrame([(['a', None, 'b'],), ([],), (None,)], 'l: array<string>')
    return frame.select(F.concat_ws(',', 'l'), F.concat_ws(',', F.lit('x'), 'l'))


def padding_and_repeating(spark):
    return _words(spark).select(F.lpad('s', 5, '*'), F.rpad('s', 12, 'ab'), F.repeat('s', 2), F.reverse('s'))


def positions(spark):
    return _words(spark).select(
        F.instr('s', 'o'), F.locate('o', 's', 6), F.expr("position('l' IN s)"), F.expr("find_in_set('b', 'a,b')")
    )


def replacing(spark):
    return _words(spark).select(
        F.translate('s', 'lo', 'L'),
        F.expr("replace(s, 'l', 'LL')"),
        F.regexp_replace('s', 'l+', '_'),
        F.expr("overlay(s PLACING 'XX' FROM 2)"),
    )


def splitting(spark):
    frame = spark.createDataFrame([('a,b,,c,',), ('x',), ('',), (None,)], ['s'])
    return frame.select(
        F.split('s', ','), F.split('s', ',', 2), F.split('s', ',').getItem(1), F.size(F.split('s', ','))
    )


def splitting_by_pattern(spark):
    return spark.createDataFrame([('one1two22three',)], ['s']).select(F.split('s', r'\d+'), F.split('s', ''))


def regexp_extract_groups(spark):
    frame = spark.createDataFrame([('2019-03-05 id=42',), ('none',), (None,)], ['s'])
    return frame.select(
        F.regexp_extract('s', r'(\d+)-(\d+)', 2),
        F.regexp_extract('s', r'id=(\d+)', 1),
        F.regexp_extract('s', r'\d+', 0),
    )


def regexp_extract_all_groups(spark):
    return spark.sql(r"SELECT regexp_extract_all('1a 2b 14m', '(\\d+)([a-z]+)', 1) AS a, regexp_like('abc', 'b') AS b")


def regexp_replace_groups(spark):
    frame = spark.createDataFrame([('100-200',), ('x',)], ['s'])
    return frame.select(F.regexp_replace('s', r'(\d+)-(\d+)', '$2-$1'), F.regexp_replace('s', r'\d', ''))


def regexp_java_classes(spark):
    frame = spark.createDataFrame([('Ab1 _é',)], ['s'])
    return frame.select(
        F.regexp_replace('s', r'\p{Upper}', 'U'),
        F.regexp_replace('s', r'[^\w]', '#'),
        F.regexp_replace('s', r'(?i)AB', 'x'),
        F.regexp_replace('s', r'\p{Alpha}+', 'L'),
    )


def rlike_finds_anywhere(spark):
    s = F.col('s')
    return _words(spark).select(s.rlike('o W'), s.rlike('^o'), F.expr("s RLIKE '^H.*d$'"), F.expr("s REGEXP 'l{2}'"))


def like_patterns(spark):
    frame = spark.createDataFrame([('abc',), ('a%c',), ('a_c',), ('ABC',)], ['s'])
    return frame.selectExpr(
        "s LIKE 'a_c'", r"s LIKE 'a\\%c'", "s LIKE '%c'", "s ILIKE 'abc'", "s LIKE 'a/_c' ESCAPE '/'"
    )


def like_any(spark):
    return spark.createDataFrame([('abc',), ('xyz',)], ['s']).selectExpr(
        "s LIKE ANY ('a%', 'q')", "s NOT LIKE ALL ('a%', 'q')"
    )


def wrong_regexp(spark):
    return _words(spark).select(F.col('s').rlike('('))


def codes_of_characters(spark):
    return spark.createDataFrame([('A', 97), ('é', 66)], ['s', 'n']).select(
        F.ascii('s'), F.expr('chr(n)'), F.expr('char(n)'), F.base64('s'), F.hex('s'), F.expr('encode(s, "UTF-8")')
    )


def decode_binary(spark):
    return spark.createDataFrame([(bytearray(b'abc'),)], ['b']).select(
        'b',
        F.decode('b', 'UTF-8'),
        F.col('b').cast('string'),
        F.length('b'),
        F.unbase64(F.lit('YWJj')),
        F.unhex(F.lit('6162')),
    )


def formats_of_numbers(spark):
    return spark.createDataFrame([(1234567.891,), (0.5,), (None,)], ['v']).select(
        F.format_number('v', 2), F.format_number('v', 0), F.format_string('%.1f|%s', 'v', 'v')
    )


def printf_formats(spark):
    return spark.sql(
        "SELECT format_string('%5d|%-5s|%05.1f|%x', 42, 'ab', 3.14159D, 255) AS a, printf('%s', null) AS b"
    )


def soundex_and_levenshtein(spark):
    return spark.createDataFrame([('Robert', 'Rupert'), ('kitten', 'sitting')], ['a', 'b']).select(
        F.soundex('a'), F.soundex('b'), F.levenshtein('a', 'b')
    )


def sentences_of_text(spark):
    return spark.createDataFrame([('Hi there! Bye.',)], ['s']).select(F.sentences('s'))


def string_comparison_is_binary(spark):
    return spark.createDataFrame([('a',), ('B',), ('é',), ('Z',)], ['s']).orderBy('s')


def unicode_characters(spark):
    return spark.createDataFrame([(u'日本語\U0001f600',)], ['s']).select(
        F.length('s'), F.substring('s', 2, 2), F.reverse('s'), F.upper('s')
    )


def escapes_in_sql(spark):
    return spark.sql(r"SELECT 'a\'b' AS a, 'tab\tend' AS b, 'new\nline' AS c, '\u0041' AS d, r'a\b' AS e, 'x' 'y' AS f")


def url_parts(spark):
    return spark.sql(
        "SELECT parse_url('http://host/path?k=v#r', 'HOST') AS h, parse_url('http://host/path?k=v', 'QUERY', 'k') AS q"
    )


def string_to_number_by_format(spark):
    return spark.sql("SELECT elt(2, 'a', 'b') AS e, space(3) || '|' AS s, split_part('a.b.c', '.', 2) AS p")


def contains_functions(spark):
    return _words(spark).selectExpr("contains(s, 'World')", "startswith(s, 'He')", "endswith(s, 'd')")
