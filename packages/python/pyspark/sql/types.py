"""Column types and rows, with the names, texts and JSON of PySpark."""

import datetime
import json
import re

from graticule.compat import IS_SPARK_2, IS_SPARK_2_2
from pyspark.sql.row import Row

__all__ = [
    'DataType', 'NullType', 'StringType', 'BinaryType', 'BooleanType', 'DateType', 'TimestampType', 'DecimalType',
    'DoubleType', 'FloatType', 'ByteType', 'IntegerType', 'LongType', 'ShortType', 'ArrayType', 'MapType',
    'StructField', 'StructType',
] + ([] if IS_SPARK_2 else ['DayTimeIntervalType', 'Row'])


_MICROSECOND = datetime.timedelta(microseconds=1)


class DataType(object):
    """Base of all types. Two types are equal when all their parts are."""

    def __repr__(self):
        return type(self).__name__ if IS_SPARK_2 else type(self).__name__ + '()'

    def __hash__(self):
        return hash(str(self))

    def __eq__(self, other):
        return isinstance(other, type(self)) and self.__dict__ == other.__dict__

    def __ne__(self, other):
        return not self.__eq__(other)

    @classmethod
    def typeName(cls):
        return cls.__name__[:-4].lower()

    def simpleString(self):
        return self.typeName()

    def jsonValue(self):
        return self.typeName()

    def json(self):
        return json.dumps(self.jsonValue(), separators=(',', ':'), sort_keys=True)

    def needConversion(self):
        """Whether values have another form inside the engine."""
        return False

    def toInternal(self, obj):
        return obj

    def fromInternal(self, obj):
        return obj


class DataTypeSingleton(type):
    """Types without parameters exist once in Spark 3; in Spark 2 only with Python 2."""

    _instances = {}

    def __call__(cls):
        if cls not in cls._instances:
            cls._instances[cls] = super(DataTypeSingleton, cls).__call__()
        return cls._instances[cls]


_SingletonType = DataType if IS_SPARK_2 else DataTypeSingleton('_SingletonType', (DataType,), {})


class NullType(_SingletonType):
    """The type of None."""

    @classmethod
    def typeName(cls):
        return 'null' if IS_SPARK_2 else 'void'


class AtomicType(_SingletonType):
    """Types of single values."""


class NumericType(AtomicType):
    """Numbers."""


class IntegralType(NumericType):
    """Whole numbers."""


class FractionalType(NumericType):
    """Numbers with a fraction."""


class StringType(AtomicType):
    """Text."""


class BinaryType(AtomicType):
    """Bytes (bytearray)."""


class BooleanType(AtomicType):
    """True or False."""


class DateType(AtomicType):
    """datetime.date; inside the engine the days since 1970-01-01."""

    EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()

    def needConversion(self):
        return True

    def toInternal(self, d):
        return None if d is None else d.toordinal() - self.EPOCH_ORDINAL

    def fromInternal(self, v):
        return None if v is None else datetime.date.fromordinal(v + self.EPOCH_ORDINAL)


class TimestampType(AtomicType):
    """datetime.datetime, naive in the session time zone; inside the engine microseconds since 1970-01-01 UTC."""

    def needConversion(self):
        return True

    def toInternal(self, dt):
        from graticule.time_zone import session_zone

        return None if dt is None else session_zone().to_micros(dt)

    def fromInternal(self, ts):
        from graticule.time_zone import session_zone

        return None if ts is None else session_zone().from_micros(ts)


class _WithItsArguments(DataTypeSingleton):
    """Of types that take arguments: they are no singletons though their base class is."""

    def __call__(cls, *args, **kwargs):
        return type.__call__(cls, *args, **kwargs)


_WithArguments = type if IS_SPARK_2 else _WithItsArguments


class DayTimeIntervalType(AtomicType, metaclass=_WithArguments):
    """datetime.timedelta, from a field (0: day, 1: hour, 2: minute, 3: second) to another."""

    DAY, HOUR, MINUTE, SECOND = 0, 1, 2, 3
    _NAMES = ('day', 'hour', 'minute', 'second')

    def __init__(self, startField=None, endField=None):
        if startField is None and endField is None:
            startField, endField = self.DAY, self.SECOND
        elif endField is None:
            endField = startField
        if startField not in range(4) or endField not in range(4):
            raise RuntimeError('interval %s to %s is invalid' % (startField, endField))
        self.startField = startField
        self.endField = endField

    def simpleString(self):
        first, last = self._NAMES[self.startField], self._NAMES[self.endField]
        return 'interval %s' % first if first == last else 'interval %s to %s' % (first, last)

    jsonValue = simpleString

    def __repr__(self):
        return '%s(%d, %d)' % (type(self).__name__, self.startField, self.endField)

    def needConversion(self):
        return True

    def toInternal(self, dt):
        return None if dt is None else dt // _MICROSECOND

    def fromInternal(self, micros):
        return None if micros is None else micros * _MICROSECOND


