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
