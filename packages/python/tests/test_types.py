import unittest

from graticule import wire_types
from pyspark.sql.types import (
    ArrayType,
    BinaryType,
    BooleanType,
    ByteType,
    DateType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    MapType,
    NullType,
    ShortType,
    StringType,
    StructField,
    StructType,
    TimestampType,
    _parse_datatype_json_string,
)

ATOMIC = [
    (StringType, 'string', 'string'),
    (BinaryType, 'binary', 'binary'),
    (BooleanType, 'boolean', 'boolean'),
    (DateType, 'date', 'date'),
    (TimestampType, 'timestamp', 'timestamp'),
    (DoubleType, 'double', 'double'),
    (FloatType, 'float', 'float'),
    (ByteType, 'byte', 'tinyint'),
    (ShortType, 'short', 'smallint'),
    (IntegerType, 'integer', 'int'),
    (LongType, 'long', 'bigint'),
    (NullType, 'void', 'void'),
]

POLYGON = StructType().add('rings', ArrayType(ArrayType(ArrayType(DoubleType()))))
GEOMETRY = {'geometry': {'type': 'polygon', 'spatialReference': {'latestWkid': 2056, 'wkid': 2056}}}
LAYER = (
    StructType([StructField('OBJECTID', LongType(), False)])
    .add('$geometry', data_type=POLYGON, metadata=GEOMETRY)
    .add('price', DecimalType(12, 2))
    .add('tags', MapType(StringType(), IntegerType(), False))
)


class TypesTest(unittest.TestCase):
    def test_names_of_atomic_types(self):
        for cls, type_name, simple in ATOMIC:
            self.assertEqual((cls.typeName(), cls().simpleString(), cls().jsonValue()), (type_name, simple, type_name))
            self.assertEqual(repr(cls()), cls.__name__ + '()')
            self.assertIs(cls(), cls())

    def test_texts_of_nested_types(self):
        self.assertEqual(
            LAYER.simpleString(),
            'struct<OBJECTID:bigint,$geometry:struct<rings:array<array<array<double>>>>,price:decimal(12,2),'
            'tags:map<string,int>>',
        )
        self.assertEqual(
            repr(LAYER['price']) + repr(LAYER['tags'].dataType),
            "StructField('price', DecimalType(12,2), True)MapType(StringType(), IntegerType(), False)",
        )
        self.assertEqual(
            StructType().add('a', 'integer', False).json(),
            '{"fields":[{"metadata":{},"name":"a","nullable":false,"type":"integer"}],"type":"struct"}',
        )

    def test_json_and_the_wire_keep_everything(self):
        self.assertEqual(_parse_datatype_json_string(LAYER.json()), LAYER)
        self.assertEqual(wire_types.from_wire(wire_types.to_wire(LAYER)), LAYER)
        self.assertEqual(wire_types.from_wire(wire_types.to_wire(LAYER))['$geometry'].metadata, GEOMETRY)

    def test_false_may_be_left_out_on_the_wire(self):
        wire = {'struct': {'fields': [{'name': 'a', 'dataType': {'array': {'elementType': {'long': {}}}}}]}}
        self.assertEqual(
            wire_types.from_wire(wire), StructType([StructField('a', ArrayType(LongType(), False), False)])
        )

    def test_fields_by_name_position_and_slice(self):
        self.assertEqual(LAYER[0], LAYER['OBJECTID'])
        self.assertEqual(LAYER[2:].names, ['price', 'tags'])
        self.assertEqual((len(LAYER), LAYER.fieldNames()[1]), (4, '$geometry'))
        with self.assertRaises(KeyError):
            LAYER['nope']

    def test_equality_looks_at_all_parts(self):
        self.assertEqual(ArrayType(LongType()), ArrayType(LongType()))
        self.assertNotEqual(ArrayType(LongType()), ArrayType(LongType(), False))
        self.assertNotEqual(DecimalType(10, 2), DecimalType(10, 3))
        self.assertEqual(len({LongType(), LongType(), IntegerType()}), 2)

    def test_add_needs_a_type_or_a_field(self):
        with self.assertRaises(ValueError):
            StructType().add('a')
        with self.assertRaises(ValueError):
            StructType().add('a', 'no such type')
