"""Types and Rows as objects of Python: texts, JSON, equality, conversions, errors. No engine takes part in most of it."""

import copy
import datetime
import pickle
from decimal import Decimal

from pyspark import StorageLevel
from pyspark.sql import Row
from pyspark.sql import types as T
from pyspark.sql.types import *  # noqa: F403


def _calls(text):
    """A program that evaluates each line of the text."""

    def program(spark):
        names = dict(vars(T), T=T, Row=Row, Decimal=Decimal, datetime=datetime, copy=copy, pickle=pickle)
        names.update(StorageLevel=StorageLevel, P=Row('x', 'y'))
        names['S'] = StructType([StructField('a', LongType(), False, {'k': [1]}), StructField('b', StringType())])
        answers = []
        for line in text.strip().splitlines():
            try:
                answers.append([line, repr(eval(line, names))])
            except Exception as error:
                answers.append([line, '%s: %s' % (type(error).__name__, error)])
        return answers

    return program


texts_of_types = _calls("""
[t() for t in (NullType, StringType, BinaryType, BooleanType, DateType, TimestampType, DoubleType, FloatType, ByteType, ShortType, IntegerType, LongType)]
[t().simpleString() for t in (NullType, StringType, BinaryType, BooleanType, DateType, TimestampType, DoubleType, FloatType, ByteType, ShortType, IntegerType, LongType)]
[t.typeName() for t in (NullType, StringType, BinaryType, BooleanType, DateType, TimestampType, DoubleType, FloatType, ByteType, ShortType, IntegerType, LongType, DecimalType, ArrayType, MapType, StructType)]
[t().jsonValue() for t in (NullType, StringType, BinaryType, BooleanType, DateType, TimestampType, DoubleType, FloatType, ByteType, ShortType, IntegerType, LongType)]
DecimalType()
DecimalType(5, 2).simpleString()
DecimalType(precision=7).json()
ArrayType(IntegerType())
ArrayType(IntegerType(), False)
ArrayType(IntegerType()).simpleString()
ArrayType(elementType=StringType(), containsNull=False).json()
MapType(StringType(), ArrayType(LongType()), False)
MapType(StringType(), LongType()).simpleString()
MapType(keyType=StringType(), valueType=LongType(), valueContainsNull=False).jsonValue()
StructField('a', IntegerType())
StructField('a', IntegerType(), False, {'k': 1}).json()
StructField('a', IntegerType()).simpleString()
StructField('a', IntegerType()).typeName()
S
str(S)
S.simpleString()
S.json()
S.jsonValue()
DayTimeIntervalType()
DayTimeIntervalType(0, 1).simpleString()
DayTimeIntervalType(7)
DataType()
""")

structs = _calls("""
S['a']
S[0]
S[-1]
S[0:1]
S['none']
S[9]
S[1.5]
len(S)
[f.name for f in S]
S.names
S.fieldNames()
S.fields
'a' in S
StructType().add('x', 'integer').add('y', StringType(), False).add(StructField('z', DateType()))
StructType().add('x')
StructType().add('x', 'nonsense')
StructType().add('x', 'decimal(5,2)')
StructType().add('x', 'array<int>')
StructType().add('x', data_type=LongType(), nullable=False, metadata={'a': 1}).json()
StructField('a', 'int')
StructField(5, IntegerType())
ArrayType('int')
MapType(StringType(), 5)
StructType([])
bool(StructType([]))
S == StructType([StructField('a', LongType(), False, {'k': [1]}), StructField('b', StringType())])
S == StructType([StructField('a', LongType(), False), StructField('b', StringType())])
S != S
IntegerType() == IntegerType()
IntegerType() is IntegerType()
DecimalType(5, 2) == DecimalType(5, 2)
DecimalType(5, 2) == DecimalType(5, 1)
ArrayType(IntegerType()) == ArrayType(IntegerType(), False)
hash(S) == hash(copy.deepcopy(S))
len({IntegerType(), IntegerType(), LongType()})
pickle.loads(pickle.dumps(S)) == S
pickle.loads(pickle.dumps(IntegerType())) == IntegerType()
""")

