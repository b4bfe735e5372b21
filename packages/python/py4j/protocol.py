"""Error classes of py4j."""


class Py4JError(Exception):
    """Base of the errors."""

    def __init__(self, args=None, cause=None):
        super(Py4JError, self).__init__(args)
        self.cause = cause


class Py4JNetworkError(Py4JError):
    """The connection to the engine broke."""


class Py4JJavaError(Py4JError):
    """A job failed in the engine. `java_exception` is None: there is no Java object behind it."""

    def __init__(self, msg, java_class='SparkException'):
        super(Py4JJavaError, self).__init__(msg)
        self.errmsg = msg
        self.java_class = java_class
        self.java_exception = None

    def __str__(self):
        return '%s: %s' % (self.java_class, self.errmsg)
