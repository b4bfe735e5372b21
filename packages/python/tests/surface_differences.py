"""What real PySpark has and this package has not, or has otherwise, each with its reason. See test_surface."""

_HELPERS = 'a helper of PySpark itself, not for scripts'
_JAVA = 'works on objects of the Java side, of which there are none'
_UDF = 'Python functions run on workers: not there yet'
_ARROW = 'a helper of PySpark itself to use pandas and pyarrow, not for scripts'
_WIDER = 'takes what later versions take as well'
_EMPTY = 'None stands for no options here, an empty dict there'


def _all(reason, *paths):
    return {path: reason for path in paths}


_BOTH = dict(
    _all(
        _HELPERS,
        'pyspark.sql.group.df_varargs_api',
        'pyspark.sql.group.dfapi',
        'pyspark.sql.readwriter.OptionUtils',
        'pyspark.sql.utils.require_test_compiled',
    ),
    **_all(
        _JAVA,
        'pyspark.sql.types.DateConverter',
        'pyspark.sql.types.DatetimeConverter',
        'pyspark.sql.utils.ForeachBatchFunction',
        'pyspark.sql.utils.capture_sql_exception',
        'pyspark.sql.utils.install_exception_handler',
        'pyspark.sql.utils.toJArray',
    ),
    **_all(
        _UDF,
        'pyspark.sql.udf.UserDefinedFunction.__call__',
        'pyspark.sql.udf.UserDefinedFunction.asNondeterministic',
        'pyspark.sql.udf.UserDefinedFunction.returnType',
    ),
    **_all('needed for the vectors of pyspark.ml, which is not there yet', 'pyspark.sql.types.UserDefinedType')
)

FROM_3 = dict(
    _BOTH,
    **_all(
        _HELPERS,
        'pyspark.sql.functions import *: PythonEvalType',
        'pyspark.sql.functions import *: since',
        'pyspark.sql.functions import *: to_str',
        'pyspark.sql.utils.to_str',
    ),
    **_all(
        _JAVA,
        'pyspark.sql.types.DatetimeNTZConverter',
        'pyspark.sql.types.DayTimeIntervalTypeConverter',
        'pyspark.sql.utils.convert_exception',
    ),
    **_all(_UDF, 'pyspark.sql import *: PandasCogroupedOps'),
    **_all(
        'Spark 3.3 does not export the type: it is of 3.4',
        'pyspark.sql.types.TimestampNTZType',
        'pyspark.sql.utils.is_timestamp_ntz_preferred',
    )
)

FROM_2 = dict(
    _BOTH,
    **_all(
        _HELPERS,
        'pyspark.sql.functions import *: basestring',
        'pyspark.sql.readwriter.to_str',
    ),
    **_all(
        _ARROW,
        'pyspark.sql.types.from_arrow_schema',
        'pyspark.sql.types.from_arrow_type',
        'pyspark.sql.types.to_arrow_schema',
        'pyspark.sql.types.to_arrow_type',
        'pyspark.sql.utils.require_minimum_pandas_version',
        'pyspark.sql.utils.require_minimum_pyarrow_version',
    ),
    **_all(
        'it is in pyspark.sql.udf, from where functions has it',
        'pyspark.sql.functions.PandasUDFType',
        'pyspark.sql.functions.UserDefinedFunction',
        'pyspark.sql.functions.pandas_udf',
    ),
    **_all(
        _UDF,
        'pyspark.sql.catalog.Catalog.registerFunction',
        'pyspark.sql.context.HiveContext.registerFunction',
        'pyspark.sql.context.SQLContext.registerFunction',
        'pyspark.sql.context.UDFRegistration.register',
    ),
    **_all(
        _WIDER,
        'pyspark.sql.dataframe.DataFrame.explain',
        'pyspark.sql.dataframe.DataFrame.replace',
        'pyspark.sql.dataframe.DataFrame.toLocalIterator',
    ),
    **_all(_EMPTY, 'pyspark.sql.functions.from_json', 'pyspark.sql.functions.to_json')
)
