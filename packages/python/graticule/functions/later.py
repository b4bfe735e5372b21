"""Functions that PySpark got after 3.3 and the engine has: by name in the module, but not brought by a star import."""

import inspect
import re

from graticule.functions.call import MODULE, call, column, value

# `name(parameters) doc`: columns, `name?` when they may be left out, `*name` for any number; `name!` is a plain value or a
# Column, with `=` its default.
_TABLE = """
any_value(col, ignoreNulls?!) Some value of the group.
approx_percentile(col, percentage!, accuracy!=10000) Approximate percentile.
array_agg(col) All values as an array.
array_size(col) Number of items; null for null.
bit_and(col) Bits set in all values.
bit_count(col) Number of bits set.
bit_get(col, pos) The bit at a position, from 0 on the right.
bit_or(col) Bits set in some value.
bit_xor(col) Bits set in an odd number of values.
bool_and(col) Whether all values are true.
bool_or(col) Whether a value is true.
btrim(str, trim?) Without blanks, or the characters of `trim`, at both ends.
cardinality(col) Number of items; -1 for null.
ceiling(col, scale?!) Smallest number not below, whole or with `scale` digits.
char(col) The character of a code.
char_length(str) Length in characters.
character_length(str) Length in characters.
contains(left, right) Whether a text holds another.
count_if(col) Number of rows where the condition is true.
curdate() Date at the start of the query.
current_timezone() Time zone of the session.
date_diff(end, start) Days from `start` to `end`.
date_from_unix_date(days) The date of days since 1970-01-01.
date_part(field, source) A part of a date or time; the field is a literal.
dateadd(start, days!) The date so many days later.
datepart(field, source) A part of a date or time; the field is a literal.
day(col) Day of the month.
e() Euler's number.
elt(*inputs) The text at a position, from 1: the first argument.
endswith(str, suffix) Whether a text ends with another.
every(col) Whether all values are true.
extract(field, source) A part of a date or time; the field is a literal.
find_in_set(str, str_array) Position in a text of parts separated by commas, from 1.
first_value(col, ignoreNulls?!) The first value of a group.
getbit(col, pos) The bit at a position, from 0 on the right.
ifnull(col1, col2) The second when the first is null.
ilike(str, pattern, escapeChar?) SQL LIKE pattern without regard to case.
inline(col) One row per struct of an array.
inline_outer(col) One row per struct of an array, one with nulls when there is none.
isnotnull(col) True for anything but null.
json_array_length(col) Number of items of a JSON array.
json_object_keys(col) Names of a JSON object.
last_value(col, ignoreNulls?!) The last value of a group.
lcase(str) Lower case.
left(str, len) The first characters.
like(str, pattern, escapeChar?) SQL LIKE pattern.
ln(col) Natural logarithm.
make_timestamp(years, months, days, hours, mins, secs, timezone?) The timestamp of its parts.
map_contains_key(col, value!) Whether a map has a key.
median(col) Middle value.
mode(col) Most frequent value.
named_struct(*cols) Struct of alternating names and values.
negative(col) The number with the other sign.
now() Time at the start of the query.
nullif(col1, col2) Null when both are equal, else the first.
nvl(col1, col2) The second when the first is null.
nvl2(col1, col2, col3) The second when the first is not null, else the third.
parse_url(url, partToExtract, key?) A part of a URL.
percentile(col, percentage!, frequency!=1) Exact percentile.
pi() The number pi.
pmod(dividend, divisor) Remainder that is never negative.
position(substr, str, start?) Position of a text, from 1; 0 when absent.
positive(col) The number itself.
printf(format, *cols) printf style text.
regexp(str, regexp) Whether a Java regular expression is found.
regexp_extract_all(str, regexp, idx?!) A group of every match.
regexp_like(str, regexp) Whether a Java regular expression is found.
regr_avgx(y, x) Mean of x where both are there.
regr_avgy(y, x) Mean of y where both are there.
regr_count(y, x) Number of rows where both are there.
regr_intercept(y, x) Where the regression line meets x = 0.
regr_r2(y, x) Coefficient of determination.
regr_slope(y, x) Slope of the regression line.
regr_sxx(y, x) Sum of squared deviations of x.
regr_sxy(y, x) Sum of products of the deviations.
regr_syy(y, x) Sum of squared deviations of y.
replace(src, search, replace?) All occurrences of a text replaced.
right(str, len) The last characters.
rlike(str, regexp) Whether a Java regular expression is found.
sha(col) SHA-1 as hexadecimal text.
sign(col) Sign as a double.
some(col) Whether a value is true.
split_part(src, delimiter, partNum) A part of a text between delimiters, from 1.
stack(*cols) Values dealt out to so many rows: the first argument.
startswith(str, prefix) Whether a text begins with another.
std(col) Sample standard deviation.
str_to_map(text, pairDelim?, keyValueDelim?) Map of a text of pairs.
substr(str, pos, len?) Part of a text; `pos` counts from 1.
timestamp_micros(col) Timestamp of microseconds since 1970-01-01 UTC.
timestamp_millis(col) Timestamp of milliseconds since 1970-01-01 UTC.
to_unix_timestamp(timestamp, format?) Seconds since 1970-01-01 UTC.
try_element_at(col, extraction) Item at a position from 1 or by key; null when it is not there.
typeof(col) The type as text.
ucase(str) Upper case.
unix_date(col) Days since 1970-01-01.
unix_micros(col) Microseconds since 1970-01-01 UTC.
unix_millis(col) Milliseconds since 1970-01-01 UTC.
unix_seconds(col) Seconds since 1970-01-01 UTC.
weekday(col) Day of the week, 0 is Monday.
width_bucket(v, min, max, numBucket!) Number of the bucket of equal width.
"""
_LINE = re.compile(r'(\w+)\((.*?)\) (.*)')


def later_functions():
    """The functions of the table by name."""
    return {name: _function(name, parameters, doc) for name, parameters, doc in _LINE.findall(_TABLE)}


def _function(name, parameters, doc):
    kinds = [_parameter(text) for text in parameters.split(', ') if text]
    signature = inspect.Signature([parameter for parameter, _ in kinds])
    converters = {parameter.name: convert for parameter, convert in kinds}

    def function(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        arguments = []
        for given, argument in bound.arguments.items():
            if isinstance(argument, tuple) and signature.parameters[given].kind == inspect.Parameter.VAR_POSITIONAL:
                arguments += [column(item) for item in argument]
            elif argument is not None:
                arguments.append(converters[given](argument))
        return call(name, *arguments)

    function.__signature__ = signature
    function.__name__ = function.__qualname__ = name
    function.__module__ = MODULE
    function.__doc__ = doc
    return function


def _parameter(text):
    """(parameter, what makes an expression of its argument) of `name`, `name?`, `*name`, `name!` and `name!=default`."""
    text, _, default = text.partition('=')
    name = text.strip('*?!')
    if text.startswith('*'):
        return inspect.Parameter(name, inspect.Parameter.VAR_POSITIONAL), column
    given = int(default) if default else None if '?' in text else inspect.Parameter.empty
    parameter = inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=given)
    return parameter, _plain if '!' in text else column


def _plain(argument):
    """A plain value (a list becomes an array) or a Column."""
    if isinstance(argument, (list, tuple)):
        return call('array', *[value(item) for item in argument])._expression
    return value(argument)
