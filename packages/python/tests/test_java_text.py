import unittest
from decimal import Decimal

from graticule.java_text import double_text, java_text


class JavaTextTest(unittest.TestCase):
    def test_doubles_are_written_as_java_does(self):
        for value, text in [
            (1.0, '1.0'),
            (-0.0, '-0.0'),
            (1e-3, '0.001'),
            (9999999.5, '9999999.5'),
            (1e7, '1.0E7'),
            (1.5e-7, '1.5E-7'),
            (-123456789.125, '-1.23456789125E8'),
            (1e300, '1.0E300'),
            (float('nan'), 'NaN'),
            (float('-inf'), '-Infinity'),
        ]:
            self.assertEqual(double_text(value), text)

    def test_other_values(self):
        self.assertEqual(java_text([1, None, 'x', True, {'a': 2.5}]), '[1, null, x, true, {a=2.5}]')
        self.assertEqual(java_text(Decimal('1.50')), '1.50')
        with self.assertRaisesRegex(TypeError, 'StringType can not accept object'):
            java_text(object())
