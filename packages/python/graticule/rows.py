"""Typed JSON rows: how values travel as JSON, decided by the schema.

========== ====================================================================
type        JSON
========== ====================================================================
integers    number; a long beyond 2**53 in size may be a string of digits
float       number, or "NaN", "Infinity", "-Infinity"
decimal     string
date        days since 1970-01-01
interval    microseconds (day to second), by the rule of long
timestamp   microseconds since 1970-01-01 UTC, by the rule of long
binary      base64
struct      array of its values
map         array of [key, value]
========== ====================================================================

null is null everywhere. A row is an array of its values.
"""

import base64
import datetime
import decimal

from pyspark.sql import types as t

from graticule.unreadable import UnreadableType

_EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()
_SAFE = 1 << 53
_MICROSECOND = datetime.timedelta(microseconds=1)


def decoder(schema, zone):
    """A function from a list of JSON values to the Row of a StructType."""
    names = schema.names
    converters = [_decoder(field.dataType, zone) for field in schema.fields]
    make = t.Row

    if any(converters):

        def decode(values):
            row = make(
                *[
                    value if convert is None or value is None else convert(value)
                    for convert, value in zip(converters, values)
                ]
            )
            row.__fields__ = names
            return row

    else:

        def decode(values):
            row = make(*values)
            row.__fields__ = names
            return row

    return decode


def _decoder(data_type, zone):
    """A converter for values that are not None; None when JSON already gives the Python value."""
    cls = type(data_type)
    if cls in (t.FloatType, t.DoubleType):
        return float
    if cls in (t.LongType,):
        return int
    if cls is t.TimestampType:
        from_micros = zone.from_micros
        return lambda value: from_micros(int(value))
    if cls is t.DateType:
        return lambda value: datetime.date.fromordinal(value + _EPOCH_ORDINAL)
    if cls is t.DayTimeIntervalType:
        return lambda value: int(value) * _MICROSECOND
    if cls is UnreadableType:
        raise ValueError('Could not parse datatype: %s' % data_type.simpleString())
    if cls is t.DecimalType:
        return decimal.Decimal
    if cls is t.BinaryType:
        return lambda value: bytearray(base64.b64decode(value))
    if cls is t.ArrayType:
        element = _decoder(data_type.elementType, zone)
        if element is None:
            return None
        return lambda values: [None if value is None else element(value) for value in values]
    if cls is t.MapType:
        key = _decoder(data_type.keyType, zone) or _same
        value = _decoder(data_type.valueType, zone) or _same
        return lambda pairs: {key(k): None if v is None else value(v) for k, v in pairs}
    if cls is t.StructType:
        return decoder(data_type, zone)
    return None


def _same(value):
    return value


def encoder(data_type, zone):
    """A function from a Python value (already of the right kind, or None) to its JSON value."""
    encode = _encoder(data_type, zone)
    return lambda value: None if value is None else encode(value)


def _encoder(data_type, zone):
    cls = type(data_type)
    if cls in (t.FloatType, t.DoubleType):
        return _encode_float
    if cls in (t.ByteType, t.ShortType, t.IntegerType, t.LongType):
        return _encode_integer
    if cls is t.TimestampType:
        to_micros = zone.to_micros
        return lambda value: _encode_integer(to_micros(value))
    if cls is t.DateType:
        return lambda value: value.toordinal() - _EPOCH_ORDINAL
    if cls is t.DayTimeIntervalType:
        return lambda value: _encode_integer(value // _MICROSECOND)
    if cls is t.DecimalType:
        quantum = decimal.Decimal(1).scaleb(-data_type.scale)
        return lambda value: _encode_decimal(value, quantum, data_type.precision)
    if cls is t.BinaryType:
        return lambda value: base64.b64encode(bytes(value)).decode('ascii')
    if cls is t.StringType:
        return _encode_text
    if cls is t.BooleanType:
        return bool
    if cls is t.ArrayType:
        element = encoder(data_type.elementType, zone)
        return lambda values: [element(value) for value in values]
    if cls is t.MapType:
        key, value = encoder(data_type.keyType, zone), encoder(data_type.valueType, zone)
        return lambda values: [[key(k), value(v)] for k, v in values.items()]
    if cls is t.StructType:
        return row_encoder(data_type, zone)
    if cls is t.NullType:
        return lambda value: None
    raise TypeError('type %r is not supported yet by Graticule' % (data_type,))


def row_encoder(schema, zone):
    """A function from a row (tuple, Row, dict or object, see `frames.field_values`) to a list of JSON values."""
    from graticule.frames import field_values

    names = schema.names
    encoders = [encoder(field.dataType, zone) for field in schema.fields]
    return lambda row: [encode(value) for encode, value in zip(encoders, field_values(row, names))]


def _encode_integer(value):
    return int(value) if -_SAFE <= value <= _SAFE else str(int(value))


def _encode_float(value):
    value = float(value)
    if value != value:
        return 'NaN'
    if value in (float('inf'), float('-inf')):
        return 'Infinity' if value > 0 else '-Infinity'
    return value


def _encode_decimal(value, quantum, precision):
    """Rounded half up to the scale; null when it does not fit, as the engine would make it."""
    if not value.is_finite():
        return None
    with decimal.localcontext() as context:
        context.prec = 76
        rounded = value.quantize(quantum, rounding=decimal.ROUND_HALF_UP)
    return format(rounded, 'f') if len(rounded.as_tuple().digits) <= precision else None


def _encode_text(value):
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and (value == 0 or 1e-3 <= abs(value) < 1e7):
        # In this range Python and Java write the same text.
        return repr(value)
    if isinstance(value, decimal.Decimal):
        return format(value, 'f')
    raise TypeError('StringType can not accept object %r in type %s' % (value, type(value)))
