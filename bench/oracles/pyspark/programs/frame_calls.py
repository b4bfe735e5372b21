"""Methods of frames, groups, readers and writers with arguments of every kind: what they give, or the error with its text."""

import warnings

from pyspark import sql
from pyspark.sql import Column, Row, SQLContext, Window
from pyspark.sql import functions as F
from pyspark.sql.types import IntegerType, StringType, StructType

warnings.simplefilter('ignore')

_ROWS = """
    SELECT * FROM VALUES (1, 'a', 1.5D, true), (2, 'b', CAST('NaN' AS DOUBLE), false), (3, NULL, 2.5D, NULL)
    AS t(i, s, d, f)
"""


def _calls(text):
    """A program that makes each call, a line of the text each. Of errors of the engine the text is not its own."""

    def program(spark):
        df = spark.sql(_ROWS)
        other = spark.sql("SELECT * FROM VALUES (2, 'x'), (4, 'y') AS o(i, t)")
        names = dict(F=F, col=F.col, lit=F.lit, Row=Row, Window=Window, StringType=StringType, IntegerType=IntegerType)
        names.update(StructType=StructType, Observation=getattr(sql, 'Observation', None), SQLContext=SQLContext, Column=Column)
        names.update(df=df, other=other, numbers=spark.range(3), spark=spark, sc=spark.sparkContext)
        answers = []
        for line in text.strip().splitlines():
            try:
                answer = eval(line, names)
                if hasattr(answer, 'collect') and hasattr(answer, 'schema'):
                    answer = [answer.schema.simpleString(), answer.collect()]
                answers.append([line, repr(answer)])
            except Exception as error:
                engine = type(error).__name__ in ('AnalysisException', 'ParseException', 'Py4JJavaError')
                told = '' if engine else ': ' + str(error).split('\n')[0]
                answers.append([line, type(error).__name__ + told])
        return answers

    return program


columns_and_items = _calls("""
df.columns
df.dtypes
df.schema
df
df['i']
df[0]
df[9]
df[-1]
df[1.5]
df[['i', 's']]
df[('i',)]
df[df.i > 1]
df.i
df.none
df['*']
df[df.i]
df.first().i
df.colRegex('`(i|s)`')
df.select(df.colRegex('`(i|s)`'))
df.colRegex(5)
df.alias(5)
df.alias('x').select('x.i')
df.isStreaming
df.isLocal()
df.sparkSession is spark
""")

selecting = _calls("""
df.select()
df.select('i', 's')
df.select(['i', 's'])
df.select([])
df.select(('i', 's'))
df.select(5)
df.select('i', ['s'])
df.select('i', df.s, F.lit(1))
df.select('none')
df.selectExpr('i + 1', 's AS t')
df.selectExpr(['i', 's'])
df.selectExpr(5)
df.selectExpr('i +')
df.withColumn('x', df.i)
df.withColumn('I', lit(5))
df.withColumn('x', 5)
df.withColumns({'x': df.i, 'y': lit(1)})
df.withColumns({'x': 5})
df.withColumns(5)
df.withColumns()
df.withMetadata('i', {'a': 1}).schema['i'].metadata
df.withMetadata('i', 5)
df.withMetadata('none', {})
df.withColumnRenamed('i', 'x')
df.withColumnRenamed('none', 'x')
df.drop('i')
df.drop('i', 'none')
df.drop(df.i)
df.drop('i', df.s)
df.drop(5)
df.drop('i', 5)
df.drop()
df.toDF('a', 'b', 'c', 'd')
df.toDF('a')
df.toDF(['a', 'b', 'c', 'd'])
""")

filtering = _calls("""
df.filter('i > 1')
df.filter(df.i > 1)
df.where('s IS NULL')
df.filter(5)
df.filter('i')
df.filter('i >')
df.limit(1)
df.limit(0)
df.limit(-1)
df.distinct().count()
df.dropDuplicates().count()
df.dropDuplicates(['f']).count()
df.dropDuplicates('f')
df.dropDuplicates(['none'])
df.drop_duplicates(['i']).count()
df.take(2)
df.head()
df.head(1)
df.head(0)
df.first()
df.tail(1)
df.limit(0).first()
df.limit(0).head(1)
df.isEmpty()
df.limit(0).isEmpty()
df.count()
list(df.toLocalIterator())
list(df.toLocalIterator(prefetchPartitions=True))
""")