class DoubleType(FractionalType):
    """64 bit floating point (float)."""


class FloatType(FractionalType):
    """32 bit floating point."""


class ByteType(IntegralType):
    """8 bit signed integer."""

    def simpleString(self):
        return 'tinyint'


class ShortType(IntegralType):
    """16 bit signed integer."""

    def simpleString(self):
        return 'smallint'


class IntegerType(IntegralType):
    """32 bit signed integer."""

    def simpleString(self):
        return 'int'


class LongType(IntegralType):
    """64 bit signed integer."""

    def simpleString(self):
        return 'bigint'


class DecimalType(FractionalType, metaclass=_WithArguments):
    """decimal.Decimal with `precision` digits in all (at most 38), `scale` of them after the point."""

    def __init__(self, precision=10, scale=0):
        self.precision = precision
        self.scale = scale
        self.hasPrecisionInfo = True

    def simpleString(self):
        return 'decimal(%d,%d)' % (self.precision, self.scale)

    jsonValue = simpleString

    def __repr__(self):
        return 'DecimalType(%d,%d)' % (self.precision, self.scale)


def _assert_type(part, data_type):
    said = 'should be DataType' if IS_SPARK_2_2 else '%s should be an instance of %s' % (data_type, DataType)
    assert isinstance(data_type, DataType), '%s %s' % (part, said)


class ArrayType(DataType):
    """A list of values of one type."""

    def __init__(self, elementType, containsNull=True):
        _assert_type('elementType', elementType)
        self.elementType = elementType
        self.containsNull = containsNull

    def simpleString(self):
        return 'array<%s>' % self.elementType.simpleString()

    def __repr__(self):
        if IS_SPARK_2:
            return 'ArrayType(%s,%s)' % (self.elementType, str(self.containsNull).lower())
        return 'ArrayType(%s, %s)' % (self.elementType, self.containsNull)

    def jsonValue(self):
        return {
            'type': self.typeName(),
            'elementType': self.elementType.jsonValue(),
            'containsNull': self.containsNull,
        }

    @classmethod
    def fromJson(cls, json):
        return ArrayType(_parse_datatype_json_value(json['elementType']), json['containsNull'])

    def needConversion(self):
        return self.elementType.needConversion()

    def toInternal(self, obj):
        if obj is None or not self.needConversion():
            return obj
        return [self.elementType.toInternal(value) for value in obj]

    def fromInternal(self, obj):
        if obj is None or not self.needConversion():
            return obj
        return [self.elementType.fromInternal(value) for value in obj]


class MapType(DataType):
    """A dict of keys of one type and values of one type."""

    def __init__(self, keyType, valueType, valueContainsNull=True):
        _assert_type('keyType', keyType)
        _assert_type('valueType', valueType)
        self.keyType = keyType
        self.valueType = valueType
        self.valueContainsNull = valueContainsNull

    def simpleString(self):
        return 'map<%s,%s>' % (self.keyType.simpleString(), self.valueType.simpleString())

    def __repr__(self):
        if IS_SPARK_2:
            return 'MapType(%s,%s,%s)' % (self.keyType, self.valueType, str(self.valueContainsNull).lower())
        return 'MapType(%s, %s, %s)' % (self.keyType, self.valueType, self.valueContainsNull)

    def jsonValue(self):
        return {
            'type': self.typeName(),
            'keyType': self.keyType.jsonValue(),
            'valueType': self.valueType.jsonValue(),
            'valueContainsNull': self.valueContainsNull,
        }

    @classmethod
    def fromJson(cls, json):
        return MapType(
            _parse_datatype_json_value(json['keyType']),
            _parse_datatype_json_value(json['valueType']),
            json['valueContainsNull'],
        )

    def needConversion(self):
        return self.keyType.needConversion() or self.valueType.needConversion()

    def toInternal(self, obj):
        if obj is None or not self.needConversion():
            return obj
        return {self.keyType.toInternal(key): self.valueType.toInternal(value) for key, value in obj.items()}

    def fromInternal(self, obj):
        if obj is None or not self.needConversion():
            return obj
        return {self.keyType.fromInternal(key): self.valueType.fromInternal(value) for key, value in obj.items()}


