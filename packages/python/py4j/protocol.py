"""Error classes of py4j."""


class Py4JError(Exception):
    """Base of the errors."""

    def __init__(self, args=None, cause=None):
        super(Py4JError, self).__init__(args)
        self.cause = cause


class Py4JNetworkError(Py4JError):
    """The connection to the engine broke."""

    def __init__(self, args=None, cause=None, when=None):
        super(Py4JNetworkError, self).__init__(args, cause)
        self.when = when


class Py4JAuthenticationError(Py4JError):
    """The engine does not accept the caller."""


class Py4JJavaError(Py4JError):
    """A job failed in the engine. `java_exception` stands for the error there."""

    def __init__(self, msg, java_exception):
        super(Py4JJavaError, self).__init__(msg)
        self.errmsg = msg
        self.java_exception = java_exception
        self.exception_cmd = None

    def __str__(self):
        return '%s: %s' % (self.errmsg, self.java_exception)


class JavaThrowable(object):
    """An error of the engine with the methods of a Java one that scripts call."""

    def __init__(self, class_name, message, trace=''):
        self._class_name = class_name
        self._message = message
        self._trace = trace

    def getMessage(self):
        """What went wrong."""
        return self._message

    getLocalizedMessage = getMessage

    def getClass(self):
        """Its class, which has getName and getSimpleName."""
        return JavaClass(self._class_name)

    def getCause(self):
        """There is no other error behind it."""
        return None

    def getStackTrace(self):
        """The lines of its trace."""
        return self._trace.splitlines()

    def toString(self):
        """Class and message."""
        return '%s: %s' % (self._class_name, self._message)

    def __str__(self):
        return '\n'.join([self.toString()] + self.getStackTrace())


class JavaClass(object):
    """The class of an error."""

    def __init__(self, name):
        self._name = name

    def getName(self):
        """With its package."""
        return self._name

    def getSimpleName(self):
        """Without its package."""
        return self._name.rsplit('.', 1)[-1]
