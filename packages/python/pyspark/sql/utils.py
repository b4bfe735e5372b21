"""Errors raised by the engine, by the names scripts catch."""

from graticule.compat import IS_SPARK_2
from py4j.protocol import JavaThrowable, Py4JError, Py4JJavaError


class CapturedException(Exception):
    """An error of the engine: `desc` is its message, `stackTrace` what is known beyond it."""

    def __init__(self, desc=None, stackTrace=None, cause=None, origin=None):
        super(CapturedException, self).__init__(desc)
        self.desc = desc
        self.stackTrace = stackTrace if stackTrace is not None else ''
        self.cause = cause

    def __str__(self):
        return repr(self.desc) if IS_SPARK_2 else str(self.desc)

    def getErrorClass(self):
        """The class of the error in Spark's list; the engine has no such list."""
        return None

    def getSqlState(self):
        """The SQL state of the error; the engine has none."""
        return None


class AnalysisException(CapturedException):
    """A plan does not make sense: unknown column, wrong types, unknown table."""


class ParseException(CapturedException):
    """SQL text that cannot be parsed."""


class IllegalArgumentException(CapturedException):
    """A value that is not allowed."""


class StreamingQueryException(CapturedException):
    """A streaming query stopped."""


class QueryExecutionException(CapturedException):
    """A query failed while running."""


class PythonException(CapturedException):
    """A Python function raised while it ran in a worker."""


class UnknownException(CapturedException):
    """None of the above."""


class SparkUpgradeException(CapturedException):
    """Spark 2 would have given another answer here."""


_CLASSES = {
    error.__name__: error
    for error in (
        AnalysisException,
        ParseException,
        IllegalArgumentException,
        StreamingQueryException,
        QueryExecutionException,
        PythonException,
        UnknownException,
        SparkUpgradeException,
    )
}
if IS_SPARK_2:
    # In Spark 2 a Python function that raises, and what 3.0 brought, are failures of the job.
    for _name in ('PythonException', 'UnknownException', 'SparkUpgradeException'):
        del _CLASSES[_name]
_JAVA_LANG = frozenset(
    'ArithmeticException ArrayIndexOutOfBoundsException ClassCastException ClassNotFoundException '
    'IllegalStateException NullPointerException NumberFormatException OutOfMemoryError RuntimeException'.split()
)


def engine_error(class_name, message, detail=''):
    """The exception for an error the gateway reports.

    `class_name` may be qualified as Java does it. What Graticule cannot do yet becomes NotImplementedError, an error of
    Java that is no exception a Py4JError; every other failure of a job is a Py4JJavaError, as in PySpark.
    """
    name = (class_name or 'SparkException').rsplit('.', 1)[-1]
    if name in _CLASSES:
        return _CLASSES[name](message, detail)
    if name in ('UnsupportedOperationException', 'NotImplementedError'):
        return NotImplementedError(message)
    if name == 'AssertionError':
        return Py4JError('An error occurred while calling o1.execute. Trace:\njava.lang.%s: %s' % (name, message))
    if '.' not in (class_name or ''):
        class_name = ('java.lang.' if name in _JAVA_LANG else 'org.apache.spark.') + name
    return Py4JJavaError('An error occurred while calling o1.execute.\n', JavaThrowable(class_name, message, detail or ''))
