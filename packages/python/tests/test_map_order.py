import unittest

from graticule.map_order import row_order, spark_order


class MapOrderTest(unittest.TestCase):
    """Expected orders are those of columns that `agg` made from a dict, and of maps in rows, in PySpark 3.3."""

    def test_up_to_four_entries_come_in_the_order_of_a_java_hash_map(self):
        self.assertEqual(spark_order(['units', 'price', '*']), ['price', '*', 'units'])

    def test_more_entries_come_in_the_order_of_a_scala_hash_trie(self):
        names = ['c4_units', 'c2_Preis', 'c5_Beta', 'c1_alpha', 'c0_alpha', 'c3_alpha']
        self.assertEqual(spark_order(names), ['c3_alpha', 'c5_Beta', 'c0_alpha', 'c4_units', 'c2_Preis', 'c1_alpha'])

    def test_a_dict_in_a_row_goes_through_two_hash_maps(self):
        self.assertEqual(row_order(['w', 'ab', 'Q']), ['Q', 'ab', 'w'])
        self.assertEqual(row_order([70000, 17, 1, -1, 2**40, 0]), [0, 2**40, -1, 1, 17, 70000])
        self.assertEqual(row_order([1.5, -2.25, 1e10, 0.0]), [0.0, 1.5, -2.25, 1e10])
