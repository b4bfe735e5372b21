"""Settings given before a context exists."""

from graticule.compat import PlainError

__all__ = ['SparkConf']


class SparkConf(object):
    """Keys and values as text; setters return the object."""

    def __init__(self, loadDefaults=True, _jvm=None, _jconf=None):
        self._pairs = {}

    def set(self, key, value):
        """Sets a key."""
        self._pairs[key] = str(value)
        return self

    def setIfMissing(self, key, value):
        """Sets a key that has no value yet."""
        return self if key in self._pairs else self.set(key, value)

    def setMaster(self, value):
        """The master; changes nothing."""
        return self.set('spark.master', value)

    def setAppName(self, value):
        """The name; changes nothing."""
        return self.set('spark.app.name', value)

    def setSparkHome(self, value):
        """The home; changes nothing."""
        return self.set('spark.home', value)

    def setExecutorEnv(self, key=None, value=None, pairs=None):
        """Variables of workers, one or a list of pairs; they change nothing."""
        if (key is not None) == (pairs is not None):
            raise PlainError('Either pass one key-value pair or a list of pairs')
        for name, text in pairs or [(key, value)]:
            self.set('spark.executorEnv.' + name, text)
        return self

    def setAll(self, pairs):
        """Sets several keys."""
        for key, value in pairs:
            self.set(key, value)
        return self

    def get(self, key, defaultValue=None):
        """The value of a key."""
        return self._pairs.get(key, defaultValue)

    def getAll(self):
        """All pairs."""
        return list(self._pairs.items())

    def contains(self, key):
        """Whether a key has a value."""
        return key in self._pairs

    def toDebugString(self):
        """One line for every pair."""
        return '\n'.join('%s=%s' % pair for pair in sorted(self._pairs.items()))
