"""Columns: expressions with Python operators."""

from graticule import expressions as e
from graticule.compat import IS_SPARK_2
from graticule.expression_text import expression_text
from pyspark.sql.types import DataType

__all__ = ['Column']


def to_expression(value):
    """The expression of a Column; any other value is a literal."""
    return value._expression if isinstance(value, Column) else e.literal(value)


def name_to_expression(value):
    """The expression of a Column, or of a column name."""
    if isinstance(value, Column):
        return value._expression
    if isinstance(value, str):
        return e.named(value)
    raise TypeError(
        'Invalid argument, not a string or column: %r of type %s. For column literals, use lit.' % (value, type(value))
    )


def _binary(name, doc):
    def operator(self, other):
        return Column(e.function(name, [self._expression, to_expression(other)]))

    operator.__doc__ = doc
    return operator


def _reflected(name):
    def operator(self, other):
        return Column(e.function(name, [to_expression(other), self._expression]))

    return operator


def _unary(name, doc):
    def operator(self):
        return Column(e.function(name, [self._expression]))

    operator.__doc__ = doc
    return operator


def _order(ascending, nulls_first, doc):
    def method(self):
        return Column(e.sort_order(self._expression, ascending, nulls_first))

    method.__doc__ = doc
    return method


class Column(object):
    """An expression over the columns of a frame. Operands that are not Columns become literals."""

    # numpy values on the left must leave the operation to us.
    __array_ufunc__ = None

    def __init__(self, expression):
        self._expression = expression

    __add__ = _binary('+', 'Sum.')
    __sub__ = _binary('-', 'Difference.')
    __mul__ = _binary('*', 'Product.')
    __truediv__ = _binary('/', 'Quotient; a double also for integers; null when divided by zero.')
    __div__ = __truediv__
    __mod__ = _binary('%', 'Remainder with the sign of the left side.')
    __pow__ = _binary('power', 'Power.')
    # As in PySpark, a sum or product with a number on the left is named with the number on the right.
    __radd__ = _binary('+', 'Sum.')
    __rsub__ = _reflected('-')
    __rmul__ = _binary('*', 'Product.')
    __rtruediv__ = _reflected('/')
    __rdiv__ = __rtruediv__
    __rmod__ = _reflected('%')
    __rpow__ = _reflected('power')
    __neg__ = _unary('negative', 'The number with the other sign.')

    __eq__ = _binary('==', 'Equality; null when a side is null.')
    __lt__ = _binary('<', 'Less than.')
    __le__ = _binary('<=', 'At most.')
    __gt__ = _binary('>', 'Greater than.')
    __ge__ = _binary('>=', 'At least.')
    eqNullSafe = _binary('<=>', 'Equality where null equals null.')
    __and__ = _binary('and', 'Both are true.')
    __or__ = _binary('or', 'One is true.')
    __rand__ = _binary('and', 'Both are true.')
    __ror__ = _binary('or', 'One is true.')
    __invert__ = _unary('not', 'Not true.')
    bitwiseAND = _binary('&', 'Bits set in both.')
    bitwiseOR = _binary('|', 'Bits set in one.')
    bitwiseXOR = _binary('^', 'Bits set in exactly one.')

    isNull = _unary('isnull', 'True for null.')
    isNotNull = _unary('isnotnull', 'True for anything but null.')
    like = _binary('like', 'SQL LIKE pattern.')
    rlike = _binary('rlike', 'Java regular expression, found anywhere.')
    ilike = _binary('ilike', 'SQL LIKE pattern without regard to case.')
    startswith = _binary('startswith', 'Text begins with.')
    endswith = _binary('endswith', 'Text ends with.')
    contains = _binary('contains', 'Text contains.')

    asc = _order(True, None, 'Ascending, nulls first.')
    asc_nulls_first = _order(True, True, 'Ascending, nulls first.')
    asc_nulls_last = _order(True, False, 'Ascending, nulls last.')
    desc = _order(False, None, 'Descending, nulls last.')
    desc_nulls_first = _order(False, True, 'Descending, nulls first.')
    desc_nulls_last = _order(False, False, 'Descending, nulls last.')

    def __ne__(self, other):
        """Inequality; null when a side is null."""
        return ~(self == other)

    __hash__ = None

    def __contains__(self, item):
        raise ValueError(
            "Cannot apply 'in' operator against a column: please use 'contains' in a string column or 'array_contains' "
            'function for an array column.'
        )

    def __bool__(self):
        raise ValueError(
            "Cannot convert column into bool: please use '&' for 'and', '|' for 'or', '~' for 'not' when building "
            'DataFrame boolean expressions.'
        )

    __nonzero__ = __bool__

    def __getitem__(self, key):
        """Item or field; a slice is a substring (start and length)."""
        if isinstance(key, slice):
            if key.step is not None:
                raise ValueError('slice with step is not supported.')
            return self.substr(key.start, key.stop)
        return Column(e.extract(self._expression, to_expression(key)))

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return self[name]

    def __iter__(self):
        raise TypeError('Column is not iterable')

    def getItem(self, key):
        """Item at a position (from 0) of an array, or by key of a map; null when it is not there."""
        return self[key]

    def getField(self, name):
        """A field of a struct."""
        return self[name]

    def alias(self, *alias, **kwargs):
        """The column under a new name; `metadata=dict` replaces its metadata. Several names only for generators."""
        metadata = kwargs.pop('metadata', None)
        if kwargs:
            raise TypeError('Unexpected kwargs where passed: %s' % kwargs)
        if metadata is not None and len(alias) != 1:
            raise ValueError('metadata can only be provided for a single column')
        return Column(e.alias(self._expression, alias, metadata))

    name = alias

    def cast(self, dataType):
        """The value converted to a type (object or DDL text); null where that is not possible."""
        if not isinstance(dataType, (DataType, str)):
            raise TypeError('unexpected type: %s' % type(dataType))
        return Column(e.cast(self._expression, dataType))

    astype = cast

    def isin(self, *cols):
        """True when equal to one of the values (also given as one list)."""
        if len(cols) == 1 and isinstance(cols[0], (list, set, tuple, frozenset)):
            cols = tuple(cols[0])
        return Column(e.function('in', [self._expression] + [to_expression(value) for value in cols]))

    def between(self, lowerBound, upperBound):
        """Between both bounds, inclusive."""
        return (self >= lowerBound) & (self <= upperBound)

    def substr(self, startPos, length):
        """Part of a text; `startPos` counts from 1. Both arguments are int, or both Column."""
        if type(startPos) is not type(length):
            raise TypeError(
                'startPos and length must be the same type. Got {0} and {1}, respectively.'.format(
                    type(startPos), type(length)
                )
            )
        if not isinstance(startPos, (int, Column)):
            raise TypeError('Unexpected type: %s' % type(startPos))
        return Column(e.function('substring', [self._expression, to_expression(startPos), to_expression(length)]))

    def when(self, condition, value):
        """One more branch of `functions.when`."""
        if not isinstance(condition, Column):
            raise TypeError('condition should be a Column')
        arguments = self._open_case('when')
        return Column(e.function('when', arguments + [condition._expression, to_expression(value)]))

    def otherwise(self, value):
        """The value when no branch applies; without it null."""
        return Column(e.function('when', self._open_case('otherwise') + [to_expression(value)]))

    def _open_case(self, method):
        call = self._expression.get('unresolvedFunction', {})
        if call.get('functionName') != 'when':
            raise _illegal('%s() can only be applied on a Column previously generated by when() function' % method)
        if len(call['arguments']) % 2:
            raise _illegal('%s() cannot be applied once otherwise() is applied' % method)
        return call['arguments']

    def withField(self, fieldName, col):
        """The struct with a field added or replaced; dots reach into nested structs."""
        if not isinstance(fieldName, str):
            raise TypeError('fieldName should be a string')
        if not isinstance(col, Column):
            raise TypeError('col should be a Column')
        return Column(e.with_field(self._expression, fieldName, col._expression))

    def dropFields(self, *fieldNames):
        """The struct without some fields."""
        expression = self._expression
        for name in fieldNames:
            expression = e.with_field(expression, name, None)
        return Column(expression)

    def over(self, window):
        """The function over a window."""
        from pyspark.sql.window import WindowSpec

        if not isinstance(window, WindowSpec):
            raise TypeError('window should be WindowSpec')
        return Column(e.window(self._expression, window._partition_by, window._order_by, window._frame))

    def __repr__(self):
        text = expression_text(self._expression)
        return "Column<b'%s'>" % text if IS_SPARK_2 else "Column<'%s'>" % text


def _illegal(message):
    from pyspark.sql.utils import IllegalArgumentException

    return IllegalArgumentException(message)
