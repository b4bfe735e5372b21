"""What the functions are built from: calls by name, their arguments, and which of a module's functions are public."""

import inspect

from graticule import expressions as e
from pyspark.sql.column import Column, name_to_expression, to_expression

MODULE = 'pyspark.sql.functions'

column = name_to_expression
value = to_expression
literal = e.literal


def call(name, *arguments):
    """A Column that calls the engine's function `name`."""
    return Column(e.function(name, arguments))


def columns(cols):
    """Expressions of names and Columns."""
    return [name_to_expression(col) for col in cols]


def listed(cols):
    """Arguments that may also be given as one list."""
    if len(cols) == 1 and isinstance(cols[0], (list, set, tuple)):
        return list(cols[0])
    return list(cols)


def number_or_column(argument):
    """A plain whole number, a column name or a Column."""
    return literal(argument) if isinstance(argument, int) else name_to_expression(argument)


def publish(namespace):
    """The public functions that a module defines, which say from now on that they are of `pyspark.sql.functions`."""
    own = {
        name: function
        for name, function in namespace.items()
        if inspect.isfunction(function) and not name.startswith('_') and function.__module__ == namespace['__name__']
    }
    for function in own.values():
        function.__module__ = MODULE
    return own
