"""Functions over columns. Most only name the function; the engine says when it does not have one.

Arguments are column names or Columns unless a parameter is documented as a plain value.
"""

from graticule import expressions as e
from graticule.compat import IS_SPARK_2
from graticule.date_functions import DATE_FUNCTIONS
from graticule.function_table import named_functions
from graticule.higher_order import HIGHER_ORDER
from graticule.unsupported import not_supported, unsupported_function
from pyspark.sql.column import Column, name_to_expression, to_expression


def _call(name, *arguments):
    return Column(e.function(name, arguments))


globals().update(named_functions())


def col(col):
    """A column by name; dots reach into structs, backticks protect a name."""
    return Column(e.named(col))


column = col


def lit(col):
    """A plain value as a Column; a Column stays as it is."""
    return col if isinstance(col, Column) else Column(e.literal(col))


def expr(str):
    """SQL text as a Column."""
    return Column(e.sql_text(str))


def when(condition, value):
    """The first branch of a CASE; continue with `.when` and `.otherwise`."""
    if not isinstance(condition, Column):
        raise TypeError('condition should be a Column')
    return _call('when', condition._expression, to_expression(value))


def asc(col):
    """Ascending order."""
    return Column(name_to_expression(col)).asc()


def desc(col):
    """Descending order."""
    return Column(name_to_expression(col)).desc()


def asc_nulls_first(col):
    """Ascending order, nulls first."""
    return Column(name_to_expression(col)).asc_nulls_first()


def asc_nulls_last(col):
    """Ascending order, nulls last."""
    return Column(name_to_expression(col)).asc_nulls_last()


def desc_nulls_first(col):
    """Descending order, nulls first."""
    return Column(name_to_expression(col)).desc_nulls_first()


def desc_nulls_last(col):
    """Descending order, nulls last."""
    return Column(name_to_expression(col)).desc_nulls_last()


def broadcast(df):
    """Advice to send the frame to every task of a join."""
    return df.hint('broadcast')


def rand(seed=None):
    """Random doubles from 0 to 1."""
    return _call('rand', *([] if seed is None else [e.literal(seed)]))


def randn(seed=None):
    """Random doubles of the normal distribution."""
    return _call('randn', *([] if seed is None else [e.literal(seed)]))


def log(arg1, arg2=None):
    """Natural logarithm of a column; with two arguments the logarithm of the second to the base of the first."""
    if arg2 is None:
        return _call('ln', name_to_expression(arg1))
    return _call('log', e.literal(arg1), name_to_expression(arg2))


def round(col, scale=0):
    """Rounded half up to `scale` digits."""
    return _call('round', name_to_expression(col), e.literal(scale))


def bround(col, scale=0):
    """Rounded half even to `scale` digits."""
    return _call('bround', name_to_expression(col), e.literal(scale))


def conv(col, fromBase, toBase):
    """Digits of a number in another base."""
    return _call('conv', name_to_expression(col), e.literal(fromBase), e.literal(toBase))


def shiftLeft(col, numBits):
    """Bits shifted left."""
    return _call('shiftleft', name_to_expression(col), e.literal(numBits))


def shiftRight(col, numBits):
    """Bits shifted right, keeping the sign."""
    return _call('shiftright', name_to_expression(col), e.literal(numBits))


def shiftRightUnsigned(col, numBits):
    """Bits shifted right, filling with zeros."""
    return _call('shiftrightunsigned', name_to_expression(col), e.literal(numBits))


shiftleft, shiftright, shiftrightunsigned = shiftLeft, shiftRight, shiftRightUnsigned


def sha2(col, numBits):
    """SHA-2 of 224, 256, 384 or 512 bits as hexadecimal text."""
    return _call('sha2', name_to_expression(col), e.literal(numBits))


def concat_ws(sep, *cols):
    """Texts joined with a separator, nulls skipped."""
    return _call('concat_ws', e.literal(sep), *[name_to_expression(col) for col in cols])


def levenshtein(left, right):
    """Edit distance."""
    return _call('levenshtein', name_to_expression(left), name_to_expression(right))


def lpad(col, len, pad):
    """Filled on the left to a length."""
    return _call('lpad', name_to_expression(col), e.literal(len), e.literal(pad))


def rpad(col, len, pad):
    """Filled on the right to a length."""
    return _call('rpad', name_to_expression(col), e.literal(len), e.literal(pad))


