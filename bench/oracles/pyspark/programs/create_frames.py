"""createDataFrame from every form of data and schema: the schema and rows, or the error with its text."""

import array
import collections
import datetime
from decimal import Decimal

from pyspark.sql import Row
from pyspark.sql.types import (
    ArrayType, BinaryType, BooleanType, ByteType, DateType, DecimalType, DoubleType, FloatType, IntegerType, LongType,
    MapType, NullType, ShortType, StringType, StructField, StructType, TimestampType,
)  # fmt: skip

Point = collections.namedtuple('Point', 'x y')


class Place(object):
    """Something with attributes."""

    def __init__(self, name, height):
        self.name = name
        self.height = height


class Thing(object):
    """Something with no attributes of its own; its module is not the same wherever this text runs."""

    __module__ = 'things'
    __slots__ = ()

    def __repr__(self):
        return 'Thing'


def _frames(text):
    """A program with one frame for each line of the text: the arguments of createDataFrame."""

    def program(spark):
        names = dict(globals(), sc=spark.sparkContext)
        answers = []
        for line in text.strip().splitlines():
            try:
                frame = eval('spark.createDataFrame(%s)' % line, dict(names, spark=spark))
                answers.append([line, repr(frame.schema), repr(frame.collect())])
            except Exception as error:
                told = '' if type(error).__name__ == 'Py4JJavaError' else str(error).split('\n')[0]
                answers.append([line, '%s: %s' % (type(error).__name__, told)])
        return answers

    return program


rows_without_schema = _frames("""
[(1, 'a'), (2, None)]
[[1, 'a'], [2, 'b']]
[Row(a=1, b='x'), Row(a=None, b='y')]
[Row(b=1, a='x')]
[{'b': 1, 'a': 'x'}, {'a': 'y'}]
[{'a': 1}, {'b': 2.5}]
[Point(1, 2.5)]
[Place('Etna', 3357)]
((1, 2), (3, 4))
[(1,), (2.5,)]
[(None,)]
[(None, 1), ('a', None)]
[]
[1, 2]
['a']
[(1, 2), (3,)]
[()]
[Thing()]
[(Thing(),)]
5
""")

kinds_of_values = _frames("""
[(True, 1, 2.5, 'a', b'b', bytearray(b'c'))]
[(datetime.date(2019, 1, 2), datetime.datetime(2019, 1, 2, 3, 4, 5, 6))]
[(Decimal('1.50'), Decimal('2'))]
[([1, 2], [], ['a', None])]
[({'k': 1}, {}, {'a': None, 'b': 2})]
[((1, 'a'), Row(x=1), Row(x=Row(y=2)))]
[(array.array('i', [1, 2]), array.array('d', [1.5]), array.array('b', [1]))]
[([[1], [2, 3]], {'a': {'b': 1}}, [{'a': 1}])]
[([1, 2.5],)]
[([None, 1],)]
[({'a': 1, 'b': 'x'},)]
[(float('nan'), float('inf'), -float('inf'), -0.0)]
[(1 << 62, -(1 << 63))]
[(1 << 63,)]
[({1, 2},)]
[(range(3),)]
[(1 + 2j,)]
""")

names_of_columns = _frames("""
[(1, 'a')], ['n', 's']
[(1, 'a')], ('n', 's')
[(1, 'a')], ['n']
[(1, 'a')], []
[Row(a=1, b='x')], ['p', 'q']
[{'b': 1, 'a': 'x'}], ['p', 'q']
[Point(1, 2.5)], ['p', 'q']
[1, 2], ['n']
[(1, 'a')], ['a.b', 'a b']
[(1, 'a')], ['n', 'n']
""")

schemas = _frames("""
[(1, 'a')], 'n: int, s: string'
[(1, 'a')], 'n: int, s: string'
[(1, 'a')], 'struct<n:int,s:string>'
[(1, 'a')], StructType([StructField('n', LongType()), StructField('s', StringType())])
[(1, 'a')], StructType().add('n', 'short', False).add('s', StringType(), True, {'k': 1})
[1, 2], 'int'
[1, 2], IntegerType()
['a', None], StringType()
[1.5], DoubleType()
[[1, 2]], ArrayType(IntegerType())
[{'a': 1}], MapType(StringType(), IntegerType())
[], 'n: int'
[], StructType([])
[()], StructType([])
[Row(b=1, a='x')], 'a: string, b: int'
[Row(b=1, a='x')], 'b: int, a: string'
[{'b': 1}], 'a: string, b: int'
[{'b': 1, 'c': 2}], 'b: int'
[Point(1, 2)], 'x: int, y: int'
[Place('Etna', 3357)], 'name: string, height: int'
[((1, 'a'),)], 'p: struct<n:int,s:string>'
[({'n': 1},)], 'p: struct<n:int,s:string>'
[([(1,), (2,)],)], 'p: array<struct<n:int>>'
[({'k': (1, 'a')},)], 'p: map<string,struct<n:int,s:string>>'
[(1, 'a')], 'nonsense'
[(1, 'a')], 'n int, s nonsense'
[(1, 'a')], 5
[(1, 'a')], IntegerType
""")

