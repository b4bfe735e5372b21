"""Functions over dates and times, for `pyspark.sql.functions`."""

from graticule import expressions as e
from pyspark.sql.column import Column, name_to_expression, to_expression


def _call(name, *arguments):
    return Column(e.function(name, arguments))


def date_format(date, format):
    """A date as text in a pattern."""
    return _call('date_format', name_to_expression(date), e.literal(format))


def _with_format(name, col, format):
    arguments = [name_to_expression(col)]
    return _call(name, *(arguments if format is None else arguments + [e.literal(format)]))


def to_date(col, format=None):
    """A date; null when the text does not fit."""
    return _with_format('to_date', col, format)


def to_timestamp(col, format=None):
    """A timestamp; null when the text does not fit."""
    return _with_format('to_timestamp', col, format)


def unix_timestamp(timestamp=None, format='yyyy-MM-dd HH:mm:ss'):
    """Seconds since 1970-01-01 UTC; of now without arguments."""
    return _call('unix_timestamp') if timestamp is None else _with_format('unix_timestamp', timestamp, format)


def from_unixtime(timestamp, format='yyyy-MM-dd HH:mm:ss'):
    """Text of seconds since 1970-01-01 UTC."""
    return _with_format('from_unixtime', timestamp, format)


def _date_and_number(name, date, number):
    argument = e.literal(number) if isinstance(number, int) else name_to_expression(number)
    return _call(name, name_to_expression(date), argument)


def date_add(start, days):
    """The date so many days later."""
    return _date_and_number('date_add', start, days)


def date_sub(start, days):
    """The date so many days earlier."""
    return _date_and_number('date_sub', start, days)


def add_months(start, months):
    """The date so many months later."""
    return _date_and_number('add_months', start, months)


def months_between(date1, date2, roundOff=True):
    """Months from the second to the first, with a fraction of 31 days."""
    arguments = [name_to_expression(date1), name_to_expression(date2)]
    return _call('months_between', *(arguments if roundOff else arguments + [e.literal(False)]))


def datediff(end, start):
    """Days from `start` to `end`."""
    return _call('datediff', name_to_expression(end), name_to_expression(start))


def last_day(date):
    """Last day of the month."""
    return _call('last_day', name_to_expression(date))


def next_day(date, dayOfWeek):
    """The next day of that name."""
    return _call('next_day', name_to_expression(date), e.literal(dayOfWeek))


def trunc(date, format):
    """The first day of a date's year, quarter, month or week."""
    return _call('trunc', name_to_expression(date), e.literal(format))


def date_trunc(format, timestamp):
    """The start of a timestamp's unit."""
    return _call('date_trunc', e.literal(format), name_to_expression(timestamp))


def from_utc_timestamp(timestamp, tz):
    """Wall clock in a zone of a UTC time."""
    return _call('from_utc_timestamp', name_to_expression(timestamp), to_expression(tz))


def to_utc_timestamp(timestamp, tz):
    """UTC time of a wall clock in a zone."""
    return _call('to_utc_timestamp', name_to_expression(timestamp), to_expression(tz))


def window(timeColumn, windowDuration, slideDuration=None, startTime=None):
    """Time windows for groupBy: a struct of start and end."""
    durations = [windowDuration, slideDuration or windowDuration, startTime or '0 second']
    return _call('window', name_to_expression(timeColumn), *[e.literal(duration) for duration in durations])


DATE_FUNCTIONS = (
    date_format, to_date, to_timestamp, unix_timestamp, from_unixtime, date_add, date_sub, add_months, months_between,
    datediff, last_day, next_day, trunc, date_trunc, from_utc_timestamp, to_utc_timestamp, window,
)
for _function in DATE_FUNCTIONS:
    _function.__module__ = 'pyspark.sql.functions'