ordering = _calls("""
df.orderBy('i')
df.orderBy(df.i.desc())
df.orderBy('s', ascending=False)
df.orderBy(['s', 'i'], ascending=[False, True])
df.orderBy(['s', 'i'], ascending=[0, 1])
df.sort('d')
df.sort(F.desc('d'), 'i')
df.orderBy()
df.orderBy('i', ascending='x')
df.orderBy(5)
df.orderBy(['none'])
df.sortWithinPartitions('i').count()
df.sort('i', ascending=0)
""")

joining = _calls("""
df.join(other, 'i')
df.join(other, ['i'])
df.join(other, df.i == other.i)
df.join(other, [df.i == other.i, df.s != other.t])
df.join(other, 'i', 'left').orderBy('i')
df.join(other, 'i', 'full_outer').orderBy('i')
df.join(other, 'i', 'LEFT_SEMI')
df.join(other, 'i', how='anti').orderBy('i')
df.join(other, 'i', 'sideways')
df.join(other, 5)
df.join(other, 'i', 5)
df.join(other, [])
df.join(other).count()
df.join(other, None, 'cross').count()
df.join(other, 'none')
df.crossJoin(other).count()
df.union(other)
df.select('i').union(other.select('i'))
df.unionAll(df).count()
df.unionByName(df.select('f', 'd', 's', 'i')).count()
df.unionByName(other)
df.unionByName(other, allowMissingColumns=True)
df.select('i').intersect(other.select('i'))
df.select('i').intersectAll(other.select('i'))
df.select('i').subtract(other.select('i')).orderBy('i')
df.select('i').exceptAll(other.select('i')).orderBy('i')
""")

grouping = _calls("""
df.groupBy('f').count().orderBy('f')
df.groupby(df.f).count().orderBy('f')
df.groupBy(['f']).agg({'i': 'sum'}).orderBy('f')
df.groupBy().sum()
df.groupBy().avg('i', 'd')
df.groupBy('f').max('i').orderBy('f')
df.groupBy('f').min().orderBy('f')
df.groupBy().mean('i')
df.groupBy('f').sum('s')
df.groupBy('f').sum('none')
df.groupBy('f').agg()
df.groupBy('f').agg(5)
df.groupBy('f').agg('sum')
df.groupBy('f').agg({'i': 'nonsense'})
df.groupBy('f').agg(F.sum('i').alias('t'), F.max('d')).orderBy('f')
df.groupBy(5)
df.groupBy('none').count()
df.agg(F.sum('i'))
df.agg({'i': 'max', 'd': 'min'})
df.agg({'*': 'count'})
df.agg()
df.groupBy('f').pivot('s').sum('i').orderBy('f')
df.groupBy('f').pivot('s', ['a', 'b']).sum('i').orderBy('f')
df.groupBy('f').pivot('s', ['a']).agg(F.sum('i'), F.max('d').alias('m')).orderBy('f')
df.groupBy('f').pivot('none').sum('i')
df.rollup('f').count().orderBy('f', 'count')
df.cube('f', 's').count().count()
""")

statistics = _calls("""
df.describe('i', 'd')
df.describe(['i'])
df.describe('none')
df.summary('count', 'min', '50%')
df.summary(['max'])
df.summary('nonsense')
df.corr('i', 'd')
df.corr('i', 'i')
df.corr(5, 'i')
df.corr('i', 'i', 'spearman')
df.stat.corr('i', 'i')
df.cov('i', 'i')
df.cov('i', 5)
df.crosstab('i', 'f').orderBy('i_f')
df.crosstab('i', 5)
df.approxQuantile('i', [0.0, 0.5, 1.0], 0.0)
df.approxQuantile(['i', 'd'], [0.5], 0.0)
df.approxQuantile('i', 0.5, 0.0)
df.approxQuantile('i', [1.5], 0.0)
df.approxQuantile('i', [0.5], -1)
df.approxQuantile('i', [0.5], 'x')
df.approxQuantile(5, [0.5], 0.0)
df.approxQuantile(['i', 5], [0.5], 0.0)
df.stat.approxQuantile('i', [0.5], 0.0)
df.freqItems('i')
df.freqItems(('f', 'i'), 0.4).columns
df.union(df).union(df.limit(2)).freqItems(['i'], 0.25).columns
df.freqItems(['i'], 7.0)
df.sampleBy('i', {1: 1.0, 2: 1.0}).count()
df.sampleBy('s', {'a': 1.0}, seed=3).count()
df.sampleBy(5, {})
df.sampleBy('i', 5)
df.sampleBy('i', {None: 1.0})
df.sample(1.0).count()
df.sample(0.0).count()
df.sample(False, 1.0).count()
df.sample(withReplacement=False, fraction=1.0, seed=5).count()
df.sample()
df.sample('x')
df.sample(1)
df.sample(True)
sum(part.count() for part in df.randomSplit([1.0, 2.0], 7))
df.randomSplit([-1.0, 2.0])
len(df.randomSplit([1.0, 1.0, 1.0]))
""")

