import contextlib
import io
import unittest

from pyspark.sql import Row, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import StructType
from pyspark.sql.utils import AnalysisException, IllegalArgumentException, ParseException
from tests.fake_gateway import FakeGateway


def ref(frame):
    return {'cachedRemoteRelation': {'relationId': frame._relation_id}, 'common': {'planId': frame._relation_id}}


class DataFrameTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = FakeGateway()
        cls.spark = cls.gateway.spark

    @classmethod
    def tearDownClass(cls):
        cls.gateway.stop()

    def setUp(self):
        self.gateway.schema = StructType().add('id', 'long').add('name', 'string').add('a.b', 'double')
        self.df = self.spark.range(3)
        self.gateway.rows = []

    def test_a_layer_is_read_with_its_options(self):
        extent = {'xmin': 0, 'ymin': 1, 'xmax': 2, 'ymax': 3}
        self.spark.read.format('webgis').option('extent', extent).option('Fields', 'a').option('x', None).load('u')
        self.assertEqual(
            self.gateway.last,
            {
                'read': {
                    'dataSource': {
                        'format': 'webgis',
                        'options': {'extent': '{"xmin": 0, "ymin": 1, "xmax": 2, "ymax": 3}', 'Fields': 'a'},
                        'paths': ['u'],
                    }
                }
            },
        )

    def test_transformations_refer_to_their_input_by_id(self):
        df, source = self.df, ref(self.df)
        for make, expected in [
            (lambda: df.filter('id > 1'), {'filter': {'input': source, 'condition': {'expressionString': {'expression': 'id > 1'}}}}),
            (lambda: df.limit(2), {'limit': {'input': source, 'limit': 2}}),
            (lambda: df.distinct(), {'deduplicate': {'input': source, 'allColumnsAsKeys': True}}),
            (lambda: df.dropDuplicates(['id']), {'deduplicate': {'input': source, 'columnNames': ['id']}}),
            (lambda: df.alias('t'), {'subqueryAlias': {'input': source, 'alias': 't'}}),
            (lambda: df.drop('a', 'b'), {'drop': {'input': source, 'columnNames': ['a', 'b']}}),
            (lambda: df.toDF('x', 'y', 'z'), {'toDf': {'input': source, 'columnNames': ['x', 'y', 'z']}}),
            (
                lambda: df.withColumnRenamed('id', 'x'),
                {'withColumnsRenamed': {'input': source, 'renames': [{'colName': 'id', 'newColName': 'x'}]}},
            ),
        ]:
            make()
            self.assertEqual(self.gateway.last, expected)

    def test_columns_of_a_frame_know_it(self):
        attribute = self.df.id._expression['unresolvedAttribute']
        self.assertEqual(attribute, {'unparsedIdentifier': 'id', 'planId': self.df._relation_id})
        self.assertEqual(self.df['ID']._expression['unresolvedAttribute']['unparsedIdentifier'], 'ID')
        self.assertEqual(self.df[2]._expression['unresolvedAttribute']['unparsedIdentifier'], '`a.b`')
        with self.assertRaises(AttributeError):
            self.df.nope

    def test_with_column_keeps_metadata_given_by_alias(self):
        self.df.withColumn('$geometry', f.struct('id').alias('g', metadata={'geometry': {'type': 'point'}}))
        (alias,) = self.gateway.last['withColumns']['aliases']
        self.assertEqual((alias['name'], alias['metadata']), (['$geometry'], '{"geometry": {"type": "point"}}'))
        self.assertIn('unresolvedFunction', alias['expr'])

    def test_select_takes_names_lists_and_stars(self):
        self.df.select(['id', '$geometry'])
        self.assertEqual(len(self.gateway.last['project']['expressions']), 2)
        self.df.select('*', 't.*', (f.col('id') + 1).alias('n'))
        stars = self.gateway.last['project']['expressions'][:2]
        self.assertEqual(stars, [{'unresolvedStar': {}}, {'unresolvedStar': {'unparsedTarget': 't.*'}}])

    def test_groups(self):
        self.df.groupBy('name').count()
        aggregate = self.gateway.last['aggregate']
        self.assertEqual(aggregate['groupingExpressions'], [{'unresolvedAttribute': {'unparsedIdentifier': 'name'}}])
        self.assertEqual(aggregate['aggregateExpressions'][0]['alias']['name'], ['count'])
        self.df.agg({'id': 'max'})
        call = self.gateway.last['aggregate']['aggregateExpressions'][0]['callFunction']
        self.assertEqual((call['functionName'], call['arguments'][0]['unresolvedAttribute']['unparsedIdentifier']), ('max', 'id'))
        self.df.groupBy('id').sum()
        calls = self.gateway.last['aggregate']['aggregateExpressions']
        names = [c['unresolvedFunction']['arguments'][0]['unresolvedAttribute']['unparsedIdentifier'] for c in calls]
        self.assertEqual(names, ['`a.b`'])
        with self.assertRaisesRegex(AnalysisException, '"name" is not a numeric column'):
            self.df.groupBy('id').sum('name')

    def test_orders(self):
        def orders():
            return [(o['child']['unresolvedAttribute']['unparsedIdentifier'], o['direction'][15:], o['nullOrdering'][11:]) for o in self.gateway.last['sort']['order']]

        self.df.orderBy('id', f.col('name').desc())
        self.assertEqual(orders(), [('id', 'ASCENDING', 'FIRST'), ('name', 'DESCENDING', 'LAST')])
        self.df.sort(['id', 'name'], ascending=[0, 1])
        self.assertEqual(orders(), [('id', 'DESCENDING', 'LAST'), ('name', 'ASCENDING', 'FIRST')])
        self.df.sort('id', ascending=False)
        self.assertEqual(orders(), [('id', 'DESCENDING', 'LAST')])

    def test_joins_by_names_and_by_columns(self):
        other = self.spark.range(2)
        self.df.join(other, 'id', 'left_outer')
        join = self.gateway.last['join']
        self.assertEqual((join['usingColumns'], join['joinType']), (['id'], 'JOIN_TYPE_LEFT_OUTER'))
        self.assertNotIn('joinCondition', join)
        self.df.join(other, [self.df.id == other.id, self.df.name == other.name])
        join = self.gateway.last['join']
        self.assertEqual((join['left'], join['right'], join['joinType']), (ref(self.df), ref(other), 'JOIN_TYPE_INNER'))
        self.assertEqual(join['joinCondition']['unresolvedFunction']['functionName'], 'and')
        with self.assertRaisesRegex(IllegalArgumentException, "Unsupported join type 'sideways'"):
            self.df.join(other, 'id', 'sideways')

    def test_actions(self):
        self.gateway.rows = [[1, 'x', 0.5], [2, None, 1]]
        rows = self.df.collect()
        self.assertEqual(repr(rows[0]), "Row(id=1, name='x', a.b=0.5)")
        self.assertIs(type(rows[1]['a.b']), float)
        self.assertEqual(self.df.first(), rows[0])
        self.assertEqual(self.df.take(2), rows)
        self.assertEqual(self.gateway.executed[-1]['limit']['limit'], 2)
        self.gateway.rows = [[42]]
        self.assertEqual(self.df.count(), 42)
        self.gateway.rows = []
        self.assertIsNone(self.df.head())
        self.assertTrue(self.df.isEmpty())

    def test_show_prints_the_text_of_the_engine_and_an_empty_line(self):
        self.gateway.rows = [['+--+\n|id|\n+--+\n']]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            self.df.show(5, False)
        self.assertEqual(printed.getvalue(), '+--+\n|id|\n+--+\n\n')
        shown = self.gateway.executed[-1]['showString']
        self.assertEqual((shown['numRows'], shown['truncate']), (5, 0))
        with contextlib.redirect_stdout(printed):
            self.df.show()
        self.assertEqual(self.gateway.executed[-1]['showString']['truncate'], 20)

    def test_looks(self):
        self.assertEqual(repr(self.df), 'DataFrame[id: bigint, name: string, a.b: double]')
        self.assertEqual(self.df.columns, ['id', 'name', 'a.b'])
        self.assertEqual(self.df.dtypes[0], ('id', 'bigint'))

    def test_saving_a_layer(self):
        self.df.write.format('webgis').option('dataStore', 'relational').mode('overwrite').save('result')
        self.assertEqual(
            self.gateway.commands[-1]['writeOperation'],
            {
                'input': ref(self.df),
                'source': 'webgis',
                'path': 'result',
                'mode': 'SAVE_MODE_OVERWRITE',
                'options': {'dataStore': 'relational'},
            },
        )
        self.df.write.format('webgis').save('again')
        self.assertEqual(self.gateway.commands[-1]['writeOperation']['mode'], 'SAVE_MODE_ERROR_IF_EXISTS')

    def test_views_and_sql(self):
        self.df.createOrReplaceTempView('t')
        self.assertEqual(self.gateway.commands[-1]['createDataframeView']['name'], 't')
        self.spark.sql('SELECT * FROM t')
        self.assertEqual(self.gateway.last, {'sql': {'query': 'SELECT * FROM t'}})

    def test_errors_of_the_engine_have_their_classes(self):
        for name, kind in [
            ('AnalysisException', AnalysisException),
            ('org.apache.spark.sql.catalyst.parser.ParseException', ParseException),
            ('UnsupportedOperationException', NotImplementedError),
        ]:
            self.gateway.error = {'class': name, 'message': 'because'}
            try:
                with self.assertRaises(kind) as caught:
                    self.df.filter('x')
            finally:
                self.gateway.error = None
            self.assertEqual(str(caught.exception), 'because')

    def test_failed_jobs_are_py4j_errors(self):
        from py4j.protocol import Py4JJavaError

        self.gateway.error = {'class': 'SparkException', 'message': 'out of memory'}
        try:
            with self.assertRaisesRegex(Py4JJavaError, 'out of memory'):
                self.df.collect()
        finally:
            self.gateway.error = None

    def test_explain_refuses_modes_that_spark_does_not_have(self):
        with self.assertRaisesRegex(IllegalArgumentException, "Unknown explain mode: all. Accepted .* are 'simple'"):
            self.df.explain('all')
        with self.assertRaisesRegex(Exception, 'should not be set together'):
            self.df.explain(True, mode='cost')
        with self.assertRaisesRegex(TypeError, 'a bool or a string'):
            self.df.explain(mode=3)

    def test_what_is_missing_says_so(self):
        with self.assertRaisesRegex(NotImplementedError, 'DataFrame.writeStream is not supported yet'):
            self.df.writeStream
        with self.assertRaisesRegex(NotImplementedError, 'RDD.map is not supported yet'):
            self.df.rdd.map(str)
        with self.assertRaisesRegex(NotImplementedError, 'DataFrame.foreach is not supported yet by Graticule'):
            self.df.foreach(print)
        with self.assertRaisesRegex(NotImplementedError, 'RDD.map is not supported yet'):
            self.spark.sparkContext.parallelize([1]).map(str)
        with self.assertRaisesRegex(ImportError, 'pyspark.ml is not supported yet'):
            import pyspark.ml.feature  # noqa: F401

    def test_an_rdd_of_a_frame_answers_what_needs_no_python_on_executors(self):
        rdd = self.df.rdd
        self.assertEqual(rdd.getNumPartitions(), 3)
        self.assertEqual(rdd.collect(), self.df.collect())
        self.assertEqual(rdd.take(1), self.df.take(1))
        self.assertEqual(rdd.isEmpty(), self.df.isEmpty())
        self.assertEqual(list(rdd.toLocalIterator()), self.df.collect())

    def test_sql_text_of_a_column_is_parsed_where_it_is_written(self):
        self.assertEqual(repr(f.expr('a + 1')), "Column<'(a + 1)'>")
        self.assertEqual(repr(f.expr('a + 1') * 2), "Column<'((a + 1) * 2)'>")
        self.assertEqual(self.gateway.parsed, ['a + 1'])
        self.gateway.error = {'class': 'ParseException', 'message': 'mismatched input'}
        try:
            with self.assertRaises(ParseException):
                f.expr('a +')
        finally:
            self.gateway.error = None

    def test_there_is_one_session(self):
        session = SparkSession.builder.appName('x').config('spark.sql.shuffle.partitions', 4).getOrCreate()
        self.assertIs(session, self.spark)
        self.assertEqual(self.spark.conf.get('spark.sql.shuffle.partitions'), '4')
        self.spark.conf.set('flag', True)
        self.assertEqual(self.spark.conf.get('flag'), 'true')
        self.assertEqual(self.spark.conf.get('unset', 'default'), 'default')

    def test_to_pandas_keeps_texts_of_arrow_dictionaries_as_objects(self):
        try:
            import pandas
            import pyarrow
        except ImportError:
            raise unittest.SkipTest('needs pandas and pyarrow')
        from graticule import to_pandas

        chunks = [pyarrow.array(['a', None, 'a']).dictionary_encode(), pyarrow.array(['b'])]
        series = to_pandas._texts(chunks, pyarrow, pandas)
        self.assertEqual((str(series.dtype), list(series)), ('object', ['a', None, 'a', 'b']))

    def test_to_pandas_has_the_types_of_pyspark(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            with self.assertRaisesRegex(ImportError, 'npm run setup:python'):
                self.df.toPandas()
            return
        from graticule import to_pandas

        self.gateway.schema = (
            StructType().add('i', 'integer').add('n', 'integer').add('d', 'double').add('b', 'boolean').add('t', 'timestamp')
        )
        self.gateway.schema.add('g', StructType().add('x', 'double'))
        self.gateway.rows = [[1, None, 0.5, None, 1577836800000000, [1.5]], [2, 3, None, True, None, None]]
        frame = to_pandas.to_pandas(self.spark.range(1))
        dtypes = [str(dtype) for dtype in frame.dtypes]
        self.assertEqual(dtypes, ['int32', 'float64', 'float64', 'object', 'datetime64[ns]', 'object'])
        self.assertEqual(frame['g'][0], Row(x=1.5))
        self.assertEqual(str(frame['t'][0]), '2020-01-01 00:00:00')
