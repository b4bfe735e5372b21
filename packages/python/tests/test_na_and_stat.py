import unittest

from pyspark.sql.types import StructType
from tests.fake_gateway import FakeGateway


class NullsAndStatisticsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = FakeGateway()
        cls.spark = cls.gateway.spark

    @classmethod
    def tearDownClass(cls):
        cls.gateway.stop()

    def setUp(self):
        self.gateway.schema = StructType().add('name', 'string').add('age', 'long')
        self.df = self.spark.range(3)

    def sent(self, frame, kind):
        """The relation of the last frame without its input."""
        relation = dict(self.gateway.last[kind])
        self.assertIn('cachedRemoteRelation', relation.pop('input'))
        return relation

    def test_dropping_nulls_counts_the_values_that_must_be_there(self):
        for frame, expected in [
            (lambda: self.df.dropna(), {'cols': []}),
            (lambda: self.df.na.drop('all'), {'cols': [], 'minNonNulls': 1}),
            (lambda: self.df.na.drop(thresh=2, subset='age'), {'cols': ['age'], 'minNonNulls': 2}),
        ]:
            self.assertEqual(self.sent(frame(), 'dropNa'), expected)
        with self.assertRaisesRegex(ValueError, r"how \('some'\) should be 'any' or 'all'"):
            self.df.dropna('some')

    def test_whole_numbers_fill_as_doubles(self):
        self.assertEqual(self.sent(self.df.fillna(0), 'fillNa'), {'cols': [], 'values': [{'double': 0.0}]})
        self.assertEqual(
            self.sent(self.df.na.fill({'name': 'x', 'age': True}), 'fillNa'),
            {'cols': ['name', 'age'], 'values': [{'string': 'x'}, {'boolean': True}]},
        )
        with self.assertRaisesRegex(TypeError, 'value should be a float, int, string, bool or dict'):
            self.df.fillna([1])

    def test_replacements_are_pairs_of_one_kind(self):
        pairs = [{'oldValue': {'string': 'a'}, 'newValue': {'string': 'b'}}]
        self.assertEqual(
            self.sent(self.df.replace(['a'], ['b'], 'name'), 'replace'), {'cols': ['name'], 'replacements': pairs}
        )
        self.assertEqual(self.sent(self.df.na.replace({'a': 'b'}), 'replace'), {'cols': [], 'replacements': pairs})
        with self.assertRaisesRegex(ValueError, 'Mixed type replacements are not supported'):
            self.df.replace({'a': 1})
        with self.assertRaisesRegex(TypeError, 'value argument is required'):
            self.df.na.replace('a')

    def test_a_sample_takes_its_arguments_in_three_ways(self):
        for frame in (
            lambda: self.df.sample(0.5, 7),
            lambda: self.df.sample(False, 0.5, 7),
            lambda: self.df.sample(fraction=0.5, seed=7),
        ):
            sample = self.sent(frame(), 'sample')
            self.assertEqual((sample['upperBound'], sample['seed'], sample['withReplacement']), (0.5, '7', False))
        with self.assertRaisesRegex(TypeError, 'should be a bool, float and number; however, got'):
            self.df.sample('a')

    def test_random_splits_meet_without_gaps(self):
        self.df.randomSplit([1.0, 1.0, 1.0], 5)
        bounds = [(r['sample']['lowerBound'], r['sample']['upperBound']) for r in self.gateway.relations[-3:]]
        self.assertEqual((bounds[0][0], bounds[2][1]), (0.0, 1.0))
        self.assertEqual((bounds[0][1], bounds[1][1]), (bounds[1][0], bounds[2][0]))

    def test_numbers_of_two_columns_are_computed_at_once(self):
        self.gateway.rows = [[0.5]]
        self.assertEqual(self.df.stat.cov('name', 'age'), 0.5)
        self.assertEqual(self.df.corr('name', 'age'), 0.5)
        with self.assertRaisesRegex(TypeError, 'col1 should be a string'):
            self.df.corr(1, 'age')

    def test_quantiles_of_one_column_are_a_list_and_of_several_a_list_of_lists(self):
        self.gateway.rows = [[[[1.0, 2.0]]]]
        self.assertEqual(self.df.approxQuantile('age', [0.1, 0.2], 0), [1.0, 2.0])
        self.assertEqual(self.df.stat.approxQuantile(['age'], [0.1, 0.2], 0), [[1.0, 2.0]])
        self.gateway.rows = [[[None]]]
        self.assertEqual(self.df.approxQuantile('age', [0.1], 0), [])
