"""Column types of Python values, by PySpark's rules."""

import array
import datetime
import decimal
import functools

from graticule.compat import IS_SPARK_2, IS_SPARK_2_2, placed
from pyspark.sql import types as t

_TYPES = {
    type(None): t.NullType,
    bool: t.BooleanType,
    int: t.LongType,
    float: t.DoubleType,
    str: t.StringType,
    bytearray: t.BinaryType,
    datetime.date: t.DateType,
    datetime.datetime: t.TimestampType,
}
if not IS_SPARK_2:
    _TYPES[bytes] = t.BinaryType
    _TYPES[datetime.timedelta] = t.DayTimeIntervalType

_ARRAY_TYPES = {
    'b': t.ByteType, 'B': t.ShortType, 'h': t.ShortType, 'H': t.IntegerType, 'i': t.IntegerType, 'I': t.LongType,
    'l': t.LongType, 'u': t.StringType, 'q': t.LongType, 'f': t.FloatType, 'd': t.DoubleType,
}


def infer_type(value):
    """The type of one value. Raises TypeError when it has none."""
    cls = type(value)
    if cls in _TYPES:
        return _TYPES[cls]()
    if cls is decimal.Decimal:
        return t.DecimalType(38, 18)
    if isinstance(value, dict):
        for key, item in value.items():
            if key is not None and item is not None:
                return t.MapType(infer_type(key), infer_type(item), True)
        return t.MapType(t.NullType(), t.NullType(), True)
    if isinstance(value, list) or (IS_SPARK_2_2 and isinstance(value, array.array)):
        # As PySpark has it, the first item decides, also when it is null.
        return t.ArrayType(infer_type(value[0]) if len(value) > 0 else t.NullType(), True)
    if isinstance(value, array.array):
        if value.typecode in _ARRAY_TYPES:
            return t.ArrayType(_ARRAY_TYPES[value.typecode](), False)
        raise TypeError('not supported type: array(%s)' % value.typecode)
    try:
        return infer_schema(value)
    except TypeError:
        raise TypeError('not supported type: %s' % cls)


def infer_schema(row, names=None):
    """The StructType of one row: dict (keys sorted), Row, named tuple, tuple, list or object with attributes."""
    if isinstance(row, dict):
        items = sorted(row.items())
    elif isinstance(row, (tuple, list)):
        if getattr(row, '__fields__', None):
            items = list(zip(row.__fields__, tuple(row)))
        elif hasattr(row, '_fields'):
            items = list(zip(row._fields, tuple(row)))
        else:
            given = list(names or ())
            given += ['_%d' % position for position in range(len(given) + 1, len(row) + 1)]
            items = list(zip(given, row))
    elif hasattr(row, '__dict__'):
        items = sorted(row.__dict__.items())
    else:
        raise TypeError('Can not infer schema for type: %s' % type(row))
    return t.StructType([t.StructField(name, infer_field(name, value), True) for name, value in items])


def infer_field(name, value):
    """The type of a named value; the error names it."""
    try:
        return infer_type(value)
    except TypeError as error:
        if IS_SPARK_2:
            raise
        raise TypeError('Unable to infer the type of the field {}.'.format(name)) from error


def infer_from_rows(rows, names):
    """The merged StructType of all rows. Raises ValueError when there are none, or only nulls in a column."""
    if not rows:
        raise ValueError('can not infer schema from empty dataset')
    schema = functools.reduce(merge_types, (infer_schema(row, names) for row in rows))
    if has_null_type(schema):
        raise ValueError('Some of types cannot be determined after inferring')
    return schema


def infer_from_first(rows, names):
    """As PySpark does for an RDD: the first row decides, up to 100 rows fill in what it leaves open."""
    if not rows:
        raise ValueError('RDD is empty')
    if not rows[0]:
        raise ValueError('The first row in RDD is empty, can not infer schema')
    schema = infer_schema(rows[0], names)
    for row in rows[1:100]:
        if not has_null_type(schema):
            break
        schema = merge_types(schema, infer_schema(row, names))
    if has_null_type(schema):
        raise ValueError(
            'Some of types cannot be determined by the first 100 rows, please try again with sampling'
        )
    return schema


def has_null_type(data_type):
    """Whether some part has no type yet."""
    if isinstance(data_type, t.StructType):
        return any(has_null_type(field.dataType) for field in data_type.fields)
    if isinstance(data_type, t.ArrayType):
        return has_null_type(data_type.elementType)
    if isinstance(data_type, t.MapType):
        return has_null_type(data_type.keyType) or has_null_type(data_type.valueType)
    return isinstance(data_type, t.NullType)


def merge_types(a, b, name=None):
    """The type that holds values of both. Raises TypeError naming the place where they differ."""
    if isinstance(a, t.NullType):
        return b
    if isinstance(b, t.NullType):
        return a
    if type(a) is not type(b):
        raise TypeError(placed(name, 'Can not merge type %s and %s' % (type(a), type(b))))
    if isinstance(a, t.StructType):
        return _merge_structs(a, b, name)
    if isinstance(a, t.ArrayType):
        return t.ArrayType(merge_types(a.elementType, b.elementType, 'element in array %s' % name), True)
    if isinstance(a, t.MapType):
        return t.MapType(
            merge_types(a.keyType, b.keyType, 'key of map %s' % name),
            merge_types(a.valueType, b.valueType, 'value of map %s' % name),
            True,
        )
    return a


def _merge_structs(a, b, name):
    others = {field.name: field.dataType for field in b.fields}
    fields = []
    for field in a.fields:
        place = 'field %s' % field.name if name is None else 'field %s in %s' % (field.name, name)
        merged = merge_types(field.dataType, others.get(field.name, t.NullType()), place)
        fields.append(t.StructField(field.name, merged, True))
    known = set(field.name for field in fields)
    fields += [t.StructField(field.name, field.dataType, True) for field in b.fields if field.name not in known]
    return t.StructType(fields)
