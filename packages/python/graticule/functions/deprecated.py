"""Earlier names of functions. Spark 3 warns of them, Spark 2 does not."""

import functools
import warnings

from graticule.compat import IS_SPARK_2

# Earlier name, version since which it is deprecated, name of today.
_RENAMED = (
    ('toDegrees', '2.1', 'degrees'),
    ('toRadians', '2.1', 'radians'),
    ('approxCountDistinct', '2.1', 'approx_count_distinct'),
    ('bitwiseNOT', '3.2', 'bitwise_not'),
    ('shiftLeft', '3.2', 'shiftleft'),
    ('shiftRight', '3.2', 'shiftright'),
    ('shiftRightUnsigned', '3.2', 'shiftrightunsigned'),
    ('sumDistinct', '3.2', 'sum_distinct'),
)


def deprecated_functions(functions):
    """The functions of today under their earlier names."""
    return {name: _renamed(name, since, functions[today]) for name, since, today in _RENAMED}


def _renamed(name, since, function):
    warning = 'Deprecated in %s, use %s instead.' % (since, function.__name__)

    @functools.wraps(function)
    def earlier(*args, **kwargs):
        if not IS_SPARK_2:
            warnings.warn(warning, FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    earlier.__name__ = earlier.__qualname__ = name
    return earlier
