"""The context: local data and facts about the job."""

import getpass
import os
import time

from graticule.compat import SPARK_VERSION
from graticule.unsupported import not_supported
from pyspark.conf import SparkConf
from pyspark.rdd import RDD

__all__ = ['SparkContext']


class SparkContext(object):
    """`sc`. There is one for a job."""

    _active = None

    def __init__(self, master=None, appName=None, conf=None, **ignored):
        if SparkContext._active is not None:
            raise ValueError(
                'Cannot run multiple SparkContexts at once: the job has one already, use `sc` or '
                'SparkContext.getOrCreate()'
            )
        SparkContext._active = self
        self._conf = conf or SparkConf()
        self.startTime = int(time.time() * 1000)
        self.version = SPARK_VERSION
        self.master = 'graticule'
        self.appName = appName or self._conf.get('spark.app.name') or 'Run Python Script'
        self.applicationId = os.environ.get('GRATICULE_JOB') or 'local'
        self.environment = {}

    @classmethod
    def getOrCreate(cls, conf=None):
        """The context of the job."""
        return cls._active or cls(conf=conf)

    @property
    def defaultParallelism(self):
        """`spark.default.parallelism`, else 2 as in the smallest cluster: partitions do not depend on the executors here."""
        return int(self._conf.get('spark.default.parallelism') or 2)

    @property
    def defaultMinPartitions(self):
        """At most 2."""
        return min(self.defaultParallelism, 2)

    def parallelize(self, c, numSlices=None):
        """Local values for `createDataFrame`."""
        return RDD(list(c), self)

    def emptyRDD(self):
        """No values."""
        return RDD([], self)

    def getConf(self):
        """A copy of the settings."""
        return SparkConf().setAll(self._conf.getAll())

    def setLogLevel(self, logLevel):
        """Accepted; the log of the engine is not the script's."""

    def setJobGroup(self, groupId, description, interruptOnCancel=False):
        """Accepted; a job is one group."""

    def setJobDescription(self, value):
        """Accepted; the job has its own description."""

    def sparkUser(self):
        """The account the script runs under."""
        return getpass.getuser()

    def stop(self):
        """Accepted; the job ends with the script."""

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.stop()

    def __getattr__(self, name):
        if name in ('_jvm', '_gateway', '_jsc'):
            raise AttributeError('SparkContext.%s: there is no Java virtual machine in Graticule' % name)
        if name.startswith('_'):
            raise AttributeError(name)
        raise not_supported('SparkContext.' + name)

    def __reduce__(self):
        raise TypeError('a SparkContext cannot be sent to workers or pickled')
