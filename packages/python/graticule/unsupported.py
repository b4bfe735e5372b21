"""One wording for calls that exist in PySpark and are not there yet."""

import functools


def not_supported(call):
    """The error to raise for `call`, for example ``'RDD.map'``."""
    return NotImplementedError('%s is not supported yet by Graticule' % call)


def unsupported_method(owner, name, like=None):
    """A method that raises: put on a class for every name of PySpark it does not have yet.

    `like` is a function with the parameters that PySpark's method has; nothing runs of it.
    """

    def method(self, *args, **kwargs):
        raise not_supported('%s.%s' % (owner, name))

    if like is not None:
        functools.update_wrapper(method, like)
    method.__name__ = method.__qualname__ = name
    method.__doc__ = 'Not supported yet by Graticule.'
    return method
