"""One wording for calls that exist in PySpark and are not there yet."""


def not_supported(call):
    """The error to raise for `call`, for example ``'RDD.map'``."""
    return NotImplementedError('%s is not supported yet by Graticule' % call)


def unsupported_method(owner, name):
    """A method that raises: put on a class for every name of PySpark it does not have yet."""

    def method(self, *args, **kwargs):
        raise not_supported('%s.%s' % (owner, name))

    method.__name__ = name
    method.__doc__ = 'Not supported yet by Graticule.'
    return method


def unsupported_function(owner, name):
    """A function that raises: stands for `owner.name` of PySpark until it is there."""

    def function(*args, **kwargs):
        raise not_supported('%s.%s' % (owner, name))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = 'Not supported yet by Graticule.'
    return function
