"""Sessions and contexts: ranges, views of several, builders, and what they refuse."""

from calls import calls_of_frames
from pyspark import SparkConf, SparkContext
from pyspark.sql import HiveContext, SparkSession, SQLContext


def _names(spark):
    names = dict(spark=spark, sc=spark.sparkContext, SparkSession=SparkSession, SparkConf=SparkConf)
    names.update(SparkContext=SparkContext, SQLContext=SQLContext, HiveContext=HiveContext)
    return names


def _calls(text):
    return calls_of_frames(text, _names, lambda schema: schema.json())


ranges = _calls("""
spark.range(3)
spark.range(1, 4)
spark.range(5, 0, -2)
spark.range(0, 10, 3)
spark.range(3, numPartitions=2).count()
spark.range(0)
spark.range(2.9)
spark.range('3')
spark.range('x')
spark.range(0, 5, 0)
spark.range(start=1, end=3, step=1, numPartitions=1)
""")

queries = _calls("""
spark.sql('SELECT 1 AS x')
spark.sql('SELECT 1; SELECT 2')
spark.sql('')
spark.sql('SELECT 1 AS x -- a comment')
spark.table('a.b.c.d')
spark.sql('SHOW TABLES').columns
spark.sql('SET spark.sql.shuffle.partitions').columns
spark.sql('DESCRIBE FUNCTION upper').columns
spark.sql('CREATE OR REPLACE TEMPORARY VIEW sc_v AS SELECT 1 AS x')
spark.sql('SELECT * FROM sc_v')
spark.sql('DROP VIEW sc_v')
spark.sql('DROP VIEW sc_v')
""")

builders = _calls("""
SparkSession.builder.appName('x').master('local').getOrCreate() is not None
SparkSession.builder.config('sc.key', 'v').getOrCreate().conf.get('sc.key')
SparkSession.builder.config('spark.sql.sc.key', 5).getOrCreate().conf.get('spark.sql.sc.key')
SparkSession.builder.config('spark.sql.sc.flag', True).getOrCreate().conf.get('spark.sql.sc.flag')
SparkSession.builder.config(conf=SparkConf(False).set('spark.sql.sc.other', 'y')).getOrCreate().conf.get('spark.sql.sc.other')
SparkSession.builder.enableHiveSupport().getOrCreate() is not None
SparkContext.getOrCreate() is sc
spark.sparkContext is sc
SQLContext.getOrCreate(sc) is not None
SQLContext(sc).sparkSession is not None
type(SparkSession.getActiveSession()).__name__
""")

configurations = _calls("""
SparkConf(False).set('a', 1).get('a')
SparkConf(False).get('none')
SparkConf(False).get('none', 'x')
SparkConf(False).setIfMissing('a', 'x').setIfMissing('a', 'y').get('a')
SparkConf(False).setAppName('n').setMaster('m').getAll()
SparkConf(False).setAll([('a', '1'), ('b', '2')]).toDebugString()
SparkConf(False).contains('a')
SparkConf(False).setExecutorEnv('k', 'v').getAll()
SparkConf(False).setExecutorEnv(pairs=[('k', 'v')]).getAll()
SparkConf(False).setExecutorEnv('k', 'v', [('k', 'v')])
SparkConf(False).setSparkHome('/x').getAll()
""")

local_rdds = _calls("""
sc.parallelize([1, 2, 3]).collect()
sc.parallelize(range(3)).count()
sc.parallelize([1, 2, 3], 2).take(2)
sc.parallelize([1, 2, 3]).first()
sc.parallelize([]).first()
sc.parallelize([]).isEmpty()
sc.parallelize([(1, 'a')]).toDF()
sc.parallelize([(1, 'a')]).toDF(['x', 'y'])
sc.parallelize([(1, 'a')]).toDF('x: int, y: string')
list(sc.parallelize([1, 2]).toLocalIterator())
sc.emptyRDD().collect()
spark.createDataFrame(sc.emptyRDD(), 'a: int')
""")
