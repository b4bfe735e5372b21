import array
import datetime
import unittest
from collections import namedtuple
from decimal import Decimal

from graticule import inference
from pyspark.sql import Row
from pyspark.sql.types import (
    ArrayType,
    DateType,
    DecimalType,
    DoubleType,
    IntegerType,
    LongType,
    MapType,
    StringType,
    StructField,
    StructType,
    TimestampType,
    _create_row,
)
from tests.fake_gateway import FakeGateway, decode

Point = namedtuple('Point', 'x y')


class CreateDataFrameTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = FakeGateway()
        cls.spark = cls.gateway.spark

    @classmethod
    def tearDownClass(cls):
        cls.gateway.stop()

    def created(self, *args, **kwargs):
        """(names, kinds, rows) as they reached the gateway."""
        self.spark.createDataFrame(*args, **kwargs)
        schema, rows = self.gateway.sent_rows()
        return [f['name'] for f in schema['fields']], [f['type']['kind'] for f in schema['fields']], rows

    def test_rows_tuples_dicts_and_named_tuples_name_their_columns(self):
        for data, names, rows in [
            ([Row(b=1, a='x')], ['b', 'a'], [[1, 'x']]),
            ([(1, 'x'), (2, None)], ['_1', '_2'], [[1, 'x'], [2, None]]),
            ([{'b': 1, 'a': 'x'}, {'a': 'y'}], ['a', 'b'], [['x', 1], ['y', None]]),
            ([Point(1.0, 2.0)], ['x', 'y'], [[1.0, 2.0]]),
        ]:
            self.assertEqual(self.created(data)[0::2], (names, rows))

    def test_times_far_from_1970_keep_their_microseconds(self):
        latest = datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)
        rows = self.created([(latest, datetime.datetime(1, 1, 1))])[2]
        self.assertEqual(rows, [['253402300799999999', '-62135596800000000']])

    def test_names_replace_names(self):
        self.assertEqual(self.created([(1, 'x')], ['id', 'name'])[0], ['id', 'name'])
        self.assertEqual(self.created([(1, 'x')], ['id'])[0], ['id', '_2'])
        self.assertEqual(self.created([{'b': 1, 'a': 'x'}], ['c', 'd'])[::2], (['c', 'd'], [['x', 1]]))
        with self.assertRaises(IndexError):
            self.created([(1,)], ['a', 'b'])

    def test_types_of_values(self):
        moment = datetime.datetime(2019, 5, 6, 7, 8, 9, 10)
        row = (1, 1.5, True, 'x', bytearray(b'\x01'), datetime.date(2019, 5, 6), moment, Decimal('1.5'), [1], {'a': 1})
        _, kinds, rows = self.created([row])
        self.assertEqual(
            kinds,
            ['long', 'double', 'boolean', 'string', 'binary', 'date', 'timestamp', 'decimal', 'array', 'map'],
        )
        self.assertEqual(
            rows,
            [[1, 1.5, True, 'x', 'AQ==', 18022, 1557126489000010, '1.500000000000000000', [1], [['a', 1]]]],
        )

    def test_nothing_is_lost_on_the_way(self):
        schema = (
            StructType()
            .add('a', 'long')
            .add('b', DoubleType())
            .add('c', DecimalType(5, 2))
            .add('d', ArrayType(StructType().add('e', TimestampType())))
            .add('f', MapType(StringType(), DateType()))
        )
        rows = [
            _create_row(
                schema.names,
                [
                    (1 << 63) - 1,
                    float('inf'),
                    Decimal('-1.25'),
                    [_create_row(['e'], [datetime.datetime(1900, 1, 1, 0, 0, 0, 1)]), None],
                    {'k': datetime.date(1, 1, 1), 'n': None},
                ],
            ),
            _create_row(schema.names, [None] * 5),
        ]
        sent = self.created(rows, schema)[2]
        self.assertEqual(sent[0][0], '9223372036854775807')
        self.assertEqual(decode(schema, sent), rows)

    def test_a_handmade_polygon_keeps_its_metadata(self):
        rings = ArrayType(ArrayType(ArrayType(DoubleType())))
        metadata = {'geometry': {'type': 'polygon', 'spatialReference': {'wkid': 4326}}}
        schema = StructType([StructField('id', IntegerType())])
        schema.add('$geometry', data_type=StructType().add('rings', rings), metadata=metadata)
        square = [[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]]
        rdd = self.spark.sparkContext.parallelize([Row(1, [square])])
        self.spark.createDataFrame(rdd, schema)
        sent, rows = self.gateway.sent_rows()
        self.assertEqual(rows, [[1, [square]]])
        self.assertEqual(sent['fields'][1]['metadata'], metadata)

    def test_nulls_take_the_type_of_other_rows(self):
        names, kinds, _ = self.created([(None, 1), ('x', None)])
        self.assertEqual(kinds, ['string', 'long'])
        with self.assertRaisesRegex(ValueError, 'Some of types cannot be determined after inferring'):
            self.created([(None,), (None,)])
        with self.assertRaisesRegex(ValueError, 'can not infer schema from empty dataset'):
            self.created([])

    def test_types_that_differ_are_refused_with_the_field(self):
        with self.assertRaisesRegex(TypeError, "field a: Can not merge type .*LongType.* and .*StringType"):
            self.created([Row(a=1), Row(a='x')])
        with self.assertRaisesRegex(TypeError, 'Unable to infer the type of the field a'):
            self.created([Row(a=object)])
        with self.assertRaisesRegex(TypeError, 'Can not infer schema for type: .*int'):
            self.created([1, 2])

    def test_values_are_verified_against_a_schema(self):
        schema = StructType([StructField('a', DoubleType(), False), StructField('b', IntegerType())])
        for row, error, message in [
            ((1, 2), TypeError, r'field a: DoubleType\(\) can not accept object 1 in type'),
            ((None, 2), ValueError, 'field a: This field is not nullable, but got None'),
            ((1.0, 1 << 31), ValueError, 'field b: object of IntegerType out of range, got: 2147483648'),
            ((1.0, True), TypeError, r'field b: IntegerType\(\) can not accept object True'),
            ((1.0,), ValueError, r'Length of object \(1\) does not match with length of fields \(2\)'),
            (3, TypeError, r'StructType can not accept object 3 in type'),
        ]:
            with self.assertRaisesRegex(error, message):
                self.created([row], schema)
        unverified = self.created([(1, 2), (1.0, (1 << 31) + 5), (1.0, True)], schema, verifySchema=False)
        self.assertEqual(unverified[2], [[None, 2], [1.0, -(1 << 31) + 5], [1.0, None]])
        self.assertEqual(self.created([{'a': 1.0}], schema)[2], [[1.0, None]])

    def test_plain_values_need_a_type_and_are_the_column_value(self):
        self.assertEqual(self.created([1, None], IntegerType()), (['value'], ['int'], [[1], [None]]))

    def test_an_empty_frame_needs_a_schema_only(self):
        self.assertEqual(self.created([], StructType().add('a', 'string')), (['a'], ['string'], []))

    def test_ddl_text_is_parsed_by_the_engine(self):
        self.gateway.schema = StructType().add('a', IntegerType())
        try:
            self.assertEqual(self.created([(1,)], 'a INT'), (['a'], ['int'], [[1]]))
        finally:
            self.gateway.schema = StructType([StructField('id', LongType(), False)])

    def test_times_are_read_in_the_session_time_zone(self):
        noon = datetime.datetime(2020, 1, 1, 12)
        aware = noon.replace(tzinfo=datetime.timezone.utc)
        self.spark.conf.set('spark.sql.session.timeZone', '+02:00')
        try:
            self.assertEqual(self.created([(noon, aware)])[2], [[1577872800000000, 1577880000000000]])
        finally:
            self.spark.conf.set('spark.sql.session.timeZone', 'UTC')
        self.assertEqual(self.created([(noon,)])[2], [[1577880000000000]])

    def test_strings_accept_other_values_as_text(self):
        self.assertEqual(
            self.created([(1,), (True,), (1.5,)], StructType().add('a', 'string'))[2], [['1'], ['true'], ['1.5']]
        )

    def test_pandas_frames_keep_names_and_missing_times(self):
        try:
            import pandas
        except ImportError:
            self.skipTest('pandas is not installed')
        frame = pandas.DataFrame(
            {'n': [1, 2], 'v': [0.5, float('nan')], 't': [datetime.datetime(2020, 1, 1), None], 's': ['a', None]}
        )
        names, kinds, rows = self.created(frame)
        self.assertEqual((names, kinds), (['n', 'v', 't', 's'], ['long', 'double', 'timestamp', 'string']))
        self.assertEqual(rows, [[1, 0.5, 1577836800000000, 'a'], [2, 'NaN', None, None]])

    def test_arrays_of_the_standard_library(self):
        self.assertEqual(inference.infer_type(array.array('d', [1.0])), ArrayType(DoubleType(), False))
