"""Frames, columns and sessions."""

from pyspark.sql.catalog import Catalog
from pyspark.sql.column import Column
from pyspark.sql.context import HiveContext, SQLContext
from pyspark.sql.dataframe import DataFrame, DataFrameNaFunctions, DataFrameStatFunctions
from pyspark.sql.group import GroupedData
from pyspark.sql.readwriter import DataFrameReader, DataFrameWriter
from pyspark.sql.row import Row
from pyspark.sql.session import SparkSession
from pyspark.sql.window import Window, WindowSpec

__all__ = [
    'SparkSession', 'SQLContext', 'HiveContext', 'Column', 'DataFrame', 'GroupedData', 'Catalog', 'Row', 'Window',
    'WindowSpec', 'DataFrameReader', 'DataFrameWriter', 'DataFrameNaFunctions', 'DataFrameStatFunctions',
]
