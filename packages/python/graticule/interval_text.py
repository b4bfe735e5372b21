"""Durations as texts, such as `interval 1 hour 30 minutes`."""

import re

_MICROS = {
    'microsecond': 1, 'millisecond': 1000, 'second': 1000000, 'minute': 60000000, 'hour': 3600000000,
    'day': 86400000000, 'week': 7 * 86400000000,
}
_PART = re.compile(r'([+-]?\d+)\s+(%s)s?\s*' % '|'.join(_MICROS), re.IGNORECASE)


def duration_micros(text):
    """Microseconds of a duration of whole units up to weeks; None for any other text."""
    rest = re.sub(r'^\s*interval\s+', '', text, flags=re.IGNORECASE).strip()
    total = 0
    while rest:
        part = _PART.match(rest)
        if part is None:
            return None
        total += int(part.group(1)) * _MICROS[part.group(2).lower()]
        rest = rest[part.end():]
    return total
