"""The session as scripts see it."""

from graticule import frames
from graticule import relations as r
from graticule import session as sessions
from graticule.sql_format import SqlFormatter
from graticule.unsupported import not_supported
from graticule.unreadable import require_readable
from pyspark.sql.conf import RuntimeConfig
from pyspark.sql.dataframe import DataFrame
from pyspark.sql.types import DataType, _parse_datatype_string
from pyspark.sql.udf import UDFRegistration
from pyspark.sql.utils import AnalysisException, IllegalArgumentException

__all__ = ['SparkSession']


class _BuilderOfSession(object):
    """A fresh builder at every `SparkSession.builder`."""

    def __get__(self, instance, owner):
        return owner.Builder()


class SparkSession(object):
    """Where frames come from. Inside a job there is one; `getOrCreate` returns it."""

    _instance = None

    class Builder(object):
        """`SparkSession.builder`: names and masters change nothing, settings go to the running session."""

        def __init__(self):
            self._options = {}

        def appName(self, name):
            """Accepted; the job has its own name."""
            return self

        def master(self, master):
            """Accepted; the job runs where it was submitted."""
            return self

        def enableHiveSupport(self):
            """Accepted; there is no Hive."""
            return self

        def config(self, key=None, value=None, conf=None):
            """A setting, or all of a SparkConf."""
            pairs = conf.getAll() if conf is not None else [(key, value)]
            for name, text in pairs:
                self._options[name] = str(text)
            return self

        def remote(self, url):
            """Other servers cannot be reached from a job."""
            raise not_supported('SparkSession.builder.remote')

        def getOrCreate(self):
            """The session of the job, with the settings applied."""
            spark = SparkSession._active()
            for name, text in self._options.items():
                try:
                    spark.conf.set(name, text)
                except AnalysisException:
                    # Settings of the deployment stay as they are; Spark only warns of them too.
                    pass
            return spark

    builder = _BuilderOfSession()

    def __init__(self, sparkContext, jsparkSession=None, session=None):
        running = session or sessions.current()
        if running is None:
            raise RuntimeError('there is no running job: a SparkSession exists inside Run Python Script only')
        self._sc = sparkContext
        self._running = running
        SparkSession._instance = self

    @property
    def _session(self):
        if self._running is None:
            raise _stopped()
        return self._running

    @classmethod
    def _active(cls):
        if cls._instance is None or cls._instance._running is None:
            from pyspark.context import SparkContext

            if sessions.current() is None:
                raise RuntimeError('there is no running job: a SparkSession exists inside Run Python Script only')
            cls._instance = cls(SparkContext.getOrCreate())
        return cls._instance

    @classmethod
    def getActiveSession(cls):
        """The session of the job, None when it was stopped."""
        return cls._instance if cls._instance is not None and cls._instance._running is not None else None

    def _frame(self, relation):
        relation_id, schema = self._session.register(relation)
        return DataFrame(relation_id, schema, self)

    @property
    def sparkContext(self):
        """The context."""
        return self._sc

    @property
    def version(self):
        """The Spark release this behaves as."""
        from graticule.compat import SPARK_VERSION

        return SPARK_VERSION

    @property
    def conf(self):
        """Settings."""
        return RuntimeConfig(self._session)

    @property
    def catalog(self):
        """Views."""
        from pyspark.sql.catalog import Catalog

        return Catalog(self)

    @property
    def read(self):
        """A new reader."""
        from pyspark.sql.readwriter import DataFrameReader

        return DataFrameReader(self)

    @property
    def udf(self):
        """Python functions by name for SQL."""
        return UDFRegistration(self)

    @property
    def readStream(self):
        """Streams are not there."""
        raise not_supported('SparkSession.readStream')

    @property
    def streams(self):
        """Streams are not there."""
        raise not_supported('SparkSession.streams')

    def newSession(self):
        """A second session is not there yet."""
        raise not_supported('SparkSession.newSession')

    def sql(self, sqlQuery, **kwargs):
        """The frame of a query; `{name}` in it stands for an argument: a value, a frame or a column of one."""
        if not kwargs:
            return self._frame(r.sql(sqlQuery))
        formatter = SqlFormatter()
        try:
            return self._frame(r.sql(formatter.format(sqlQuery, **kwargs)))
        finally:
            formatter.clear()

    def table(self, tableName):
        """A temporary view."""
        return self._frame(r.table(tableName))

    def range(self, start, end=None, step=1, numPartitions=None):
        """One column `id` of longs from start (0 when only one number is given) to end, exclusive."""
        if end is None:
            start, end = 0, start
        return self._frame(r.integers(int(start), int(end), int(step), numPartitions))

    def createDataFrame(self, data, schema=None, samplingRatio=None, verifySchema=True):
        """A frame of local rows: list or RDD of Row, tuple, dict, plain values, or a pandas DataFrame.

        `schema` is a StructType, a type (column `value`), DDL text, names, or None to infer all of it.
        """
        from pyspark.rdd import RDD

        if isinstance(data, DataFrame):
            raise TypeError('data is already a DataFrame')
        if isinstance(schema, str):
            schema = require_readable(_parse_datatype_string(schema))
        if schema is not None and not isinstance(schema, (DataType, list, tuple)):
            raise TypeError('schema should be StructType or list or None, but got: %s' % (schema,))
        if frames.is_pandas(data):
            names, data = frames.rows_of_pandas(data)
            schema = names if schema is None else schema
        # With a ratio Spark looks at a sample; here at all rows.
        first_decides = isinstance(data, RDD) and samplingRatio is None
        rows = data.collect() if isinstance(data, RDD) else data
        struct, rows = frames.prepare(rows, schema, verifySchema, first_decides)
        return self._local_frame(struct, rows)

    def _local_frame(self, struct, rows):
        from graticule.rows import row_encoder

        encode = row_encoder(struct, self._session.time_zone())
        relation_id, schema = self._session.register_local(struct, [encode(row) for row in rows])
        return DataFrame(relation_id, schema, self)

    def stop(self):
        """Ends the use of the session by this script; the service goes on."""
        self._running = None

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.stop()

    def __reduce__(self):
        raise TypeError('a SparkSession cannot be sent to workers or pickled')


def _stopped():
    return IllegalArgumentException('Cannot call methods on a stopped SparkSession: spark.stop() was called before')
