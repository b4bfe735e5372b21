"""Frames kept, compared and named."""

import warnings

from graticule.compat import IS_SPARK_2
from graticule.expression_text import name_parts
from pyspark.sql.utils import AnalysisException
from pyspark.storagelevel import DEFAULT_OF_FRAMES, StorageLevel


class StorageMethods(object):
    """What the session can remember of a frame."""

    is_cached = False

    def sameSemantics(self, other):
        """Whether both frames have the same plan, names apart."""
        if not isinstance(other, StorageMethods):
            raise TypeError("other parameter should be of DataFrame; however, got %s" % type(other))
        plans = {'targetPlan': {'root': self._relation}, 'otherPlan': {'root': other._relation}}
        return self._session.analyze('sameSemantics', plans).get('result', False)

    def semanticHash(self):
        """A number that is equal for frames with the same plan."""
        return self._session.analyze('semanticHash', {'plan': {'root': self._relation}}).get('result', 0)

    def cache(self):
        """Keeps the rows once they are computed."""
        return self.persist()

    def persist(self, storageLevel=DEFAULT_OF_FRAMES):
        """Keeps the rows once they are computed; in memory, whatever the level."""
        self._session.analyze('persist', {'relation': self._relation})
        self.is_cached = True
        return self

    @property
    def storageLevel(self):
        """Where the rows are kept: nowhere, or in memory."""
        level = self._session.analyze('getStorageLevel', {'relation': self._relation}).get('storageLevel', {})
        if not level.get('useMemory', False):
            return StorageLevel(False, False, False, False, 1)
        return DEFAULT_OF_FRAMES

    def unpersist(self, blocking=False):
        """Forgets kept rows."""
        self._session.analyze('unpersist', {'relation': self._relation, 'blocking': blocking})
        self.is_cached = False
        return self

    def createOrReplaceTempView(self, name):
        """A name for the frame in SQL."""
        self._create_view(name, replace=True)

    def registerTempTable(self, name):
        """The earlier name of `createOrReplaceTempView`."""
        if not IS_SPARK_2:
            warnings.warn('Deprecated in 2.0, use createOrReplaceTempView instead.', FutureWarning, stacklevel=2)
        self.createOrReplaceTempView(name)

    def createTempView(self, name):
        """A name for the frame in SQL. Raises AnalysisException when it exists."""
        self._create_view(name, replace=False)

    def createGlobalTempView(self, name):
        """A name for `global_temp.name` in SQL. Raises AnalysisException when it exists."""
        self._create_view(name, replace=False, everywhere=True)

    def createOrReplaceGlobalTempView(self, name):
        """A name for `global_temp.name` in SQL."""
        self._create_view(name, replace=True, everywhere=True)

    def _create_view(self, name, replace, everywhere=False):
        parts = name_parts(name)
        if IS_SPARK_2 and len(parts) > 1:
            raise AnalysisException(
                'It is not allowed to add database prefix `%s` for the TEMPORARY view name.' % '.'.join(parts[:-1])
            )
        view = {'input': self._relation, 'name': name, 'isGlobal': everywhere, 'replace': replace}
        self._session.command({'createDataframeView': view})
