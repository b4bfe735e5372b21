"""Types as DDL text that the engine parses: names in backticks, so that any name goes through."""

from pyspark.sql import types as t


def ddl_text(data_type):
    """For example ``struct<`a`:int,`b`:array<string>>``. Nullability and metadata have no place in it."""
    if isinstance(data_type, t.StructType):
        fields = ['`%s`:%s' % (f.name.replace('`', '``'), ddl_text(f.dataType)) for f in data_type.fields]
        return 'struct<%s>' % ','.join(fields)
    if isinstance(data_type, t.ArrayType):
        return 'array<%s>' % ddl_text(data_type.elementType)
    if isinstance(data_type, t.MapType):
        return 'map<%s,%s>' % (ddl_text(data_type.keyType), ddl_text(data_type.valueType))
    return data_type.simpleString()