atomic_values = _frames("""
[(5, 5, 5, 5)], 'a: byte, b: short, c: int, d: long'
[(127, -32768, 2147483647, 9223372036854775807)], 'a: byte, b: short, c: int, d: long'
[(1.5, 1.5, 0.1)], 'a: float, b: double, c: float'
[(Decimal('1.555'), Decimal('2'))], 'a: decimal(5,2), b: decimal(38,18)'
[(Decimal('12345.6'),)], 'a: decimal(5,2)'
[(Decimal('NaN'),)], 'a: decimal(5,2)'
[(bytearray(b'a'), b'b')], 'a: binary, b: binary'
[(1, True, 2.5, None)], 'a: string, b: string, c: string, d: string'
[(True, False, None)], 'a: boolean, b: boolean, c: boolean'
[(datetime.datetime(2019, 1, 2, 3, 4), datetime.date(1800, 5, 6))], 'a: date, b: date'
[(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))], 'a: date, b: date'
[(datetime.datetime(1850, 1, 2, 3, 4, 5), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999))], 'a: timestamp, b: timestamp'
[(datetime.datetime(2019, 1, 2, 3, 4, tzinfo=datetime.timezone.utc),)], 'a: timestamp'
[(datetime.datetime(2019, 1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),)], 'a: timestamp'
[(None, None)], StructType([StructField('a', NullType()), StructField('b', IntegerType())])
[(array.array('i', [1]),)], 'a: array<int>'
[((1, 2),)], 'a: array<int>'
""")

values_that_do_not_fit = _frames("""
[(1,)], 'a: double'
[(1.5,)], 'a: int'
[('x',)], 'a: int'
[(128,)], 'a: byte'
[(40000,)], 'a: short'
[(1 << 31,)], 'a: int'
[(1 << 63,)], 'a: long'
[(1,)], 'a: boolean'
[('x',)], 'a: binary'
[(1,)], 'a: decimal(5,2)'
[(1.5,)], 'a: float'
[('2019-01-01',)], 'a: date'
[(datetime.date(2019, 1, 1),)], 'a: timestamp'
[(None,)], StructType([StructField('a', IntegerType(), False)])
[(1,)], 'a: array<int>'
[(['x'],)], 'a: array<int>'
[([None],)], StructType([StructField('a', ArrayType(IntegerType(), False))])
[({'a': 'x'},)], 'a: map<string,int>'
[({1: 1},)], 'a: map<int,string>'
[({None: 1},)], 'a: map<string,int>'
[((1, 'x', 2),)], 'a: struct<b:int,c:string>'
[(('x', 1),)], 'a: struct<b:int,c:string>'
[(5,)], 'a: struct<b:int>'
[(1, 2)], 'a: int'
[1], 'a: int'
['x'], IntegerType()
['x'], 'a: int'
[(True,)], 'a: int'
[({'a': None},)], StructType([StructField('m', MapType(StringType(), IntegerType(), False))])
""")

schemas_that_are_not_verified = _frames("""
[(1, 'a')], 'n: int, s: string', None, False
[(1, 'a')], 'n: int, s: string', verifySchema=False
[(1 << 33, 1)], 'n: long, s: string', None, False
[(1, 'a')], 'n: string, s: int', None, False
[(1, 2.5, True)], 'a: double, b: int, c: int', None, False
[(300, 40000, 1 << 31, 1 << 63)], 'a: byte, b: short, c: int, d: long', None, False
[(1, 'a', None)], 'a: boolean, b: binary, c: int', None, False
[(1e10, 1.5e-7, 123456789.125, -0.0)], 'a: string, b: string, c: string, d: string', None, False
[([1, None, 'x'], {'a': 1}, Decimal('1.50'))], 'a: string, b: string, c: string', None, False
[('x', 5, 1)], 'a: array<int>, b: map<string,int>, c: decimal(3,1)', None, False
[(None,)], StructType([StructField('a', IntegerType(), True)]), None, False
""")

merging = _frames("""
[(1,), ('a',)]
[([1],), (['a'],)]
[({'a': 1},), ({'a': 'x'},)]
[(Row(a=1),), (Row(a='x'),)]
[Row(a=1), Row(b='x')]
[(Row(a=1),), (Row(b='x'),)]
[({},), ({'a': 1},)]
[([],), ([1],)]
[(datetime.date(2019, 1, 1),), (datetime.datetime(2019, 1, 1),)]
[(True,), (1,)]
[(Decimal('1'),), (1.5,)]
""")

from_local_rdds = _frames("""
sc.parallelize([(1, 'a')])
sc.parallelize([Row(a=1)])
sc.parallelize([(1, 'a')]), ['n', 's']
sc.parallelize([(1, 'a')]), 'n: int, s: string'
sc.parallelize([1, 2]), 'int'
sc.parallelize([])
sc.parallelize([(None,), (1,)])
sc.parallelize([(None,)])
""")


def calls_with_frames(spark):
    answers = []
    for data in (spark.range(1), None):
        try:
            answers.append(repr(spark.createDataFrame(data)))
        except TypeError as error:
            answers.append(str(error))
    return answers


def from_pandas(spark):
    import numpy
    import pandas

    frame = pandas.DataFrame(
        {
            'i': [1, 2],
            'f': [1.5, None],
            's': ['a', None],
            'b': [True, False],
            't': pandas.to_datetime(['2019-01-02 03:04:05', None]),
            'i8': numpy.array([1, 2], dtype='int8'),
            'f4': numpy.array([0.5, 2], dtype='float32'),
            'l': [[1, 2], [3]],
        }
    )
    named = spark.createDataFrame(frame[['i', 's']], ['x', 'y'])
    typed = spark.createDataFrame(frame[['i', 'f']], 'i: int, f: double')
    return [
        repr(each.schema) + repr(each.collect()) for each in (spark.createDataFrame(frame), named, typed)
    ]


def to_df_of_an_rdd(spark):
    frame = spark.sparkContext.parallelize([(1, 'a'), (2, 'b')]).toDF(['n', 's'])
    return frame


def reading_back_by_name(spark):
    schema = StructType().add('count', 'integer').add('p', StructType().add('index', 'integer').add('s', 'string'))
    row = spark.createDataFrame([(1, (2, 'x'))], schema).first()
    return [repr(row), row['count'], row[1]['index'], row.p.s, row.asDict(True), row['p'].asDict()]
