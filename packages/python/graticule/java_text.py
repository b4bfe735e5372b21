"""Python values as Java's toString writes them, which is what a column of text makes of other values."""

import decimal
import math


def java_text(value):
    """The text of a number, bool, list or dict of them. Raises TypeError for what Java has no readable text for."""
    if value is None:
        return 'null'
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, decimal.Decimal) and value.is_finite():
        return str(value)
    if type(value) is list:
        return '[%s]' % ', '.join(java_text(item) for item in value)
    if isinstance(value, dict):
        return '{%s}' % ', '.join('%s=%s' % (java_text(key), java_text(item)) for key, item in value.items())
    raise TypeError('StringType can not accept object %r in type %s' % (value, type(value)))


def double_text(value):
    """Double.toString: 1.0, 1.0E10, 1.0E-5, NaN, Infinity."""
    if math.isnan(value):
        return 'NaN'
    if math.isinf(value):
        return 'Infinity' if value > 0 else '-Infinity'
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    sign, digits, exponent = decimal.Decimal(repr(value)).as_tuple()
    text = ''.join(map(str, digits)).rstrip('0') or '0'
    return '%s%s.%sE%d' % ('-' if sign else '', text[0], text[1:] or '0', exponent + len(digits) - 1)