class StructField(DataType):
    """One named column. `metadata` is a dict that travels with it; `geometry` and `time` are the keys with a meaning."""

    def __init__(self, name, dataType, nullable=True, metadata=None):
        _assert_type('dataType', dataType)
        told = '' if IS_SPARK_2_2 else ' %s' % (name,)
        assert isinstance(name, str), 'field name%s should be %s' % (told, 'string' if IS_SPARK_2 else 'a string')
        self.name = name
        self.dataType = dataType
        self.nullable = nullable
        self.metadata = metadata or {}

    def simpleString(self):
        return '%s:%s' % (self.name, self.dataType.simpleString())

    def __repr__(self):
        if IS_SPARK_2:
            return 'StructField(%s,%s,%s)' % (self.name, self.dataType, str(self.nullable).lower())
        return "StructField('%s', %s, %s)" % (self.name, self.dataType, self.nullable)

    def jsonValue(self):
        return {
            'name': self.name,
            'type': self.dataType.jsonValue(),
            'nullable': self.nullable,
            'metadata': self.metadata,
        }

    @classmethod
    def fromJson(cls, json):
        return StructField(
            json['name'], _parse_datatype_json_value(json['type']), json.get('nullable', True), json.get('metadata')
        )

    def needConversion(self):
        return self.dataType.needConversion()

    def toInternal(self, obj):
        return self.dataType.toInternal(obj)

    def fromInternal(self, obj):
        return self.dataType.fromInternal(obj)

    def typeName(self):
        raise TypeError('StructField does not have typeName. Use typeName on its type explicitly instead.')


class StructType(DataType):
    """Named columns in order; the schema of a frame is one."""

    def __init__(self, fields=None):
        self.fields = list(fields) if fields else []
        assert all(isinstance(field, StructField) for field in self.fields), (
            'fields should be a list of StructField'
        )
        self.names = [field.name for field in self.fields]

    def add(self, field, data_type=None, nullable=True, metadata=None):
        """Appends a StructField, or a field given by name and type (object or type name). Returns the struct itself."""
        if not isinstance(field, StructField):
            if data_type is None:
                raise ValueError('Must specify DataType if passing name of struct_field to create.')
            if isinstance(data_type, str):
                data_type = _parse_datatype_json_value(data_type)
            field = StructField(field, data_type, nullable, metadata)
        self.fields.append(field)
        self.names.append(field.name)
        return self

    def __iter__(self):
        return iter(self.fields)

    def __len__(self):
        return len(self.fields)

    def __getitem__(self, key):
        if isinstance(key, str):
            for field in self.fields:
                if field.name == key:
                    return field
            raise KeyError('No StructField named {0}'.format(key))
        if isinstance(key, slice):
            return StructType(self.fields[key])
        if isinstance(key, int):
            try:
                return self.fields[key]
            except IndexError:
                raise IndexError('StructType index out of range')
        raise TypeError('StructType keys should be strings, integers or slices')

    def fieldNames(self):
        return list(self.names)

    def simpleString(self):
        return 'struct<%s>' % ','.join(field.simpleString() for field in self.fields)

    def __repr__(self):
        if IS_SPARK_2:
            return 'StructType(List(%s))' % ','.join(str(field) for field in self.fields)
        return 'StructType([%s])' % ', '.join(str(field) for field in self.fields)

    def jsonValue(self):
        return {'type': self.typeName(), 'fields': [field.jsonValue() for field in self.fields]}

    @classmethod
    def fromJson(cls, json):
        return StructType([StructField.fromJson(field) for field in json['fields']])

    def needConversion(self):
        return True

    def toInternal(self, obj):
        if obj is None:
            return None
        from graticule.frames import field_values

        return tuple(field.toInternal(value) for field, value in zip(self.fields, field_values(obj, self.names)))

    def fromInternal(self, obj):
        if obj is None or isinstance(obj, Row):
            return obj
        return _create_row(self.names, [field.fromInternal(value) for field, value in zip(self.fields, obj)])


def _create_row(names, values):
    row = Row(*values)
    row.__fields__ = list(names)
    return row


_ATOMIC = (
    StringType, BinaryType, BooleanType, DateType, TimestampType, DoubleType, FloatType, ByteType, ShortType,
    IntegerType, LongType, NullType,
)
_BY_NAME = {cls.typeName(): cls for cls in _ATOMIC}
_BY_NAME.update({'null': NullType, 'void': NullType})
_COMPLEX = {'array': ArrayType, 'map': MapType, 'struct': StructType}
_DECIMAL_TEXT = re.compile(r'decimal\(\s*(\d+)\s*,\s*(-?\d+)\s*\)$')


def _parse_datatype_json_value(value):
    """A type from its JSON value: a name such as 'long', or a dict."""
    if isinstance(value, dict):
        if value.get('type') in _COMPLEX:
            return _COMPLEX[value['type']].fromJson(value)
        raise ValueError('Could not parse datatype: %s' % (value,))
    if value in _BY_NAME:
        return _BY_NAME[value]()
    if value == 'decimal':
        return DecimalType()
    match = _DECIMAL_TEXT.match(value)
    if match:
        return DecimalType(int(match.group(1)), int(match.group(2)))
    raise ValueError('Could not parse datatype: %s' % (value,))


def _parse_datatype_json_string(text):
    """A type from its JSON text."""
    return _parse_datatype_json_value(json.loads(text))


def _parse_datatype_string(text):
    """A type from DDL text such as 'a INT, b STRING' or 'array<int>'; the engine parses it."""
    from pyspark.sql.session import SparkSession

    return SparkSession._active()._session.parse_type(text)
