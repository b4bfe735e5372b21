"""Frames, columns and sessions."""

from graticule.compat import IS_SPARK_2, SPARK_VERSION
from pyspark.sql.catalog import Catalog
from pyspark.sql.column import Column
from pyspark.sql.context import HiveContext, SQLContext
from pyspark.sql.dataframe import DataFrame, DataFrameNaFunctions, DataFrameStatFunctions
from pyspark.sql.group import GroupedData
from pyspark.sql.observation import Observation
from pyspark.sql.readwriter import DataFrameReader, DataFrameWriter
from pyspark.sql.row import Row
from pyspark.sql.session import SparkSession
from pyspark.sql.udf import UDFRegistration
from pyspark.sql.window import Window, WindowSpec

__all__ = [
    'SparkSession', 'SQLContext', 'HiveContext', 'UDFRegistration', 'Column', 'DataFrame', 'GroupedData', 'Row', 'Window',
    'WindowSpec', 'DataFrameReader', 'DataFrameWriter', 'DataFrameNaFunctions', 'DataFrameStatFunctions',
]  # fmt: skip
if SPARK_VERSION >= '2.3':
    __all__.append('Catalog')
if not IS_SPARK_2:
    __all__.append('Observation')
