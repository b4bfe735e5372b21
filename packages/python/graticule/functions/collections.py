"""Functions of arrays and maps that take plain values."""

from graticule.functions.call import call, column, columns, listed, literal, number_or_column, publish, value


def array_contains(col, value):
    """Whether an array holds a value."""
    return call('array_contains', column(col), _value(value))


def sort_array(col, asc=True):
    """Items in order."""
    return call('sort_array', column(col), literal(asc))


def arrays_overlap(a1, a2):
    """Whether two arrays share an item."""
    return call('arrays_overlap', column(a1), column(a2))


def array_join(col, delimiter, null_replacement=None):
    """Items as one text."""
    arguments = [column(col), literal(delimiter)]
    return call('array_join', *(arguments if null_replacement is None else arguments + [literal(null_replacement)]))


def array_position(col, value):
    """Position of an item, from 1; 0 when absent."""
    return call('array_position', column(col), _value(value))


def array_remove(col, element):
    """Without an item."""
    return call('array_remove', column(col), _value(element))


def array_repeat(col, count):
    """The value so many times."""
    return call('array_repeat', column(col), number_or_column(count))


def array_sort(col):
    """Items in order, nulls last."""
    return call('array_sort', column(col))


def element_at(col, extraction):
    """Item at a position from 1, or by key."""
    return call('element_at', column(col), _value(extraction))


def sequence(start, stop, step=None):
    """Array from start to stop."""
    return call('sequence', *columns([start, stop] if step is None else [start, stop, step]))


def slice(x, start, length):
    """Part of an array; `start` counts from 1."""
    return call('slice', column(x), number_or_column(start), number_or_column(length))


def map_concat(*cols):
    """Maps joined."""
    return call('map_concat', *columns(listed(cols)))


# `value` is the name of a parameter here.
_value = value

FUNCTIONS = publish(globals())
