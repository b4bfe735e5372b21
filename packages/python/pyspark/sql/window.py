"""Windows for `Column.over`."""

from graticule import expressions as e
from pyspark.sql.column import name_to_expression

__all__ = ['Window', 'WindowSpec']

_UNBOUNDED_PRECEDING = -(1 << 63)
_UNBOUNDED_FOLLOWING = (1 << 63) - 1


def _expressions(cols):
    if len(cols) == 1 and isinstance(cols[0], (list, tuple)):
        cols = cols[0]
    return [name_to_expression(col) for col in cols]


class WindowSpec(object):
    """Partition, order and frame of a window; every method returns a new one."""

    def __init__(self, partition_by=(), order_by=(), frame=None):
        self._partition_by = partition_by
        self._order_by = order_by
        self._frame = frame

    def partitionBy(self, *cols):
        """Rows with equal values form one partition."""
        return WindowSpec(_expressions(cols), self._order_by, self._frame)

    def orderBy(self, *cols):
        """Order inside a partition."""
        return WindowSpec(self._partition_by, _expressions(cols), self._frame)

    def rowsBetween(self, start, end):
        """Frame by row offsets, both inclusive; 0 is the current row."""
        return self._between('ROW', start, end)

    def rangeBetween(self, start, end):
        """Frame by offsets of the order value, both inclusive."""
        return self._between('RANGE', start, end)

    def _between(self, kind, start, end):
        lower = None if start <= _UNBOUNDED_PRECEDING else start
        upper = None if end >= _UNBOUNDED_FOLLOWING else end
        return WindowSpec(self._partition_by, self._order_by, e.window_frame(kind, lower, upper))


class Window(WindowSpec):
    """Where a window starts: ``Window.partitionBy('a').orderBy('b')``; ``Window()`` works too."""

    unboundedPreceding = _UNBOUNDED_PRECEDING
    unboundedFollowing = _UNBOUNDED_FOLLOWING
    currentRow = 0

    partitionBy = staticmethod(lambda *cols: WindowSpec().partitionBy(*cols))
    orderBy = staticmethod(lambda *cols: WindowSpec().orderBy(*cols))
    rowsBetween = staticmethod(lambda start, end: WindowSpec().rowsBetween(start, end))
    rangeBetween = staticmethod(lambda start, end: WindowSpec().rangeBetween(start, end))
