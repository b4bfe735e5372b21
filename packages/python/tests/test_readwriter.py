import unittest

from pyspark.sql.utils import AnalysisException, IllegalArgumentException
from tests.fake_gateway import FakeGateway


class ReadWriteTest(unittest.TestCase):
    def setUp(self):
        self.gateway = FakeGateway()
        self.addCleanup(self.gateway.stop)
        self.spark = self.gateway.spark

    def read(self, frame):
        return self.gateway.last['read']['dataSource']

    def written(self, nothing):
        return self.gateway.commands[-1]['writeOperation']

    def test_options_are_parameters_too_by_name_and_by_position(self):
        source = self.read(self.spark.read.csv('p', 'a int', ';', header=True, inferSchema=None, maxColumns=5))
        self.assertEqual(source['options'], {'sep': ';', 'header': 'true', 'maxColumns': '5'})
        self.assertEqual((source['paths'], source['schema'], source['format']), (['p'], 'a int', 'csv'))
        source = self.read(self.spark.read.option('SEP', '|').csv(['p', 'q'], sep=','))
        self.assertEqual((source['options'], source['paths']), ({'sep': ','}, ['p', 'q']))
        self.assertEqual(self.read(self.spark.read.text('p', wholetext=True))['options'], {'wholetext': 'true'})
        self.assertEqual(self.read(self.spark.read.text('p'))['options'], {})
        self.assertEqual(self.read(self.spark.read.json('p', multiLine=True))['options'], {'multiLine': 'true'})
        self.assertEqual(self.read(self.spark.read.orc('p', mergeSchema=False))['options'], {'mergeSchema': 'false'})
        with self.assertRaises(TypeError):
            self.spark.read.csv('p', nonsense=1)

    def test_parquet_takes_several_paths(self):
        source = self.read(self.spark.read.parquet('a', 'b', mergeSchema=True))
        self.assertEqual((source['paths'], source['options']), (['a', 'b'], {'mergeSchema': 'true'}))

    def test_tables_of_databases_are_read_whole_by_ranges_or_by_conditions(self):
        read = self.spark.read
        source = self.read(read.jdbc('u', 't', properties={'user': 'me'}))
        self.assertEqual((source['format'], source['options']), ('jdbc', {'user': 'me', 'url': 'u', 'dbtable': 't'}))
        options = self.read(self.spark.read.jdbc('u', 't', 'id', 0, 10, 2))['options']
        self.assertEqual(options['partitionColumn'], 'id')
        self.assertEqual([options[key] for key in ('lowerBound', 'upperBound', 'numPartitions')], ['0', '10', '2'])
        self.assertEqual(self.read(self.spark.read.jdbc('u', 't', predicates=['a = 1', 'a = 2']))['predicates'], ['a = 1', 'a = 2'])
        with self.assertRaisesRegex(AssertionError, 'lowerBound can not be None'):
            self.spark.read.jdbc('u', 't', 'id')

    def test_writes_name_their_target_mode_and_options(self):
        write = self.spark.range(1).write
        operation = self.written(write.csv('p', 'overwrite', header=True, sep=None))
        self.assertEqual((operation['path'], operation['source'], operation['mode']), ('p', 'csv', 'SAVE_MODE_OVERWRITE'))
        self.assertEqual(operation['options'], {'header': 'true'})
        operation = self.written(self.spark.range(1).write.parquet('p', partitionBy=['a', 'b'], compression='none'))
        self.assertEqual((operation['partitioningColumns'], operation['options']), (['a', 'b'], {'compression': 'none'}))
        operation = self.written(self.spark.range(1).write.jdbc('u', 't', 'append', {'user': 'me'}))
        self.assertEqual(operation['options'], {'user': 'me', 'url': 'u', 'dbtable': 't'})
        operation = self.written(self.spark.range(1).write.mode('append').saveAsTable('x'))
        self.assertEqual(operation['table'], {'tableName': 'x', 'saveMethod': 'TABLE_SAVE_METHOD_SAVE_AS_TABLE'})
        operation = self.written(self.spark.range(1).write.insertInto('x', overwrite=True))
        self.assertEqual(operation['table'], {'tableName': 'x', 'saveMethod': 'TABLE_SAVE_METHOD_INSERT_INTO'})
        self.assertEqual(operation['mode'], 'SAVE_MODE_OVERWRITE')

    def test_buckets_are_of_tables_only(self):
        with self.assertRaisesRegex(AnalysisException, "'save' does not support bucketBy right now"):
            self.spark.range(1).write.bucketBy(2, 'id').save('p')
        with self.assertRaisesRegex(AnalysisException, "'save' does not support bucketBy and sortBy right now"):
            self.spark.range(1).write.bucketBy(2, 'id').sortBy('id').save('p')
        operation = self.written(self.spark.range(1).write.bucketBy(2, ['a', 'b']).sortBy('a').saveAsTable('x'))
        self.assertEqual(operation['bucketBy'], {'numBuckets': 2, 'bucketColumnNames': ['a', 'b']})
        self.assertEqual(operation['sortColumnNames'], ['a'])

    def test_unknown_modes_are_refused(self):
        with self.assertRaisesRegex(IllegalArgumentException, "Unknown save mode: sometimes. Accepted save modes are 'over"):
            self.spark.range(1).write.mode('sometimes')

    def test_writes_to_stored_tables_by_the_later_writer_say_that_there_are_none(self):
        writer = self.spark.range(1).writeTo('t').using('parquet').option('a', True).tableProperty('p', 'q')
        with self.assertRaisesRegex(NotImplementedError, 'DataFrameWriterV2.create is not supported yet'):
            writer.create()
