import copy
import pickle
import unittest

from pyspark.sql import Row


class RowTest(unittest.TestCase):
    def test_fields_are_read_by_attribute_name_and_position(self):
        row = Row(b=1, a='x')
        self.assertEqual((row.b, row['b'], row[0], row[-1]), (1, 1, 1, 'x'))
        self.assertEqual(repr(row), "Row(b=1, a='x')")

    def test_a_row_class_makes_rows(self):
        person = Row('name', 'age')
        self.assertEqual(repr(person), "<Row('name', 'age')>")
        self.assertEqual(person('Ann', 3), Row(name='Ann', age=3))
        with self.assertRaisesRegex(ValueError, 'expected 2 values'):
            person(1, 2, 3)

    def test_unknown_fields_raise_as_in_pyspark(self):
        row = Row(a=1)
        with self.assertRaises(AttributeError):
            row.nope
        with self.assertRaises(ValueError):
            row['nope']
        self.assertIn('a', row)
        self.assertNotIn(1, row)

    def test_geometry_is_reached_by_name(self):
        row = Row(**{'$geometry': Row(rings=[[[0.0, 1.0]]])})
        self.assertEqual(row['$geometry']['rings'][0][0], [0.0, 1.0])

    def test_as_dict_goes_into_nested_values_when_asked(self):
        row = Row(a=Row(b=1), c=[Row(d=2)], e={'k': Row(f=3)})
        self.assertEqual(row.asDict(), {'a': Row(b=1), 'c': [Row(d=2)], 'e': {'k': Row(f=3)}})
        self.assertEqual(row.asDict(True), {'a': {'b': 1}, 'c': [{'d': 2}], 'e': {'k': {'f': 3}}})

    def test_rows_are_values(self):
        row = Row(a=1, b=[1])
        for twin in (pickle.loads(pickle.dumps(row)), copy.copy(row)):
            self.assertEqual((twin, repr(twin)), (row, repr(row)))
        with self.assertRaisesRegex(RuntimeError, 'Row is read-only'):
            row.a = 2
        self.assertEqual(Row(1, [2]), (1, [2]))
        with self.assertRaises(ValueError):
            Row(1, a=2)
