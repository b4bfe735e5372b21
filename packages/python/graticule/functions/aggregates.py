"""Functions of groups and windows that take plain values."""

from graticule import expressions as e
from graticule.compat import IS_SPARK_2
from graticule.functions.call import call, column, columns, literal, publish, value
from pyspark.sql.column import Column


def count(col):
    """Number of values that are not null; `*` counts rows."""
    return call('count', literal(1) if isinstance(col, str) and col == '*' else column(col))


def count_distinct(col, *cols):
    """Number of distinct values; rows with a null do not count."""
    return Column(e.function('count', columns((col,) + cols), distinct=True))


def countDistinct(col, *cols):
    """As `count_distinct`."""
    return count_distinct(col, *cols)


def sum_distinct(col):
    """Sum of distinct values."""
    return Column(e.function('sum', [column(col)], distinct=True))


def approx_count_distinct(col, rsd=None):
    """Number of distinct values, approximately; `rsd` is the relative deviation allowed."""
    return call('approx_count_distinct', *([column(col)] + ([] if rsd is None else [literal(float(rsd))])))


def first(col, ignorenulls=False):
    """The first value of a group."""
    return call('first', *([column(col)] + ([literal(True)] if ignorenulls else [])))


def last(col, ignorenulls=False):
    """The last value of a group."""
    return call('last', *([column(col)] + ([literal(True)] if ignorenulls else [])))


def max_by(col, ord):
    """The value where `ord` is largest."""
    return call('max_by', column(col), column(ord))


def min_by(col, ord):
    """The value where `ord` is smallest."""
    return call('min_by', column(col), column(ord))


def percentile_approx(col, percentage, accuracy=10000):
    """Approximate percentile; `percentage` is a number, a list of them or a Column."""
    if isinstance(percentage, (list, tuple)):
        wanted = e.function('array', [literal(item) for item in percentage])
    else:
        wanted = value(percentage)
    return call('percentile_approx', column(col), wanted, value(accuracy))


def _shift(name, col, count, default):
    return call(name, *([column(col), literal(count)] + ([] if default is None else [literal(default)])))


if IS_SPARK_2:

    def lag(col, count=1, default=None):
        """The value so many rows before."""
        return _shift('lag', col, count, default)

    def lead(col, count=1, default=None):
        """The value so many rows after."""
        return _shift('lead', col, count, default)

else:

    def lag(col, offset=1, default=None):
        """The value so many rows before."""
        return _shift('lag', col, offset, default)

    def lead(col, offset=1, default=None):
        """The value so many rows after."""
        return _shift('lead', col, offset, default)


def ntile(n):
    """Number of the group when a partition is cut into n."""
    return call('ntile', literal(int(n)))


def nth_value(col, offset, ignoreNulls=False):
    """The value of the n-th row of the frame."""
    return call('nth_value', *([column(col), literal(offset)] + ([literal(True)] if ignoreNulls else [])))


FUNCTIONS = publish(globals())
