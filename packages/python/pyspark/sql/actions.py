"""What runs a frame, or prints it."""

from graticule import expressions as e
from graticule import relations as r
from graticule.compat import IS_SPARK_2, IS_SPARK_2_2
from graticule.unsupported import unsupported_method
from pyspark.sql.types import LongType, StringType, StructField, StructType
from pyspark.sql.utils import IllegalArgumentException

_EXPLAIN_MODES = ('simple', 'extended', 'codegen', 'cost', 'formatted')
_TEXT = StructType([StructField('value', StringType())])
_EAGER = 'spark.sql.repl.eagerEval.'


class ActionMethods(object):
    """Rows for the script, and text for people."""

    def printSchema(self):
        """Prints the schema as a tree."""
        print(self._session.analyze('treeString', {'plan': {'root': self._relation}})['treeString'])

    def explain(self, extended=None, mode=None):
        """Prints the plan. `extended` is a bool, or the mode: simple, extended, codegen, cost or formatted."""
        if extended is not None and mode is not None:
            raise ValueError('extended and mode should not be set together.')
        if isinstance(extended, bool):
            extended = 'extended' if extended else 'simple'
        wanted = mode or extended or 'simple'
        if not isinstance(wanted, str):
            raise TypeError('extended should be a bool or a string and mode a string, got %s' % type(wanted))
        if wanted.lower() not in _EXPLAIN_MODES:
            raise IllegalArgumentException(
                'Unknown explain mode: %s. Accepted explain modes are %s.'
                % (wanted, ', '.join("'%s'" % known for known in _EXPLAIN_MODES))
            )
        detail = {'plan': {'root': self._relation}, 'explainMode': 'EXPLAIN_MODE_' + wanted.upper()}
        print(self._session.analyze('explain', detail)['explainString'])

    def show(self, n=20, truncate=True, vertical=False):
        """Prints the first `n` rows; cells longer than 20 (or `truncate`) characters are cut unless it is False."""
        if not isinstance(n, int) or isinstance(n, bool):
            raise TypeError("Parameter 'n' (number of rows) must be an int")
        if not isinstance(vertical, bool):
            raise TypeError("Parameter 'vertical' must be a bool")
        try:
            width = 20 if truncate is True else int(truncate)
        except ValueError:
            if IS_SPARK_2:
                raise
            raise TypeError("Parameter 'truncate={}' should be either bool or int.".format(truncate))
        print(self._shown(n, width, vertical))

    def _shown(self, rows, width, vertical=False):
        return next(self._rows(r.shown(self._relation, rows, width, vertical), _TEXT))[0]

    def __repr__(self):
        eager = self._eager_display()
        if eager is not None:
            return self._shown(*eager)
        return 'DataFrame[%s]' % ', '.join('%s: %s' % pair for pair in self.dtypes)

    def _eager_display(self):
        """(rows, width of a cell) when frames are to be shown instead of named, else None."""
        if IS_SPARK_2_2:  # It came with 2.4.
            return None
        conf = self._spark.conf
        if conf.get(_EAGER + 'enabled', 'false') != 'true':
            return None
        return int(conf.get(_EAGER + 'maxNumRows', '20')), int(conf.get(_EAGER + 'truncate', '20'))

    def count(self):
        """Number of rows."""
        aggregate = e.alias(e.function('count', [e.literal(1)]), ['count'])
        schema = StructType([StructField('count', LongType(), False)])
        return next(self._rows(r.aggregate(self._relation, [], [aggregate]), schema))[0]

    def collect(self):
        """All rows."""
        return list(self._rows())

    def toLocalIterator(self, prefetchPartitions=False):
        """All rows, one after the other."""
        return self._rows()

    def take(self, num):
        """The first rows as a list."""
        return list(self._rows(r.limit(self._relation, num)))

    def tail(self, num):
        """The last rows as a list."""
        return list(self._rows(r.tail(self._relation, num)))

    def head(self, n=None):
        """The first row (None without rows), or the first `n` as a list."""
        if n is None:
            rows = self.take(1)
            return rows[0] if rows else None
        return self.take(n)

    def first(self):
        """The first row, None without rows."""
        return self.head()

    def isEmpty(self):
        """Whether there are no rows."""
        return not self.take(1)

    def toPandas(self):
        """A pandas DataFrame of all rows."""
        from graticule.to_pandas import to_pandas

        return to_pandas(self)

    def toJSON(self, use_unicode=True):
        """The rows as JSON texts, null fields left out; an RDD, of which collect(), take(), first() and count() work."""
        from pyspark.rdd import TextRDD

        text = e.function('to_json', [e.function('struct', [e.star()])])
        texts = self._derive(r.project(self._relation, [e.alias(text, ['value'])]))
        return TextRDD(texts, self._spark.sparkContext)

    @property
    def rdd(self):
        """The rows as an RDD, of which the calls work that run no Python on the executors: collect(), take(), count() ..."""
        from pyspark.rdd import FrameRDD

        return FrameRDD(self, self._spark.sparkContext)

    def isLocal(self):
        """Whether collect() needs no executor."""
        return self._session.analyze('isLocal', {'plan': {'root': self._relation}}).get('isLocal', False)

    def inputFiles(self):
        """The files and layers that are read."""
        return list(self._session.analyze('inputFiles', {'plan': {'root': self._relation}}).get('files', ()))

    foreach = unsupported_method('DataFrame', 'foreach', lambda self, f: None)
    foreachPartition = unsupported_method('DataFrame', 'foreachPartition', lambda self, f: None)
    mapInPandas = unsupported_method('DataFrame', 'mapInPandas', lambda self, func, schema: None)
    mapInArrow = unsupported_method('DataFrame', 'mapInArrow', lambda self, func, schema: None)
    pandas_api = unsupported_method('DataFrame', 'pandas_api', lambda self, index_col=None: None)
    to_pandas_on_spark = unsupported_method('DataFrame', 'to_pandas_on_spark', lambda self, index_col=None: None)
    to_koalas = unsupported_method('DataFrame', 'to_koalas', lambda self, index_col=None: None)
