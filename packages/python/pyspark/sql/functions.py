"""Functions over columns. Most only name the function; the engine says when it does not have one.

Arguments are column names or Columns unless a parameter is documented as a plain value. In Spark 3 a star import also
brings what PySpark's own module imports, because scripts came to rely on it.
"""

import functools
import inspect
import sys
import warnings
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, List, Optional, Tuple, Union, ValuesView, cast, overload

from graticule import expressions as _e
from graticule.functions import aggregates as _aggregates
from graticule.functions import collections as _collections
from graticule.functions import lambdas as _lambdas
from graticule.functions import numbers as _numbers
from graticule.functions import texts as _texts
from graticule.functions import times as _times
from graticule.functions.call import call as _call
from graticule.functions.call import column as _column
from graticule.functions.call import publish as _publish
from graticule.functions.call import value as _value
from graticule.functions.deprecated import deprecated_functions as _deprecated_functions
from graticule.functions.exports import exported as _exported
from graticule.functions.later import later_functions as _later_functions
from graticule.functions.table import named_functions as _named_functions
from graticule.session import current as _current_session
from pyspark.context import SparkContext
from pyspark.sql.column import Column
from pyspark.sql.dataframe import DataFrame
from pyspark.sql.types import ArrayType, DataType, StringType, StructType
from pyspark.sql.udf import PandasUDFType, UserDefinedFunction, pandas_udf, udf


def col(col):
    """A column by name; dots reach into structs, backticks protect a name."""
    if not isinstance(col, str):
        raise TypeError('a column name should be a string, but got: %r of type %s' % (col, type(col)))
    return Column(_e.named(col))


column = col


def lit(col):
    """A plain value as a Column; a Column stays as it is."""
    return col if isinstance(col, Column) else Column(_e.literal(col))


def expr(str):
    """SQL text as a Column."""
    if not hasattr(str, 'encode'):
        raise TypeError('an expression should be a string, but got: %r of type %s' % (str, type(str)))
    session = _current_session()
    if session is not None:
        # An error of syntax shows here, not where the column is used.
        session.shown_expression(str)
    return Column(_e.sql_text(str))


def when(condition, value):
    """The first branch of a CASE; continue with `.when` and `.otherwise`."""
    if not isinstance(condition, Column):
        raise TypeError('condition should be a Column')
    return _call('when', condition._expression, _value(value))


def asc(col):
    """Ascending order."""
    return Column(_column(col)).asc()


def desc(col):
    """Descending order."""
    return Column(_column(col)).desc()


def asc_nulls_first(col):
    """Ascending order, nulls first."""
    return Column(_column(col)).asc_nulls_first()


def asc_nulls_last(col):
    """Ascending order, nulls last."""
    return Column(_column(col)).asc_nulls_last()


def desc_nulls_first(col):
    """Descending order, nulls first."""
    return Column(_column(col)).desc_nulls_first()


def desc_nulls_last(col):
    """Descending order, nulls last."""
    return Column(_column(col)).desc_nulls_last()


def broadcast(df):
    """Advice to send the frame to every task of a join."""
    return df.hint('broadcast')


_own = dict(_named_functions(), **_publish(globals()))
for _module in (_numbers, _texts, _times, _collections, _aggregates, _lambdas):
    _own.update(_module.FUNCTIONS)
_own.update(_deprecated_functions(_own), udf=udf, pandas_udf=pandas_udf, PandasUDFType=PandasUDFType)
globals().update(_own)

__all__ = _exported([name for name in globals() if not name.startswith('_')], _own)
globals().update(_later_functions())