def repeat(col, n):
    """The text n times."""
    return _call('repeat', name_to_expression(col), e.literal(n))


def substring(str, pos, len):
    """Part of a text; `pos` counts from 1, from the end when negative."""
    return _call('substring', name_to_expression(str), e.literal(pos), e.literal(len))


def substring_index(str, delim, count):
    """The text before the count-th delimiter (after it, counted from the end, when negative)."""
    return _call('substring_index', name_to_expression(str), e.literal(delim), e.literal(count))


def instr(str, substr):
    """Position of a text, from 1; 0 when absent."""
    return _call('instr', name_to_expression(str), e.literal(substr))


def locate(substr, str, pos=1):
    """Position of a text at or after `pos`, from 1; 0 when absent."""
    return _call('locate', e.literal(substr), name_to_expression(str), e.literal(pos))


def translate(srcCol, matching, replace):
    """Characters replaced one by one."""
    return _call('translate', name_to_expression(srcCol), e.literal(matching), e.literal(replace))


def split(str, pattern, limit=-1):
    """Parts between matches of a Java regular expression."""
    arguments = [name_to_expression(str), e.literal(pattern)]
    return _call('split', *(arguments if limit == -1 else arguments + [e.literal(limit)]))


def regexp_extract(str, pattern, idx):
    """A group of the first match; empty text without a match."""
    return _call('regexp_extract', name_to_expression(str), e.literal(pattern), e.literal(idx))


def regexp_replace(str, pattern, replacement):
    """All matches replaced; `$1` stands for a group."""
    return _call('regexp_replace', name_to_expression(str), to_expression(pattern), to_expression(replacement))


def format_string(format, *cols):
    """printf style text."""
    return _call('format_string', e.literal(format), *[name_to_expression(col) for col in cols])


def format_number(col, d):
    """Thousands separated, d digits after the point."""
    return _call('format_number', name_to_expression(col), e.literal(d))


def decode(col, charset):
    """Text of bytes."""
    return _call('decode', name_to_expression(col), e.literal(charset))


def encode(col, charset):
    """Bytes of text."""
    return _call('encode', name_to_expression(col), e.literal(charset))


def array_contains(col, value):
    """Whether an array holds a value."""
    return _call('array_contains', name_to_expression(col), to_expression(value))


def sort_array(col, asc=True):
    """Items in order."""
    return _call('sort_array', name_to_expression(col), e.literal(asc))


def arrays_overlap(a1, a2):
    """Whether two arrays share an item."""
    return _call('arrays_overlap', name_to_expression(a1), name_to_expression(a2))


def array_join(col, delimiter, null_replacement=None):
    """Items as one text."""
    arguments = [name_to_expression(col), e.literal(delimiter)]
    return _call('array_join', *(arguments if null_replacement is None else arguments + [e.literal(null_replacement)]))


def array_position(col, value):
    """Position of an item, from 1; 0 when absent."""
    return _call('array_position', name_to_expression(col), e.literal(value))


def array_remove(col, element):
    """Without an item."""
    return _call('array_remove', name_to_expression(col), e.literal(element))


def array_repeat(col, count):
    """The value so many times."""
    argument = e.literal(count) if isinstance(count, int) else name_to_expression(count)
    return _call('array_repeat', name_to_expression(col), argument)


def array_sort(col):
    """Items in order, nulls last."""
    return _call('array_sort', name_to_expression(col))


def element_at(col, extraction):
    """Item at a position from 1, or by key."""
    return _call('element_at', name_to_expression(col), to_expression(extraction))


def sequence(start, stop, step=None):
    """Array from start to stop."""
    bounds = [start, stop] if step is None else [start, stop, step]
    return _call('sequence', *[name_to_expression(bound) for bound in bounds])


def slice(x, start, length):
    """Part of an array; `start` counts from 1."""
    arguments = [e.literal(value) if isinstance(value, int) else name_to_expression(value) for value in (start, length)]
    return _call('slice', name_to_expression(x), *arguments)


def get_json_object(col, path):
    """A value of JSON text by path."""
    return _call('get_json_object', name_to_expression(col), e.literal(path))


def json_tuple(col, *fields):
    """Fields of JSON text."""
    return _call('json_tuple', name_to_expression(col), *[e.literal(field) for field in fields])


