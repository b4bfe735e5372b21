"""The names that Spark 3.4 and later give the errors; they are those of `pyspark.sql.utils` and Python's own."""

from pyspark.sql.utils import (
    AnalysisException, CapturedException, IllegalArgumentException, ParseException, PythonException,
    QueryExecutionException, SparkUpgradeException, StreamingQueryException, UnknownException,
)  # fmt: skip

PySparkException = CapturedException
PySparkAssertionError = AssertionError
PySparkAttributeError = AttributeError
PySparkImportError = ImportError
PySparkIndexError = IndexError
PySparkKeyError = KeyError
PySparkNotImplementedError = NotImplementedError
PySparkRuntimeError = RuntimeError
PySparkTypeError = TypeError
PySparkValueError = ValueError

__all__ = [
    'AnalysisException', 'IllegalArgumentException', 'ParseException', 'PySparkAssertionError', 'PySparkAttributeError',
    'PySparkException', 'PySparkImportError', 'PySparkIndexError', 'PySparkKeyError', 'PySparkNotImplementedError',
    'PySparkRuntimeError', 'PySparkTypeError', 'PySparkValueError', 'PythonException', 'QueryExecutionException',
    'SparkUpgradeException', 'StreamingQueryException', 'UnknownException',
]  # fmt: skip
