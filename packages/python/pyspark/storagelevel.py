"""Where kept rows may live. Graticule keeps them in memory whatever is asked."""

from graticule.compat import IS_SPARK_2

__all__ = ['StorageLevel']


class StorageLevel(object):
    """Flags of PySpark."""

    def __init__(self, useDisk, useMemory, useOffHeap, deserialized, replication=1):
        self.useDisk = useDisk
        self.useMemory = useMemory
        self.useOffHeap = useOffHeap
        self.deserialized = deserialized
        self.replication = replication

    def __repr__(self):
        return 'StorageLevel(%s, %s, %s, %s, %s)' % (
            self.useDisk,
            self.useMemory,
            self.useOffHeap,
            self.deserialized,
            self.replication,
        )

    def __str__(self):
        places = ((self.useDisk, 'Disk '), (self.useMemory, 'Memory '), (self.useOffHeap, 'OffHeap '))
        form = 'Deserialized ' if self.deserialized else 'Serialized '
        return ''.join(word for used, word in places if used) + form + '%sx Replicated' % self.replication


StorageLevel.DISK_ONLY = StorageLevel(True, False, False, False)
StorageLevel.DISK_ONLY_2 = StorageLevel(True, False, False, False, 2)
StorageLevel.MEMORY_ONLY = StorageLevel(False, True, False, False)
StorageLevel.MEMORY_ONLY_2 = StorageLevel(False, True, False, False, 2)
StorageLevel.MEMORY_AND_DISK = StorageLevel(True, True, False, False)
StorageLevel.MEMORY_AND_DISK_2 = StorageLevel(True, True, False, False, 2)
StorageLevel.OFF_HEAP = StorageLevel(True, True, True, False, 1)
if IS_SPARK_2:
    StorageLevel.MEMORY_ONLY_SER = StorageLevel.MEMORY_ONLY
    StorageLevel.MEMORY_ONLY_SER_2 = StorageLevel.MEMORY_ONLY_2
    StorageLevel.MEMORY_AND_DISK_SER = StorageLevel.MEMORY_AND_DISK
    StorageLevel.MEMORY_AND_DISK_SER_2 = StorageLevel.MEMORY_AND_DISK_2
    DEFAULT_OF_FRAMES = StorageLevel.MEMORY_AND_DISK
else:
    StorageLevel.DISK_ONLY_3 = StorageLevel(True, False, False, False, 3)
    StorageLevel.MEMORY_AND_DISK_DESER = StorageLevel(True, True, False, True)
    DEFAULT_OF_FRAMES = StorageLevel.MEMORY_AND_DISK_DESER
