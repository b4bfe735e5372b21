"""JSON text of deep values."""

import json
import unittest

from graticule import deep_json


class DeepJsonTest(unittest.TestCase):
    def test_deep_and_shallow_values_have_the_text_of_the_standard_encoder(self):
        value = {'a': [1, -2.5, None, True, 'é"\n', {}, [], ()], 'b': {'c': [[1], {'d': 'e'}]}, '': 0}
        expected = json.dumps(value, separators=(',', ':'))
        self.assertEqual(deep_json.dumps(value), expected)
        self.assertEqual(''.join(deep_json._parts(value)), expected)

    def test_ten_thousand_levels_are_written(self):
        value = 'x'
        for _ in range(10000):
            value = {'f': [value]}
        self.assertEqual(deep_json.dumps(value), '{"f":[' * 10000 + '"x"' + ']}' * 10000)

    def test_values_that_json_does_not_have_are_refused(self):
        with self.assertRaisesRegex(TypeError, 'not JSON serializable'):
            deep_json.dumps({'a': [object()]})


if __name__ == '__main__':
    unittest.main()
