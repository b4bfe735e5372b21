"""Python functions over columns, which are not there yet: every use says so."""

from graticule.unsupported import not_supported, unsupported_method
from pyspark.sql.types import StringType

__all__ = ['UDFRegistration']


class UserDefinedFunction(object):
    """What `functions.udf` will return."""

    def __init__(self, *args, **kwargs):
        raise not_supported('UserDefinedFunction')


class UDFRegistration(object):
    """`spark.udf`: Python functions by name for SQL."""

    def __init__(self, sparkSession):
        self.sparkSession = sparkSession

    register = unsupported_method('UDFRegistration', 'register', lambda self, name, f, returnType=None: None)
    registerJavaFunction = unsupported_method(
        'UDFRegistration', 'registerJavaFunction', lambda self, name, javaClassName, returnType=None: None
    )
    registerJavaUDAF = unsupported_method(
        'UDFRegistration', 'registerJavaUDAF', lambda self, name, javaClassName: None
    )


class PandasUDFType(object):
    """Kinds of functions over pandas data."""

    SCALAR = 200
    GROUPED_MAP = 201
    GROUPED_AGG = 202
    SCALAR_ITER = 204


def udf(f=None, returnType=StringType()):
    """A Python function of column values. Not supported yet by Graticule."""
    raise not_supported('functions.udf')


def pandas_udf(f=None, returnType=None, functionType=None):
    """A Python function of pandas data. Not supported yet by Graticule."""
    raise not_supported('functions.pandas_udf')


udf.__module__ = 'pyspark.sql.functions'
