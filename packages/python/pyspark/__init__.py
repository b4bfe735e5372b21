"""PySpark's names over the Graticule engine."""

from graticule.compat import SPARK_VERSION
from pyspark.conf import SparkConf
from pyspark.context import SparkContext
from pyspark.rdd import RDD
from pyspark.sql import HiveContext, Row, SQLContext
from pyspark.storagelevel import StorageLevel

__version__ = SPARK_VERSION

__all__ = ['SparkConf', 'SparkContext', 'RDD', 'StorageLevel']
