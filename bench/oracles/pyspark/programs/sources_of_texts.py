"""Readers of texts that the script has, and of no paths; ranges in partitions; settings of the application; empty pivots."""

from calls import calls_of_frames
from pyspark.sql import functions as F
from pyspark.sql.types import IntegerType, StringType, StructField, StructType


def _names(spark):
    sc = spark.sparkContext
    frame = spark.createDataFrame([(1, 'a', 10), (2, 'b', 20), (3, 'a', 30)], 'id: int, k: string, v: int')
    frame.createOrReplaceTempView('texts_v')

    def changed(key, value):
        spark.conf.set(key, value)
        return spark.conf.get(key)

    schema = StructType([StructField('a', IntegerType()), StructField('b', StringType())])
    return dict(spark=spark, sc=sc, df=frame, F=F, S=schema, changed=changed, texts=sc.parallelize)


def _calls(text):
    return calls_of_frames(text, _names, lambda schema: schema.simpleString())


lines = _calls("""
spark.read.csv(texts(['1,a', '2,b']))
spark.read.csv(texts(['x,y', '1,a', '2,b']), header=True)
spark.read.csv(texts(['x,y', '1,a', '2,b']), header=True, inferSchema=True)
spark.read.csv(texts(['x,y,z', '1,2.5,2020-01-02 03:04:05', '3000000000,,2021-01-01 00:00:00']), header=True, inferSchema=True)
spark.read.csv(texts(['1,true', 'x,false', ',']), inferSchema=True)
spark.read.csv(texts(['x,x,', '1,2,3']), header=True)
spark.read.csv(texts(['1,a', '2,b']), schema=S)
spark.read.schema(S).csv(texts(['1,a', '2,b']))
spark.read.csv(texts(['1|"a|b"', '2|']), sep='|')
spark.read.csv(texts(['# note', '1,a']), comment='#')
spark.read.option('header', 'true').csv(texts(['x,y']))
spark.read.csv(texts(['1,a', 'x,y,z', '3']), schema=S, mode='DROPMALFORMED')
spark.read.csv(texts(['', '1,a', '  ']))
spark.read.csv(texts(['1,NA', '2,b']), nullValue='NA')
spark.read.csv(texts([' 1 , a ']), ignoreLeadingWhiteSpace=True, ignoreTrailingWhiteSpace=True)
spark.read.json(texts(['{"a":1,"b":"x"}', '{"a":2}']))
spark.read.json(texts(['{"a":1,"b":"x"}', '{"a":2}']), schema=S)
""")

no_paths = _calls("""
spark.read.schema(S).load()
spark.read.format('csv').load()
spark.read.format('csv').schema(S).load()
spark.read.format('json').load()
spark.read.load()
spark.read.format('orc').load()
spark.read.format('text').load()
spark.read.csv([])
spark.read.json([])
spark.read.text([])
spark.read.schema(S).csv([])
""")

offsets = _calls("""
spark.sql('select id from texts_v order by id limit 1 offset 1')
spark.sql('select id from texts_v order by id offset 1')
spark.sql('select 1 as offset')
spark.sql('select offset.id from texts_v offset order by 1')
""")

pivots = _calls("""
df.groupBy('k').pivot('v', []).count().orderBy('k')
df.groupBy('k').pivot('v', []).agg(F.sum('v'), F.max('v')).orderBy('k')
df.groupBy('k').pivot('v', [10, 20]).count().orderBy('k')
df.groupBy('k').pivot('v', ['10']).count().orderBy('k')
""")

partitions = _calls("""
spark.range(0, 10, 1, 3).rdd.getNumPartitions()
spark.range(0, 10, 1, 3).select('id', F.spark_partition_id().alias('p'))
spark.range(0, 10, 3, 2).select('id', F.spark_partition_id().alias('p'))
spark.range(10, 0, -3, 3).select('id', F.spark_partition_id().alias('p'))
spark.range(0, 2, 1, 5).select('id', F.spark_partition_id().alias('p'))
spark.range(0, 2, 1, 5).rdd.getNumPartitions()
spark.range(0, 1000, 1, 7).groupBy(F.spark_partition_id().alias('p')).count().orderBy('p')
type(sc.defaultParallelism).__name__
type(sc.defaultMinPartitions).__name__
""")

settings = _calls("""
changed('spark.executor.memory', '2g')
changed('spark.driver.memory', '2g')
changed('spark.executor.cores', '2')
changed('spark.serializer', 'org.apache.spark.serializer.KryoSerializer')
changed('spark.kryoserializer.buffer.max', '512m')
changed('spark.driver.maxResultSize', '4g')
changed('spark.network.timeout', '600s')
changed('spark.dynamicAllocation.enabled', 'true')
changed('spark.executor.memoryOverhead', '1g')
changed('spark.yarn.queue', 'x')
changed('spark.default.parallelism', '4')
changed('spark.my.thing', '4')
changed('my.thing', '4')
changed('spark.sql.catalogImplementation', 'hive')
changed('spark.sql.warehouse.dir', '/x')
spark.sql('set spark.executor.memory=2g')
spark.conf.unset('spark.executor.memory')
""")
