"""Functions of numbers."""

from graticule.functions.call import call, column, literal, publish
from graticule.told_condition import told_condition
from pyspark.sql.column import Column


def log(arg1, arg2=None):
    """Natural logarithm of a column; with two arguments the logarithm of the second to the base of the first."""
    if arg2 is None:
        return call('ln', column(arg1))
    return call('log', literal(float(arg1)), column(arg2))


def round(col, scale=0):
    """Rounded half up to `scale` digits."""
    return call('round', column(col), literal(scale))


def bround(col, scale=0):
    """Rounded half even to `scale` digits."""
    return call('bround', column(col), literal(scale))


def conv(col, fromBase, toBase):
    """Digits of a number in another base."""
    return call('conv', column(col), literal(fromBase), literal(toBase))


def shiftleft(col, numBits):
    """Bits shifted left."""
    return call('shiftleft', column(col), literal(numBits))


def shiftright(col, numBits):
    """Bits shifted right, keeping the sign."""
    return call('shiftright', column(col), literal(numBits))


def shiftrightunsigned(col, numBits):
    """Bits shifted right, filling with zeros."""
    return call('shiftrightunsigned', column(col), literal(numBits))


def greatest(*cols):
    """Largest value, nulls skipped; at least two columns."""
    return _of_several('greatest', cols)


def least(*cols):
    """Smallest value, nulls skipped; at least two columns."""
    return _of_several('least', cols)


def _of_several(name, cols):
    if len(cols) < 2:
        raise ValueError('%s should take at least two columns' % name)
    return call(name, *[column(col) for col in cols])


def rand(seed=None):
    """Random doubles from 0 to 1."""
    return call('rand', *([] if seed is None else [literal(seed)]))


def randn(seed=None):
    """Random doubles of the normal distribution."""
    return call('randn', *([] if seed is None else [literal(seed)]))


_SHA2_BITS = (0, 224, 256, 384, 512)


def sha2(col, numBits):
    """SHA-2 of 224, 256, 384 or 512 bits (0: 256) as hexadecimal text."""
    if numBits not in _SHA2_BITS:
        from pyspark.sql.utils import IllegalArgumentException

        raise IllegalArgumentException(
            'requirement failed: numBits %s is not in the permitted values (0, 224, 256, 384, 512)' % numBits
        )
    return call('sha2', column(col), literal(numBits))


def assert_true(col, errMsg=None):
    """Null when the condition holds; else the query fails."""
    if errMsg is None:
        condition = column(col)
        return call('assert_true', condition, literal("'%s' is not true!" % told_condition(condition)))
    return call('assert_true', column(col), _message(errMsg))


def raise_error(errMsg):
    """Makes the query fail."""
    return call('raise_error', _message(errMsg))


def _message(message):
    if not isinstance(message, (str, Column)):
        raise TypeError('errMsg should be a Column or a str, got {}'.format(type(message)))
    return literal(message) if isinstance(message, str) else message._expression


FUNCTIONS = publish(globals())