types_from_json = _calls("""
StructType.fromJson(S.jsonValue())
StructType.fromJson({'type': 'struct', 'fields': [{'name': 'a', 'type': 'integer', 'nullable': True, 'metadata': {}}]})
StructType.fromJson({'type': 'struct', 'fields': [{'name': 'a', 'type': {'type': 'array', 'elementType': 'string', 'containsNull': True}, 'nullable': True, 'metadata': {'x': 1}}]}).fields[0].metadata
StructType.fromJson({'type': 'struct', 'fields': [{'name': 'a', 'type': 'nonsense', 'nullable': True}]})
StructField.fromJson({'name': 'a', 'type': 'long', 'nullable': False, 'metadata': {'k': 1}})
ArrayType.fromJson({'type': 'array', 'elementType': 'double', 'containsNull': False})
MapType.fromJson({'type': 'map', 'keyType': 'string', 'valueType': 'decimal(5,2)', 'valueContainsNull': True})
T._parse_datatype_json_string('"integer"')
T._parse_datatype_string('a int, b array<string>')
T._parse_datatype_string('array<int>')
T._parse_datatype_string('int')
T._parse_datatype_string('a: int')
""")

conversions = _calls("""
IntegerType().needConversion()
DateType().needConversion()
ArrayType(DateType()).needConversion()
ArrayType(IntegerType()).needConversion()
S.needConversion()
DateType().toInternal(datetime.date(1970, 1, 11))
DateType().fromInternal(-1)
DateType().toInternal(None)
TimestampType().toInternal(datetime.datetime(1970, 1, 1, 0, 0, 1, 5))
TimestampType().fromInternal(1000005)
ArrayType(DateType()).toInternal([datetime.date(1970, 1, 2), None])
MapType(StringType(), DateType()).fromInternal({'a': 1})
S.toInternal((1, 'x'))
S.toInternal({'a': 1, 'b': 'x'})
S.toInternal(Row(a=1, b='x'))
S.toInternal(5)
S.fromInternal((1, 'x'))
""")

rows = _calls("""
Row(a=1, b='x')
Row(b=1, a='x')
Row(1, 'x')
Row('a', 'b')
Row()
Row(a=None, b=[Row(c=1)], d={'k': Row(e=2)})
P(1, 2)
P
P(1, 2, 3)
P(1)
Row(a=1)['a']
Row(a=1)[0]
Row(a=1)[0:1]
Row(a=1).a
Row(a=1).none
Row(a=1)['none']
Row(a=1)[5]
Row(1, 2)['a']
Row(count=1)['count']
'a' in Row(a=1)
1 in Row(a=1)
1 in Row(1, 2)
len(Row(a=1, b=2))
list(Row(a=1, b=2))
Row(a=1, b=2) == Row(b=1, a=2)
Row(a=1) == (1,)
hash(Row(a=1)) == hash((1,))
Row(a=1) < Row(a=2)
Row(a=1, b=Row(c=2)).asDict()
Row(a=1, b=Row(c=2), d=[Row(e=3)], f={'k': Row(g=4)}).asDict(recursive=True)
Row('a').asDict()
Row(1, a=2)
Row(**{'a b': 1, '$x': 2})
Row(a=1).__fields__
Row(a=1) + Row(b=2)
pickle.loads(pickle.dumps(Row(a=1, b=Row(c=2))))
pickle.loads(pickle.dumps(P))
copy.copy(Row(a=1))
setattr(Row(a=1), 'a', 2)
sorted([Row(a=2), Row(a=1)])
str(Row(a='x'))
'%s' % (Row(a=1),)
Row(a=datetime.date(2019, 1, 2), b=Decimal('1.50'), c=bytearray(b'x'), d=float('nan'))
""")

storage_levels = _calls("""
StorageLevel.MEMORY_AND_DISK
StorageLevel.DISK_ONLY_3
StorageLevel.MEMORY_AND_DISK_DESER
str(StorageLevel.OFF_HEAP)
str(StorageLevel.MEMORY_ONLY_2)
StorageLevel(True, False, False, False)
""")
