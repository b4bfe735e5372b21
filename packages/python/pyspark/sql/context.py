"""The session in its oldest form."""

from pyspark.sql.session import SparkSession

__all__ = ['SQLContext', 'HiveContext']


class SQLContext(object):
    """Forwards to the session."""

    def __init__(self, sparkContext, sparkSession=None, jsqlContext=None):
        self.sparkSession = sparkSession or SparkSession._active()

    @classmethod
    def getOrCreate(cls, sc):
        """The context of the job."""
        return cls(sc)

    def table(self, tableName):
        """A temporary view."""
        return self.sparkSession.table(tableName)

    def sql(self, sqlQuery):
        """The frame of a query."""
        return self.sparkSession.sql(sqlQuery)

    def range(self, start, end=None, step=1, numPartitions=None):
        """See SparkSession.range."""
        return self.sparkSession.range(start, end, step, numPartitions)

    def createDataFrame(self, data, schema=None, samplingRatio=None, verifySchema=True):
        """See SparkSession.createDataFrame."""
        return self.sparkSession.createDataFrame(data, schema, samplingRatio, verifySchema)

    def registerDataFrameAsTable(self, df, tableName):
        """A name for the frame in SQL."""
        df.createOrReplaceTempView(tableName)

    def getConf(self, key, *default):
        """A setting."""
        return self.sparkSession.conf.get(key, *default)

    def setConf(self, key, value):
        """Sets a setting."""
        self.sparkSession.conf.set(key, value)

    @property
    def read(self):
        """A new reader."""
        return self.sparkSession.read

    @property
    def udf(self):
        """Python functions in SQL are not there yet."""
        return self.sparkSession.udf


class HiveContext(SQLContext):
    """There is no Hive; the same as SQLContext."""
