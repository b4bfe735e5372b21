"""Types of the engine that PySpark has no class for: frames may hold such columns, scripts cannot read them."""

from pyspark.sql import types as t


class UnreadableType(t.DataType):
    """`interval`, `interval year to month` ...: known by its text only."""

    def __init__(self, text):
        self._text = text

    def simpleString(self):
        return self._text

    jsonValue = simpleString

    def __repr__(self):
        return 'UnreadableType(%r)' % self._text


def require_readable(schema):
    """The schema. Raises ValueError, as PySpark does when it is asked for, when a column cannot be read."""
    text = _unreadable(schema)
    if text is not None:
        raise ValueError('Unable to parse datatype from schema. Could not parse datatype: %s' % text)
    return schema


def _unreadable(data_type):
    if isinstance(data_type, UnreadableType):
        return data_type.simpleString()
    if isinstance(data_type, t.StructType):
        parts = [field.dataType for field in data_type.fields]
    elif isinstance(data_type, t.ArrayType):
        parts = [data_type.elementType]
    elif isinstance(data_type, t.MapType):
        parts = [data_type.keyType, data_type.valueType]
    else:
        return None
    return next((text for text in map(_unreadable, parts) if text is not None), None)
