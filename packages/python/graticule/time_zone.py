"""Naive datetimes in the session time zone, to and from microseconds since 1970-01-01 UTC."""

import datetime

_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)
_UTC_NAMES = ('UTC', 'GMT', 'Z', 'Etc/UTC', 'Etc/GMT', 'UCT', 'Zulu')


class Utc(object):
    """The default zone: no conversion but the epoch."""

    def to_micros(self, value):
        """Microseconds of a datetime; aware ones keep their own zone."""
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return (value - _EPOCH) // _MICROSECOND

    def from_micros(self, micros):
        """The naive datetime of `micros`. Raises ValueError beyond the years that Python has."""
        try:
            return _EPOCH + datetime.timedelta(microseconds=micros)
        except OverflowError:
            raise ValueError('year is out of range: the timestamp is %d microseconds from 1970' % micros)


class Zone(Utc):
    """Any other zone, by a tzinfo object that follows `fold` (repeated hours take the first unless the value says)."""

    def __init__(self, tzinfo):
        self._tzinfo = tzinfo

    def to_micros(self, value):
        if value.tzinfo is None:
            value = value.replace(tzinfo=self._tzinfo)
        return super(Zone, self).to_micros(value)

    def from_micros(self, micros):
        utc = super(Zone, self).from_micros(micros).replace(tzinfo=datetime.timezone.utc)
        return utc.astimezone(self._tzinfo).replace(tzinfo=None)


def zone(name):
    """The zone of that name: UTC, `+02:00`, or a region such as `Europe/Zurich`.

    Regions need zoneinfo (Python 3.9 and later) or dateutil; without them the error says so.
    """
    if name in _UTC_NAMES:
        return Utc()
    offset = _fixed_offset(name)
    if offset is not None:
        return Zone(offset)
    tzinfo = _region(name)
    if tzinfo is None:
        raise ValueError(
            'time zone %r is not known to this Python: it needs zoneinfo (Python 3.9 and later, package tzdata on '
            'Windows) or the package python-dateutil' % name
        )
    return Zone(tzinfo)


def _fixed_offset(name):
    text = name[3:] if name[:3] in ('UTC', 'GMT') else name
    if text[:1] not in ('+', '-'):
        return None
    hours, _, minutes = text[1:].partition(':')
    if not hours.isdigit() or (minutes and not minutes.isdigit()):
        return None
    delta = datetime.timedelta(hours=int(hours), minutes=int(minutes or 0))
    return datetime.timezone(delta if text[0] == '+' else -delta)


def _region(name):
    try:
        import zoneinfo

        return zoneinfo.ZoneInfo(name)
    except ImportError:
        pass
    except Exception:
        return None
    try:
        from dateutil import tz

        return tz.gettz(name)
    except ImportError:
        return None


def session_zone():
    """The zone of the running session; UTC outside a session."""
    from graticule import session

    current = session.current()
    return current.time_zone() if current else Utc()
