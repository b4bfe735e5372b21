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

import array
import base64
import datetime
import decimal

from graticule.compat import IS_SPARK_2, IS_SPARK_2_2
from graticule.java_text import java_text
from graticule.map_order import row_order
from pyspark.sql import types as t
from pyspark.sql.utils import engine_error

# After the package it is made from, which needs it on the way.
from graticule.unreadable import UnreadableType

_EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()
_SAFE = 1 << 53
_MICROSECOND = datetime.timedelta(microseconds=1)
_LONG = 1 << 63
_BITS = {t.ByteType: 8, t.ShortType: 16, t.IntegerType: 32, t.LongType: 64}
_LISTS = (list, tuple, array.array)
# Of array.array, what Spark 2.2 takes for nulls, since it knows longs and doubles only, and what it cannot read at all.
_IGNORED_CODES = 'bBhf'
_UNREADABLE_CODES = 'LqQ'


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
    """A function from a Python value to its JSON value. As in Spark, values of a wrong kind become null, or text."""
    encode = _encoder(data_type, zone)
    return lambda value: None if value is None else encode(value)


def _encoder(data_type, zone):
    cls = type(data_type)
    if cls in (t.FloatType, t.DoubleType):
        return _encode_float
    if cls in _BITS:
        return _integer_encoder(_BITS[cls])
    if cls is t.TimestampType:
        to_micros = zone.to_micros
        return lambda value: _encode_long(to_micros(value))
    if cls is t.DateType:
        return lambda value: value.toordinal() - _EPOCH_ORDINAL
    if cls is t.DayTimeIntervalType:
        return lambda value: _encode_long(value // _MICROSECOND)
    if cls is t.DecimalType:
        return _decimal_encoder(data_type)
    if cls is t.BinaryType:
        return _encode_binary
    if cls is t.StringType:
        return java_text
    if cls is t.BooleanType:
        return lambda value: value if value is True or value is False else None
    if cls is t.ArrayType:
        return _array_encoder(data_type.elementType, zone)
    if cls is t.MapType:
        return _map_encoder(data_type, zone)
    if cls is t.StructType:
        return row_encoder(data_type, zone)
    if cls is t.NullType:
        return lambda value: None
    raise TypeError('type %r is not supported yet by Graticule' % (data_type,))


def _array_encoder(element_type, zone):
    element = encoder(element_type, zone)
    ignored = '' if isinstance(element_type, t.StringType) else _IGNORED_CODES

    def encode(values):
        if not isinstance(values, _LISTS):
            return None
        if IS_SPARK_2_2 and isinstance(values, array.array):
            if values.typecode in _UNREADABLE_CODES:
                raise _pickle_error('invalid array type: ' + values.typecode)
            if values.typecode in ignored:
                return [None] * len(values)
        return [element(value) for value in values]

    return encode


def _pickle_error(message):
    """Of a value of Python that the Java side of Spark 2 cannot make an object of."""
    return engine_error('org.apache.spark.SparkException', 'net.razorvine.pickle.PickleException: ' + message)


def _map_encoder(data_type, zone):
    """Entries in the order in which Spark has them: by the hash of a key; of dates and times, of their number."""
    key, value = encoder(data_type.keyType, zone), encoder(data_type.valueType, zone)
    counted = isinstance(data_type.keyType, (t.DateType, t.TimestampType))

    def encode(values):
        if not isinstance(values, dict):
            return None
        if counted:
            numbers = {int(key(k)): v for k, v in values.items()}
            return [[_encode_long(k), value(numbers[k])] for k in row_order(numbers)]
        return [[key(k), value(values[k])] for k in row_order(values)]

    return encode


def row_encoder(schema, zone):
    """A function from a row (tuple, Row, dict or object, see `frames.field_values`) to a list of JSON values.

    It raises Py4JJavaError for a tuple of another length.
    """
    from graticule.frames import field_values

    names = schema.names
    encoders = [encoder(field.dataType, zone) for field in schema.fields]

    def encode(row):
        values = field_values(row, names)
        if len(values) != len(encoders):
            raise engine_error(
                'java.lang.IllegalStateException',
                "Input row doesn't have expected number of values required by the schema. %d fields are required while "
                '%d values are provided.' % (len(encoders), len(values)),
            )
        return [convert(value) for convert, value in zip(encoders, values)]

    return encode


def _integer_encoder(bits):
    half, modulus = 1 << (bits - 1), 1 << bits

    def encode(value):
        # Longer ones than a long are objects of another kind to Spark.
        if not isinstance(value, int) or isinstance(value, bool) or not -_LONG <= value < _LONG:
            return None
        if not -half <= value < half:
            value = (value + half) % modulus - half
        return _encode_long(value)

    return encode


def _encode_long(value):
    return int(value) if -_SAFE <= value <= _SAFE else str(int(value))


def _encode_float(value):
    if not isinstance(value, float):
        return None
    if value != value:
        return 'NaN'
    if value in (float('inf'), float('-inf')):
        return 'Infinity' if value > 0 else '-Infinity'
    return float(value)


def _encode_binary(value):
    if isinstance(value, str):
        value = value.encode('utf-8')
    return base64.b64encode(bytes(value)).decode('ascii') if isinstance(value, (bytes, bytearray)) else None


def _decimal_encoder(data_type):
    """Rounded half up to the scale; an error when that has too many digits."""
    quantum = decimal.Decimal(1).scaleb(-data_type.scale)

    def encode(value):
        if not isinstance(value, decimal.Decimal):
            return None
        if not value.is_finite():
            if IS_SPARK_2:
                raise _pickle_error('problem construction object: java.lang.reflect.InvocationTargetException')
            return None
        with decimal.localcontext() as context:
            context.prec = 76
            rounded = value.quantize(quantum, rounding=decimal.ROUND_HALF_UP)
        digits = len(rounded.as_tuple().digits)
        if digits > data_type.precision:
            raise engine_error(
                'org.apache.spark.SparkArithmeticException',
                'Decimal precision %d exceeds max precision %d' % (digits, data_type.precision),
            )
        return format(rounded, 'f')

    return encode