nulls = _calls("""
df.dropna()
df.dropna('all').count()
df.dropna(thresh=3)
df.dropna(subset='s')
df.dropna(subset=['s', 'd'])
df.dropna(subset=5)
df.dropna('some')
df.na.drop(how='any', subset=('f',))
df.fillna(0)
df.fillna('x')
df.fillna(True)
df.fillna({'s': 'x', 'd': 0.5})
df.fillna(0, subset='d')
df.fillna(0, subset=['d', 's'])
df.fillna(0, subset=5)
df.fillna(None)
df.fillna([1])
df.na.fill(5, ['i'])
df.replace(1, 9)
df.replace([1, 2], [8, 9])
df.replace([1, 2], 9)
df.replace({'a': 'z'})
df.replace({'a': 'z'}, subset=['s'])
df.replace('a', None)
df.replace('a')
df.replace(1, 'x')
df.replace([1, 2], [3])
df.replace(Row, 1)
df.replace(1, Row)
df.replace(1, 2, 5)
df.na.replace('a', 'b', 's')
""")

partitions_and_plans = _calls("""
df.repartition(2).count()
df.repartition(2, 'i').count()
df.repartition('i').count()
df.repartition(df.i).count()
df.repartition(1.5)
df.repartition(0)
df.repartitionByRange(2, 'i').count()
df.repartitionByRange('i').count()
df.repartitionByRange(2)
df.repartitionByRange(1.5)
df.repartitionByRange(2, df.i.desc()).orderBy('i')
df.coalesce(1).count()
df.coalesce(0)
df.hint('broadcast').count()
df.hint(5)
df.hint('broadcast', {})
df.localCheckpoint().count()
df.localCheckpoint(False).count()
df.sameSemantics(df)
df.sameSemantics(df.limit(1))
df.sameSemantics(5)
df.semanticHash() == df.semanticHash()
df.storageLevel
df.is_cached
df.limit(2).persist().is_cached
df.limit(2).persist().storageLevel
df.limit(2).cache().unpersist().is_cached
df.inputFiles()
df.transform(lambda frame: frame.limit(1)).count()
df.transform(lambda frame, n: frame.limit(n), 1).count()
df.transform(lambda frame, n=0: frame.limit(n), n=2).count()
df.transform(lambda frame: 5)
df.withWatermark(5, 'x')
df.withWatermark('i', 5)
df.observe(5)
df.explain(True, mode='cost')
df.show('x')
df.show(truncate='x')
df.show(vertical=5)
df.show(n=True)
""")