def from_json(col, schema, options=None):
    """A struct of JSON text; `schema` is a type or DDL text."""
    if options:
        raise not_supported('functions.from_json with options')
    text = schema if isinstance(schema, str) else schema.json()
    return _call('from_json', name_to_expression(col), e.literal(text))


def to_json(col, options=None):
    """JSON text of a struct."""
    if options:
        raise not_supported('functions.to_json with options')
    return _call('to_json', name_to_expression(col))


def countDistinct(col, *cols):
    """Number of distinct values; rows with a null do not count."""
    return Column(e.function('count', [name_to_expression(c) for c in (col,) + cols], distinct=True))


count_distinct = countDistinct


def sumDistinct(col):
    """Sum of distinct values."""
    return Column(e.function('sum', [name_to_expression(col)], distinct=True))


sum_distinct = sumDistinct


def approx_count_distinct(col, rsd=None):
    """Number of distinct values, approximately."""
    arguments = [name_to_expression(col)]
    return _call('approx_count_distinct', *(arguments if rsd is None else arguments + [e.literal(rsd)]))


approxCountDistinct = approx_count_distinct


def first(col, ignorenulls=False):
    """The first value of a group."""
    arguments = [name_to_expression(col)]
    return _call('first', *(arguments + [e.literal(True)] if ignorenulls else arguments))


def last(col, ignorenulls=False):
    """The last value of a group."""
    arguments = [name_to_expression(col)]
    return _call('last', *(arguments + [e.literal(True)] if ignorenulls else arguments))


def max_by(col, ord):
    """The value where `ord` is largest."""
    return _call('max_by', name_to_expression(col), name_to_expression(ord))


def min_by(col, ord):
    """The value where `ord` is smallest."""
    return _call('min_by', name_to_expression(col), name_to_expression(ord))


def percentile_approx(col, percentage, accuracy=10000):
    """Approximate percentile; `percentage` is a number or a list."""
    if isinstance(percentage, (list, tuple)):
        wanted = e.function('array', [e.literal(value) for value in percentage])
    else:
        wanted = to_expression(percentage)
    return _call('percentile_approx', name_to_expression(col), wanted, to_expression(accuracy))


def _shift(name, col, count, default):
    arguments = [name_to_expression(col), e.literal(count)]
    return _call(name, *(arguments if default is None else arguments + [e.literal(default)]))


def lag(col, offset=1, default=None):
    """The value so many rows before."""
    return _shift('lag', col, offset, default)


def lead(col, offset=1, default=None):
    """The value so many rows after."""
    return _shift('lead', col, offset, default)


def ntile(n):
    """Number of the group when a partition is cut into n."""
    return _call('ntile', e.literal(n))


def nth_value(col, offset, ignoreNulls=False):
    """The value of the n-th row of the frame."""
    arguments = [name_to_expression(col), e.literal(offset)]
    return _call('nth_value', *(arguments + [e.literal(True)] if ignoreNulls else arguments))


def assert_true(col, errMsg=None):
    """Null when the condition holds; else the query fails."""
    arguments = [name_to_expression(col)]
    return _call('assert_true', *(arguments if errMsg is None else arguments + [to_expression(errMsg)]))


def raise_error(errMsg):
    """Makes the query fail."""
    return _call('raise_error', to_expression(errMsg))


def overlay(src, replace, pos, len=-1):
    """The text with `len` characters from `pos` (as many as `replace` has, without it) replaced."""
    numbers = [e.literal(value) if isinstance(value, int) else name_to_expression(value) for value in (pos, len)]
    return _call('overlay', name_to_expression(src), name_to_expression(replace), *numbers)


def sentences(string, language=None, country=None):
    """Sentences of a text, each an array of words."""
    zone = [e.literal('') if value is None else name_to_expression(value) for value in (language, country)]
    return _call('sentences', name_to_expression(string), *zone)


globals().update((function.__name__, function) for function in DATE_FUNCTIONS)
# Spark 2 does not have them, and star imports must leave Python's own filter alone there.
if not IS_SPARK_2:
    globals().update((function.__name__, function) for function in HIGHER_ORDER)


__all__ = sorted(
    name
    for name, value in list(globals().items())
    if callable(value)
    and not name.startswith('_')
    and getattr(value, '__module__', None) == __name__
)


# Found by name, but not by a star import.
for _name in ('bucket', 'days', 'hours', 'months', 'pandas_udf', 'udf', 'years'):
    globals()[_name] = unsupported_function('functions', _name)
