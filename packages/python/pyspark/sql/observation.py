"""Aggregates of the rows that a frame has."""

from pyspark.sql.column import Column

__all__ = ['Observation']


class Observation(object):
    """Given to `DataFrame.observe`; `get` has the values. They are computed when they are asked for."""

    def __init__(self, name=None):
        if name is not None:
            if not isinstance(name, str):
                raise TypeError('name should be a string')
            if name == '':
                raise ValueError('name should not be empty')
        self._name = name
        self._frame = None
        self._exprs = ()
        self._values = None

    def _on(self, frame, *exprs):
        assert exprs, 'exprs should not be empty'
        assert all(isinstance(expr, Column) for expr in exprs), 'all exprs should be Column'
        assert self._frame is None, 'an Observation can be used with a DataFrame only once'
        # Fails on the line that observes when the aggregates make no sense.
        self._frame, self._exprs = frame.agg(*exprs), exprs
        return frame._plain()

    @property
    def get(self):
        """A dict of the names of the aggregates and their values."""
        assert self._frame is not None, 'call DataFrame.observe'
        if self._values is None:
            self._values = self._frame.first().asDict()
        return self._values