views = _calls("""
df.createOrReplaceTempView('fc_a')
df.createTempView('fc_a')
df.createTempView('fc_b')
df.registerTempTable('fc_c')
spark.table('fc_a').count()
spark.table('none')
spark.sql('SELECT count(*) AS n FROM fc_b')
spark.sql('SELECT')
df.createGlobalTempView('fc_g')
df.createGlobalTempView('fc_g')
df.createOrReplaceGlobalTempView('fc_g')
spark.sql('SELECT i FROM global_temp.fc_g WHERE i = 1')
spark.catalog.dropTempView('fc_b')
spark.catalog.dropGlobalTempView('fc_g')
spark.catalog.tableExists('fc_a')
spark.catalog.tableExists('none')
spark.catalog.isCached('fc_a')
spark.catalog.cacheTable('fc_a')
spark.catalog.isCached('fc_a')
spark.catalog.uncacheTable('fc_a')
spark.catalog.clearCache()
spark.catalog.currentDatabase()
spark.catalog.setCurrentDatabase('none')
spark.catalog.databaseExists('default')
spark.catalog.databaseExists('none')
sorted(t.name for t in spark.catalog.listTables() if t.name.startswith('fc_'))
[t for t in spark.catalog.listTables() if t.name == 'fc_a']
spark.catalog.listTables('none')
spark.catalog.listColumns('fc_a')
spark.catalog.listColumns('none')
spark.catalog.functionExists('none')
spark.catalog.refreshTable('none')
spark.catalog.recoverPartitions('none')
SQLContext(sc, spark).tables().columns
'fc_a' in SQLContext(sc, spark).tableNames()
SQLContext(sc, spark).sql('SELECT 1 AS x')
SQLContext(sc, spark).table('fc_a').count()
SQLContext(sc, spark).getConf('spark.sql.pivotMaxValues')
SQLContext(sc, spark).getConf('none', 'x')
SQLContext(sc, spark).getConf('none')
SQLContext(sc, spark).registerDataFrameAsTable(df, 'fc_d')
SQLContext(sc, spark).dropTempTable('fc_d')
spark.catalog.dropTempView('fc_a')
spark.catalog.dropTempView('fc_a')
spark.catalog.dropTempView('fc_c')
""")

settings = _calls("""
spark.conf.get('spark.sql.pivotMaxValues')
spark.conf.get('none')
spark.conf.get('none', 'x')
spark.conf.get('none', None)
spark.conf.get(5)
spark.conf.get('none', 5)
spark.conf.set('fc.key', 'v')
spark.conf.get('fc.key')
spark.conf.set('fc.key', True)
spark.conf.get('fc.key')
spark.conf.set('fc.key', 5)
spark.conf.get('fc.key')
spark.conf.unset('fc.key')
spark.conf.get('fc.key', None)
spark.conf.set('spark.sql.shuffle.partitions', 'x')
spark.conf.isModifiable('spark.sql.shuffle.partitions')
spark.conf.isModifiable('spark.sql.warehouse.dir')
spark.conf.isModifiable('none')
spark.sql('SET fc.other=7').count()
spark.conf.get('fc.other')
""")

reading_and_writing = _calls("""
spark.read.format('nonsense').load()
spark.read.schema(5)
spark.read.schema('i nonsense')
spark.read.csv(5)
spark.read.json(5)
spark.read.csv('/none/at/all')
spark.read.table('none')
spark.read.option('a', 1).options(b=2, c=None) is not None
df.write.mode('nonsense')
df.write.bucketBy('x', 'i')
df.write.bucketBy(2, 5)
df.write.bucketBy(2, ['i'], 's')
df.write.bucketBy(2, 'i').save('/tmp/never')
df.write.sortBy('i').save('/tmp/never')
df.write.sortBy(5)
df.write.insertInto('none')
df.write.format('nonsense').save('/tmp/never')
df.write.text('/tmp/never')
""")

observing = _calls("""
[Observation('x').get]
Observation(5)
Observation('')
[(o, df.observe(o, F.count(lit(1)).alias('n')).count(), o.get)[1:] for o in [Observation('o')]]
[(o, df.observe(o, F.max('i').alias('m'), F.sum('d').alias('t')).filter('i > 5').collect(), o.get)[1:] for o in [Observation()]]
df.observe(Observation('x'))
df.observe(Observation('x'), 5)
df.observe('x', F.count(lit(1)))
""")

formatted_queries = _calls("""
spark.sql('SELECT {x} AS n', x=5)
spark.sql('SELECT {x} AS s', x="it's")
spark.sql('SELECT {c} FROM {n} WHERE id IN {ids}', c=numbers.id, n=numbers, ids=(1, 2))
spark.sql('SELECT {n.id}, {n[id]} + 1 AS next FROM {n} ORDER BY 1', n=numbers)
spark.sql('SELECT {c} FROM {n}', c=numbers.id + 1, n=numbers)
spark.sql('SELECT {none}', x=1)
""")
