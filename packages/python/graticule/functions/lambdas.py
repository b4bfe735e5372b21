"""Functions over arrays and maps that take a Python function of Columns: it is called once, with variables."""

import inspect
import itertools

from graticule import expressions as e
from graticule.functions.call import publish
from pyspark.sql.column import Column, name_to_expression

_NAMES = ('x', 'y', 'z')
_numbers = itertools.count()


def _lambda(function):
    """A Python function as a lambda expression; its variables get names that no other lambda has."""
    parameters = inspect.signature(function).parameters.values()
    if not 1 <= len(parameters) <= 3:
        raise ValueError('f should take between 1 and 3 arguments, but provided function takes %d' % len(parameters))
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if not all(parameter.kind in kinds for parameter in parameters):
        raise ValueError('f should use only POSITIONAL or POSITIONAL OR KEYWORD arguments')
    variables = ['%s_%d' % (name, next(_numbers)) for name in _NAMES[: len(parameters)]]
    result = function(*[Column(e.lambda_variable(name)) for name in variables])
    if not isinstance(result, Column):
        raise ValueError('f should return Column, got %s' % type(result))
    return e.lambda_function(variables, result._expression)


def _call(name, columns, functions):
    arguments = [name_to_expression(column) for column in columns]
    return Column(e.function(name, arguments + [_lambda(function) for function in functions]))


def transform(col, f):
    """An array of `f` of each item; `f` may take the item's position (from 0) as well."""
    return _call('transform', [col], [f])


def exists(col, f):
    """Whether `f` is true for an item."""
    return _call('exists', [col], [f])


def forall(col, f):
    """Whether `f` is true for all items."""
    return _call('forall', [col], [f])


def filter(col, f):
    """The items for which `f` is true; `f` may take the item's position (from 0) as well."""
    return _call('filter', [col], [f])


def aggregate(col, initialValue, merge, finish=None):
    """A value built from `initialValue` by `merge(value, item)` for each item, and at last `finish(value)`."""
    return _call('aggregate', [col, initialValue], [merge] if finish is None else [merge, finish])


def zip_with(left, right, f):
    """An array of `f` of the items of two arrays; the shorter one is filled with nulls."""
    return _call('zip_with', [left, right], [f])


def transform_keys(col, f):
    """A map with the keys `f(key, value)`."""
    return _call('transform_keys', [col], [f])


def transform_values(col, f):
    """A map with the values `f(key, value)`."""
    return _call('transform_values', [col], [f])


def map_filter(col, f):
    """The entries of a map for which `f(key, value)` is true."""
    return _call('map_filter', [col], [f])


def map_zip_with(col1, col2, f):
    """A map with the keys of both and the values `f(key, value1, value2)`."""
    return _call('map_zip_with', [col1, col2], [f])


FUNCTIONS = publish(globals())
