"""Checks of Python values against a schema, as `createDataFrame(verifySchema=True)` makes them."""

import array
import datetime
import decimal

from graticule.compat import IS_SPARK_2, IS_SPARK_2_2, placed
from graticule.frames import field_values
from pyspark.sql import types as t

_ACCEPTED = {
    t.BooleanType: (bool,),
    t.ByteType: (int,),
    t.ShortType: (int,),
    t.IntegerType: (int,),
    t.LongType: (int,),
    t.FloatType: (float,),
    t.DoubleType: (float,),
    t.DecimalType: (decimal.Decimal,),
    t.BinaryType: (bytearray, bytes),
    t.DateType: (datetime.date, datetime.datetime),
    t.TimestampType: (datetime.datetime,),
    t.DayTimeIntervalType: (datetime.timedelta,),
    t.ArrayType: (list, tuple, array.array),
    t.MapType: (dict,),
    t.StructType: (tuple, list, dict),
}
_RANGES = {
    t.ByteType: ('object of ByteType', 7),
    t.ShortType: ('object of ShortType', 15),
    t.IntegerType: ('object of IntegerType', 31),
    t.LongType: ('object of LongType', 63),
}
if IS_SPARK_2:
    _ACCEPTED[t.BinaryType] = (bytearray,)
if IS_SPARK_2_2:
    # A long that is none becomes null.
    del _RANGES[t.LongType]


def verifier(data_type, nullable=True, name=None):
    """A function that raises TypeError or ValueError, naming the field, when a value does not fit the type."""
    check = _checker(data_type, name)

    def verify(value):
        if value is None:
            if not nullable and not isinstance(data_type, t.NullType):
                raise ValueError(placed(name, 'This field is not nullable, but got None'))
            return
        check(value)

    return verify


def _checker(data_type, name):
    cls = type(data_type)
    if cls is t.StringType:
        # Anything becomes text.
        return lambda value: None
    if cls is t.StructType:
        return _struct_checker(data_type, name)
    accepted = _ACCEPTED.get(cls, ())

    def check_kind(value):
        if type(value) not in accepted:
            raise TypeError(
                placed(name, '%s can not accept object %r in type %s' % (data_type, value, type(value)))
            )

    if cls in _RANGES:
        return _range_checker(check_kind, cls, name)
    if cls is t.ArrayType:
        verify_element = verifier(data_type.elementType, data_type.containsNull, 'element in array %s' % name)

        def check_array(value):
            check_kind(value)
            for item in value:
                verify_element(item)

        return check_array
    if cls is t.MapType:
        verify_key = verifier(data_type.keyType, False, 'key of map %s' % name)
        verify_value = verifier(data_type.valueType, data_type.valueContainsNull, 'value of map %s' % name)

        def check_map(value):
            check_kind(value)
            for key, item in value.items():
                verify_key(key)
                verify_value(item)

        return check_map
    return check_kind


def _range_checker(check_kind, cls, name):
    label, bits = _RANGES[cls]
    low, high = -(1 << bits), (1 << bits) - 1

    def check(value):
        check_kind(value)
        if value < low or value > high:
            raise ValueError(placed(name, '%s out of range, got: %s' % (label, value)))

    return check


def _struct_checker(data_type, name):
    names = data_type.names
    verifiers = []
    for field in data_type.fields:
        place = 'field %s' % field.name if name is None else 'field %s in %s' % (field.name, name)
        verifiers.append(verifier(field.dataType, field.nullable, place))

    def check(value):
        if isinstance(value, (tuple, list)) and not getattr(value, '__from_dict__', False):
            if len(value) != len(names):
                raise ValueError(
                    placed(
                        name,
                        'Length of object (%d) does not match with length of fields (%d)' % (len(value), len(names)),
                    )
                )
        elif not isinstance(value, (tuple, dict)) and not hasattr(value, '__dict__'):
            raise TypeError(
                placed(name, 'StructType can not accept object %r in type %s' % (value, type(value)))
            )
        for verify, item in zip(verifiers, field_values(value, names)):
            verify(item)

    return check
