"""Errors as scripts catch them: classes, their attributes and texts."""

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.sql.utils import AnalysisException, CapturedException, IllegalArgumentException, ParseException


def _raised(action):
    try:
        action()
    except Exception as error:
        return error
    raise AssertionError('no error')


def _kinds(error):
    kinds = (AnalysisException, ParseException, IllegalArgumentException, CapturedException, Py4JJavaError, Py4JError)
    return [kind.__name__ for kind in kinds if isinstance(error, kind)]


def kinds_of_errors(spark):
    df = spark.range(3)
    return [
        _kinds(_raised(action))
        for action in (
            lambda: df.select('none'),
            lambda: df.filter('id >'),
            lambda: spark.sql('SELECT FROM WHERE'),
            lambda: spark.table('none'),
            lambda: df.toDF('a', 'b'),
            lambda: df.join(df, 'id', 'sideways'),
            lambda: df.selectExpr("raise_error('boom')").collect(),
            lambda: spark.read.format('nonsense').load(),
            lambda: df.write.mode('nonsense'),
            lambda: df.sample(2.0),
        )
    ]


def parts_of_an_analysis_error(spark):
    error = _raised(lambda: spark.range(1).select('none'))
    return [type(error.desc).__name__, type(error.stackTrace).__name__, str(error) == error.desc, 'none' in str(error)]


def parts_of_a_failed_job(spark):
    error = _raised(lambda: spark.range(1).selectExpr("raise_error('boom')").collect())
    java = error.java_exception
    return [
        str(error).startswith('An error occurred while calling o'),
        'boom' in str(error),
        'boom' in java.getMessage() or 'boom' in str(java),
        'boom' in java.toString() or 'boom' in str(error),
        error.errmsg.startswith('An error occurred while calling'),
    ]


def parts_of_a_missing_source(spark):
    error = _raised(lambda: spark.read.format('nonsense').load())
    return [error.java_exception.getClass().getName(), 'Failed to find data source: nonsense' in str(error)]


def errors_made_by_hand(spark):
    made = AnalysisException('it is wrong', 'at line 1')
    return [str(made), made.desc, made.stackTrace, made.cause]


def errors_in_except_clauses(spark):
    try:
        spark.sql('SELECT * FROM none')
    except ParseException:
        return 'parsed wrongly'
    except AnalysisException:
        return 'analysed wrongly'


def a_frame_goes_on_after_an_error(spark):
    df = spark.range(2)
    _raised(lambda: df.select('none'))
    _raised(lambda: df.selectExpr("raise_error('x')").collect())
    return df.count()
