"""Plain data of the script as an RDD: for `createDataFrame` and `collect`. The rest of the RDD API is not there yet."""

from graticule.unsupported import not_supported

__all__ = ['RDD']


class RDD(object):
    """What `sc.parallelize` returns."""

    def __init__(self, values, context):
        self._values = values
        self.context = self.ctx = context

    def collect(self):
        """All values."""
        return list(self._values)

    def toDF(self, schema=None, sampleRatio=None):
        """A frame of the values, see SparkSession.createDataFrame."""
        from pyspark.sql.session import SparkSession

        return SparkSession._active().createDataFrame(self, schema, sampleRatio)

    def __iter__(self):
        raise TypeError('an RDD is not iterable: use collect()')

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        raise not_supported('RDD.' + name)

    def __reduce__(self):
        raise TypeError('an RDD cannot be sent to workers or pickled')
