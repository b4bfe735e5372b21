"""Groups of a frame."""

from graticule import expressions as e
from graticule import relations as r
from graticule.map_order import spark_order
from graticule.unsupported import unsupported_method
from pyspark.sql.column import Column
from pyspark.sql.types import NumericType

__all__ = ['GroupedData']

#: A pivot over no values.
_NO_COLUMNS = object()
_OTHER_NAMES = {'average': 'avg', 'mean': 'avg', 'std': 'stddev'}


class GroupedData(object):
    """What `groupBy` gives: aggregates make a frame of it."""

    def __init__(self, frame, keys, kind, pivot=None):
        self._frame = frame
        self._keys = keys
        self._kind = kind
        self._pivot = pivot

    def agg(self, *exprs):
        """Columns of the keys, then the aggregates: Columns, or one dict of column name and function name."""
        assert exprs, 'exprs should not be empty'
        if len(exprs) == 1 and isinstance(exprs[0], dict):
            calls = [self._named_call(exprs[0][column], column) for column in spark_order(exprs[0])]
            return self._aggregate(calls)
        assert all(isinstance(expr, Column) for expr in exprs), 'all exprs should be Column'
        return self._aggregate([expr._expression for expr in exprs])

    def count(self):
        """Rows of every group, as the column `count`."""
        return self._aggregate([e.alias(e.function('count', [e.literal(1)]), ['count'])])

    def avg(self, *cols):
        """Mean of columns; of every numeric one without arguments."""
        return self._numeric('avg', cols)

    mean = avg

    def max(self, *cols):
        """Largest value of columns; of every numeric one without arguments."""
        return self._numeric('max', cols)

    def min(self, *cols):
        """Smallest value of columns; of every numeric one without arguments."""
        return self._numeric('min', cols)

    def sum(self, *cols):
        """Sum of columns; of every numeric one without arguments."""
        return self._numeric('sum', cols)

    def pivot(self, pivot_col, values=None):
        """One column for every value of a column, for those in `values` if they are given."""
        if isinstance(pivot_col, Column):
            raise TypeError('Column is not iterable')
        if self._kind != 'GROUPBY' or self._pivot:
            raise TypeError('pivot is only possible once, after groupBy')
        if values is None:
            # Spark looks up the values here: a column that is missing is told now.
            self._frame.select(pivot_col)
        if values is not None and not values:
            # No values, no columns: the keys alone.
            return GroupedData(self._frame, self._keys, 'GROUPBY', _NO_COLUMNS)
        pivot = {'col': e.named(pivot_col), 'values': [e.literal(value)['literal'] for value in values or ()]}
        return GroupedData(self._frame, self._keys, 'PIVOT', pivot)

    apply = unsupported_method('GroupedData', 'apply', lambda self, udf: None)
    applyInPandas = unsupported_method('GroupedData', 'applyInPandas', lambda self, func, schema: None)
    cogroup = unsupported_method('GroupedData', 'cogroup', lambda self, other: None)

    def _numeric(self, function, cols):
        cols = list(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else list(cols)
        if cols:
            self._check_numeric(cols)
        else:
            keys = set(_attribute_name(key) for key in self._keys)
            cols = [
                '`%s`' % field.name.replace('`', '``')
                for field in self._frame.schema.fields
                if isinstance(field.dataType, NumericType) and field.name.lower() not in keys
            ]
        return self._aggregate([e.function(function, [e.attribute(col)]) for col in cols])

    def _check_numeric(self, cols):
        from pyspark.sql.utils import AnalysisException

        types = {field.name.lower(): field.dataType for field in self._frame.schema.fields}
        for col in cols:
            data_type = types.get(col.strip('`').lower())
            if data_type is not None and not isinstance(data_type, NumericType):
                raise AnalysisException(
                    '"%s" is not a numeric column. Aggregation function can only be applied on a numeric column.' % col
                )

    def _named_call(self, function, column):
        """A function named in a dict: the column comes from the frame, the name of the result from what was written."""
        name = _OTHER_NAMES.get(function.lower(), function.lower())
        if column != '*':
            return e.called(name, [self._frame[column]._expression])
        return e.called('count', [e.literal(1)]) if name in ('count', 'size') else e.called(name, [e.star()])

    def _aggregate(self, calls):
        frame = self._frame
        if self._pivot is _NO_COLUMNS:
            # What is wrong with the calls is told nevertheless.
            frame._derive(r.aggregate(frame._relation, self._keys, calls))
            return frame._derive(r.aggregate(frame._relation, self._keys, []))
        return frame._derive(r.aggregate(frame._relation, self._keys, calls, self._kind, self._pivot))


def _attribute_name(key):
    return key.get('unresolvedAttribute', {}).get('unparsedIdentifier', '').strip('`').lower()
