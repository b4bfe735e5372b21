"""The session in its oldest form."""

from graticule.compat import SPARK_VERSION
from pyspark.sql.conf import NO_DEFAULT
from pyspark.sql.session import SparkSession
from pyspark.sql.udf import UDFRegistration

__all__ = ['SQLContext', 'HiveContext']


class SQLContext(object):
    """Forwards to the session."""

    def __init__(self, sparkContext, sparkSession=None, jsqlContext=None):
        self.sparkSession = sparkSession or SparkSession._active()

    @classmethod
    def getOrCreate(cls, sc):
        """The context of the job."""
        return cls(sc)

    def newSession(self):
        """See SparkSession.newSession."""
        return type(self)(self.sparkSession.sparkContext, self.sparkSession.newSession())

    def setConf(self, key, value):
        """Sets a setting."""
        self.sparkSession.conf.set(key, value)

    def getConf(self, key, defaultValue=NO_DEFAULT):
        """A setting."""
        return self.sparkSession.conf.get(key, defaultValue)

    @property
    def udf(self):
        """See SparkSession.udf."""
        return self.sparkSession.udf

    def range(self, start, end=None, step=1, numPartitions=None):
        """See SparkSession.range."""
        return self.sparkSession.range(start, end, step, numPartitions)

    def registerFunction(self, name, f, returnType=None):
        """See UDFRegistration.register."""
        return self.sparkSession.udf.register(name, f, returnType)

    def registerJavaFunction(self, name, javaClassName, returnType=None):
        """See UDFRegistration.registerJavaFunction."""
        return self.sparkSession.udf.registerJavaFunction(name, javaClassName, returnType)

    def createDataFrame(self, data, schema=None, samplingRatio=None, verifySchema=True):
        """See SparkSession.createDataFrame."""
        return self.sparkSession.createDataFrame(data, schema, samplingRatio, verifySchema)

    def registerDataFrameAsTable(self, df, tableName):
        """A name for the frame in SQL."""
        df.createOrReplaceTempView(tableName)

    def dropTempTable(self, tableName):
        """Forgets a name."""
        self.sparkSession.catalog.dropTempView(tableName)

    def createExternalTable(self, tableName, path=None, source=None, schema=None, **options):
        """See Catalog.createExternalTable."""
        return self.sparkSession.catalog.createExternalTable(tableName, path, source, schema, **options)

    def sql(self, sqlQuery):
        """The frame of a query."""
        return self.sparkSession.sql(sqlQuery)

    def table(self, tableName):
        """A temporary view."""
        return self.sparkSession.table(tableName)

    def tables(self, dbName=None):
        """A frame of the names of views, one per row."""
        return self.sparkSession.sql('SHOW TABLES' if dbName is None else 'SHOW TABLES IN ' + dbName)

    def tableNames(self, dbName=None):
        """The names of views."""
        return [row['tableName'] for row in self.tables(dbName).collect()]

    def cacheTable(self, tableName):
        """See Catalog.cacheTable."""
        self.sparkSession.catalog.cacheTable(tableName)

    def uncacheTable(self, tableName):
        """See Catalog.uncacheTable."""
        self.sparkSession.catalog.uncacheTable(tableName)

    def clearCache(self):
        """See Catalog.clearCache."""
        self.sparkSession.catalog.clearCache()

    @property
    def read(self):
        """A new reader."""
        return self.sparkSession.read

    @property
    def readStream(self):
        """See SparkSession.readStream."""
        return self.sparkSession.readStream

    @property
    def streams(self):
        """See SparkSession.streams."""
        return self.sparkSession.streams


class HiveContext(SQLContext):
    """There is no Hive; the same as SQLContext."""

    def refreshTable(self, tableName):
        """See Catalog.refreshTable."""
        self.sparkSession.catalog.refreshTable(tableName)


if SPARK_VERSION < '2.3':
    # Spark 2.2 has the class in this module.
    UDFRegistration.__module__ = __name__
