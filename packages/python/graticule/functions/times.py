"""Functions over dates and times, for `pyspark.sql.functions`."""

from graticule.compat import IS_SPARK_2
from graticule.functions.call import call, column, literal, number_or_column, publish, value
from pyspark.sql.column import Column


def date_format(date, format):
    """A date as text in a pattern."""
    return call('date_format', column(date), literal(format))


def _with_format(name, col, format):
    arguments = [column(col)]
    return call(name, *(arguments if format is None else arguments + [literal(format)]))


def to_date(col, format=None):
    """A date; null when the text does not fit."""
    return _with_format('to_date', col, format)


def to_timestamp(col, format=None):
    """A timestamp; null when the text does not fit. In PySpark 2 a text without a format is in that of a timestamp."""
    if format is None and IS_SPARK_2:
        format = 'yyyy-MM-dd HH:mm:ss'
    return _with_format('to_timestamp', col, format)


def unix_timestamp(timestamp=None, format='yyyy-MM-dd HH:mm:ss'):
    """Seconds since 1970-01-01 UTC; of now without arguments."""
    return call('unix_timestamp') if timestamp is None else _with_format('unix_timestamp', timestamp, format)


def from_unixtime(timestamp, format='yyyy-MM-dd HH:mm:ss'):
    """Text of seconds since 1970-01-01 UTC."""
    return _with_format('from_unixtime', timestamp, format)


def date_add(start, days):
    """The date so many days later."""
    return call('date_add', column(start), number_or_column(days))


def date_sub(start, days):
    """The date so many days earlier."""
    return call('date_sub', column(start), number_or_column(days))


def add_months(start, months):
    """The date so many months later."""
    return call('add_months', column(start), number_or_column(months))


def months_between(date1, date2, roundOff=True):
    """Months from the second to the first, with a fraction of 31 days."""
    arguments = [column(date1), column(date2)]
    # Spark 2.2 knows no third argument, and shows none in names.
    return call('months_between', *(arguments if IS_SPARK_2 and roundOff else arguments + [literal(roundOff)]))


def datediff(end, start):
    """Days from `start` to `end`."""
    return call('datediff', column(end), column(start))


def last_day(date):
    """Last day of the month."""
    return call('last_day', column(date))


def next_day(date, dayOfWeek):
    """The next day of that name."""
    return call('next_day', column(date), literal(dayOfWeek))


def trunc(date, format):
    """The first day of a date's year, quarter, month or week."""
    return call('trunc', column(date), literal(format))


def date_trunc(format, timestamp):
    """The start of a timestamp's unit."""
    return call('date_trunc', literal(format), column(timestamp))


def from_utc_timestamp(timestamp, tz):
    """Wall clock in a zone of a UTC time."""
    return call('from_utc_timestamp', column(timestamp), value(tz))


def to_utc_timestamp(timestamp, tz):
    """UTC time of a wall clock in a zone."""
    return call('to_utc_timestamp', column(timestamp), value(tz))


def window(timeColumn, windowDuration, slideDuration=None, startTime=None):
    """Time windows for groupBy: a struct of start and end."""
    _check_duration('windowDuration', windowDuration)
    for name, duration in (('slideDuration', slideDuration), ('startTime', startTime)):
        if duration:
            _check_duration(name, duration)
    durations = [windowDuration, slideDuration or windowDuration, startTime or '0 second']
    return call('window', column(timeColumn), *[literal(duration) for duration in durations])


def _check_duration(name, duration):
    if not isinstance(duration, str) or not duration:
        raise TypeError('%s should be provided as a string' % name)


def session_window(timeColumn, gapDuration):
    """Windows for groupBy that end when nothing happens for a duration: a struct of start and end."""
    if not isinstance(gapDuration, (str, Column)):
        raise TypeError('gapDuration should be provided as a string or Column')
    return call('session_window', column(timeColumn), value(gapDuration))


def make_date(year, month, day):
    """The date of a year, a month and a day; null when there is none."""
    return call('make_date', column(year), column(month), column(day))


def bucket(numBuckets, col):
    """Partitions of a table by hash; only for `writeTo`."""
    if not isinstance(numBuckets, (int, Column)):
        raise TypeError('numBuckets should be a Column or an int, got {}'.format(type(numBuckets)))
    return call('bucket', value(numBuckets), column(col))


FUNCTIONS = publish(globals())
