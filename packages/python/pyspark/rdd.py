"""Plain data of the script as an RDD: for `createDataFrame` and looking at it. The rest of the RDD API is not there yet."""

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

    def count(self):
        """How many there are."""
        return len(self._values)

    def take(self, num):
        """The first values."""
        return list(self._values[:num])

    def first(self):
        """The first value. Raises ValueError when there is none."""
        values = self.take(1)
        if not values:
            raise ValueError('RDD is empty')
        return values[0]

    def isEmpty(self):
        """Whether there are no values."""
        return not self.take(1)

    def toLocalIterator(self, prefetchPartitions=False):
        """All values, one after the other."""
        return iter(self.collect())

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


class FrameRDD(RDD):
    """The rows of a frame, computed when they are asked for: what needs no Python on the executors."""

    def __init__(self, frame, context):
        super(FrameRDD, self).__init__((), context)
        self._frame = frame

    def collect(self):
        """All values."""
        return self._frame.collect()

    def count(self):
        """How many there are."""
        return self._frame.count()

    def take(self, num):
        """The first values."""
        return self._frame.take(num)

    def getNumPartitions(self):
        """In how many partitions the rows lie."""
        return self._frame._session.count_partitions(self._frame._relation)

    def toLocalIterator(self, prefetchPartitions=False):
        """All values, one after the other."""
        return self._frame.toLocalIterator(prefetchPartitions)


class TextRDD(FrameRDD):
    """The values of a frame's one column."""

    def collect(self):
        """All values."""
        return [row[0] for row in super(TextRDD, self).collect()]

    def take(self, num):
        """The first values."""
        return [row[0] for row in super(TextRDD, self).take(num)]

    def toLocalIterator(self, prefetchPartitions=False):
        """All values, one after the other."""
        return (row[0] for row in super(TextRDD, self).toLocalIterator(prefetchPartitions))
