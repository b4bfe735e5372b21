"""Settings of the session."""

from graticule.compat import SPARK_VERSION

__all__ = ['RuntimeConfig']

# Not given. In Spark 2.2 None says so too.
NO_DEFAULT = None if SPARK_VERSION < '2.3' else object()


class RuntimeConfig(object):
    """`spark.conf`: keys and values are text."""

    def __init__(self, session):
        self._session = session

    def set(self, key, value):
        """Sets a key; bool becomes true or false."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        self._session.config({'set': {'pairs': [{'key': _text(key), 'value': text}]}})

    def get(self, key, default=NO_DEFAULT):
        """The value of a key. Raises when it is not set and there is no default."""
        if default is NO_DEFAULT:
            return self._session.config({'get': {'keys': [_text(key)]}})[0][1]
        pair = {'key': _text(key)}
        if default is not None:
            pair['value'] = _text(default, 'default')
        return self._session.config({'getWithDefault': {'pairs': [pair]}})[0][1]

    def unset(self, key):
        """Back to the default."""
        self._session.config({'unset': {'keys': [_text(key)]}})

    def isModifiable(self, key):
        """Whether a key can be set."""
        return self._session.config({'isModifiable': {'keys': [_text(key)]}})[0][1] == 'true'


def _text(given, what='key'):
    if not isinstance(given, str):
        raise TypeError("expected %s '%s' to be a string (was '%s')" % (what, given, type(given).__name__))
    return given
