"""Functions of texts, and of JSON and CSV in them."""

from graticule import expressions as e
from graticule.compat import IS_SPARK_2
from graticule.ddl import ddl_text
from graticule.functions.call import call, column, columns, literal, publish, value
from pyspark.sql.column import Column
from pyspark.sql.types import DataType


def concat_ws(sep, *cols):
    """Texts joined with a separator, nulls skipped."""
    return call('concat_ws', literal(sep), *columns(cols))


def levenshtein(left, right):
    """Edit distance."""
    return call('levenshtein', column(left), column(right))


def lpad(col, len, pad):
    """Filled on the left to a length."""
    return call('lpad', column(col), literal(len), literal(pad))


def rpad(col, len, pad):
    """Filled on the right to a length."""
    return call('rpad', column(col), literal(len), literal(pad))


def repeat(col, n):
    """The text n times."""
    return call('repeat', column(col), literal(n))


def substring(str, pos, len):
    """Part of a text; `pos` counts from 1, from the end when negative."""
    return call('substring', column(str), literal(pos), literal(len))


def substring_index(str, delim, count):
    """The text before the count-th delimiter (after it, counted from the end, when negative)."""
    return call('substring_index', column(str), literal(delim), literal(count))


def instr(str, substr):
    """Position of a text, from 1; 0 when absent."""
    return call('instr', column(str), literal(substr))


def locate(substr, str, pos=1):
    """Position of a text at or after `pos`, from 1; 0 when absent."""
    return call('locate', literal(substr), column(str), literal(pos))


def translate(srcCol, matching, replace):
    """Characters replaced one by one."""
    return call('translate', column(srcCol), literal(matching), literal(replace))


def split(str, pattern, limit=-1):
    """Parts between matches of a Java regular expression; at most `limit` of them when it is positive."""
    arguments = [column(str), literal(pattern)]
    # Spark 2 has no limit, and shows none in names.
    return call('split', *(arguments if IS_SPARK_2 and limit == -1 else arguments + [literal(limit)]))


def regexp_extract(str, pattern, idx):
    """A group of the first match; empty text without a match."""
    return call('regexp_extract', column(str), literal(pattern), literal(idx))


def regexp_replace(str, pattern, replacement):
    """All matches replaced; `$1` stands for a group."""
    return call('regexp_replace', column(str), value(pattern), value(replacement))


def format_string(format, *cols):
    """printf style text."""
    return call('format_string', literal(format), *columns(cols))


def format_number(col, d):
    """Thousands separated, d digits after the point."""
    return call('format_number', column(col), literal(d))


def decode(col, charset):
    """Text of bytes."""
    return call('decode', column(col), literal(charset))


def encode(col, charset):
    """Bytes of text."""
    return call('encode', column(col), literal(charset))


def overlay(src, replace, pos, len=-1):
    """The text with `len` characters from `pos` (as many as `replace` has, without it) replaced."""
    for name, argument in (('pos', pos), ('len', len)):
        if not isinstance(argument, (int, str, Column)):
            raise TypeError(
                '%s should be an integer or a Column / column name, got %s' % (name, type(argument))
            )
    numbers = [literal(argument) if isinstance(argument, int) else column(argument) for argument in (pos, len)]
    return call('overlay', column(src), column(replace), *numbers)


def sentences(string, language=None, country=None):
    """Sentences of a text, each an array of words."""
    zone = [literal('') if argument is None else column(argument) for argument in (language, country)]
    return call('sentences', column(string), *zone)


def get_json_object(col, path):
    """A value of JSON text by path."""
    return call('get_json_object', column(col), literal(path))


def json_tuple(col, *fields):
    """Fields of JSON text."""
    return call('json_tuple', column(col), *[literal(field) for field in fields])


def from_json(col, schema, options=None):
    """A struct, array or map read from JSON text; `schema` is a type, DDL text or a Column of it."""
    return call('from_json', column(col), _schema(schema), *_options(options))


def to_json(col, options=None):
    """JSON text of a struct, an array or a map."""
    return call('to_json', column(col), *_options(options))


def schema_of_json(json, options=None):
    """The type of a JSON text, as DDL."""
    return call('schema_of_json', _text(json), *_options(options))


def from_csv(col, schema, options=None):
    """A struct read from CSV text; `schema` is DDL text or a Column of it."""
    return call('from_csv', column(col), _text(schema), *_options(options))


def to_csv(col, options=None):
    """CSV text of a struct."""
    return call('to_csv', column(col), *_options(options))


def schema_of_csv(csv, options=None):
    """The type of a CSV text, as DDL."""
    return call('schema_of_csv', _text(csv), *_options(options))


def _schema(schema):
    if isinstance(schema, DataType):
        return literal(ddl_text(schema))
    if isinstance(schema, (str, Column)):
        return value(schema)
    raise TypeError('schema should be a data type, text or a Column, but got: %s' % (schema,))


def _text(argument):
    if not isinstance(argument, (str, Column)):
        raise TypeError('schema argument should be a column or string')
    return value(argument)


def _options(options):
    """No argument, or one: the options as a map of texts."""
    if not options:
        return []
    from pyspark.sql.readwriter import option_text

    pairs = [(key, option_text(given)) for key, given in options.items() if given is not None]
    return [e.function('map', [literal(text) for pair in pairs for text in pair])]


FUNCTIONS = publish(globals())
