"""Nulls of a frame dropped, filled or put in the place of values."""

import warnings

from graticule import expressions as e
from graticule.compat import IS_SPARK_2, NUMBERS, WRONG_KIND

__all__ = ['DataFrameNaFunctions']

_NO_VALUE = object()
# Kinds of single values as errors name them.
_VALUES = '%s, string' % NUMBERS if IS_SPARK_2 else 'bool, %s, string' % NUMBERS


class NullMethods(object):
    """What a frame can do about nulls."""

    def dropna(self, how='any', thresh=None, subset=None):
        """Rows without nulls (and NaN): in any column, or not in all; `thresh` values must be there if it is given."""
        if how is not None and how not in ('any', 'all'):
            raise ValueError("how ('%s') should be 'any' or 'all'" % how)
        names = _names(subset)
        if thresh is None and how == 'all':
            thresh = 1
        node = {'input': self._relation, 'cols': names}
        if thresh is not None:
            node['minNonNulls'] = thresh
        return self._derive({'dropNa': node})

    def fillna(self, value, subset=None):
        """Nulls (and NaN) replaced: by one value in the columns of its kind, or by a dict of column and value."""
        if not isinstance(value, (float, int, str, bool, dict)):
            raise WRONG_KIND('value should be a %s, string, %sor dict' % (NUMBERS, '' if IS_SPARK_2 else 'bool '))
        if isinstance(value, dict):
            if not value:
                return self._derive(self._relation)
            names, values = list(value), list(value.values())
            return self._derive(self._filled(names, values))
        names = self._known(_names(subset))
        if subset is not None and not names:
            return self._derive(self._relation)
        return self._derive(self._filled(names, [_fill_value(value)]))

    def _known(self, names):
        """The names themselves; in PySpark 2 those of columns, as there others are passed over."""
        if not IS_SPARK_2:
            return names
        own = set(name.lower() for name in self.columns) if names else ()
        return [name for name in names if name.lower() in own]

    def _filled(self, names, values):
        literals = [e.literal(value)['literal'] for value in values]
        return {'fillNa': {'input': self._relation, 'cols': names, 'values': literals}}

    def replace(self, to_replace, value=_NO_VALUE, subset=None):
        """Values replaced by others, in columns of their kind; `to_replace` may be a dict of old and new values."""
        pairs = _replacements(to_replace, value)
        if not (subset is None or isinstance(subset, (list, tuple, str))):
            raise WRONG_KIND(
                'subset should be a list or tuple of column names, column name or None. Got %s' % type(subset)
            )
        replacements = [
            {'oldValue': e.literal(old)['literal'], 'newValue': e.literal(new)['literal']} for old, new in pairs.items()
        ]
        names = self._known(_names(subset))
        if subset is not None and not names:
            return self._derive(self._relation)
        return self._derive({'replace': {'input': self._relation, 'cols': names, 'replacements': replacements}})


class DataFrameNaFunctions(object):
    """`df.na`."""

    # Where PySpark has it.
    __module__ = 'pyspark.sql.dataframe'

    def __init__(self, df):
        self.df = df

    def drop(self, how='any', thresh=None, subset=None):
        """As `DataFrame.dropna`."""
        return self.df.dropna(how=how, thresh=thresh, subset=subset)

    def fill(self, value, subset=None):
        """As `DataFrame.fillna`."""
        return self.df.fillna(value=value, subset=subset)

    def replace(self, to_replace, value=_NO_VALUE, subset=None):
        """As `DataFrame.replace`."""
        if IS_SPARK_2 and value is _NO_VALUE and not isinstance(to_replace, dict):
            raise TypeError("replace() missing 1 required positional argument: 'value'")
        return self.df.replace(to_replace, value, subset)


def _names(subset):
    """The columns asked for; an empty list for all of them."""
    if subset is None:
        return []
    if isinstance(subset, str):
        return [subset]
    if not isinstance(subset, (list, tuple)):
        raise WRONG_KIND('subset should be a list or tuple of column names')
    return list(subset)


def _fill_value(value):
    """One whole number fills as a double, as PySpark sends it, in 2 a bool too; those of a dict stay what they are."""
    return float(value) if isinstance(value, int) and (IS_SPARK_2 or not isinstance(value, bool)) else value


def _replacements(to_replace, value):
    """A dict of old and new values. Raises as PySpark does for what does not go together."""
    if value is _NO_VALUE:
        if not isinstance(to_replace, dict) and not IS_SPARK_2:
            raise TypeError('value argument is required when to_replace is not a dictionary.')
        value = None
    kinds = (bool, float, int, str, list, tuple)
    if not isinstance(to_replace, kinds + (dict,)):
        raise WRONG_KIND('to_replace should be a %s, list, tuple, or dict. Got %s' % (_VALUES, type(to_replace)))
    lacks_value = not isinstance(value, kinds) and (IS_SPARK_2 or value is not None)
    if lacks_value and not isinstance(to_replace, dict):
        raise WRONG_KIND(
            'If to_replace is not a dict, value should be a %s, list, %s. Got %s'
            % (_VALUES, 'or tuple' if IS_SPARK_2 else 'tuple or None', type(value))
        )
    if isinstance(to_replace, (list, tuple)) and isinstance(value, (list, tuple)) and len(to_replace) != len(value):
        raise ValueError(
            'to_replace and value lists should be of the same length. Got %d and %d' % (len(to_replace), len(value))
        )
    if isinstance(to_replace, dict):
        if value is not None:
            warnings.warn('to_replace is a dict and value is not None. value will be ignored.')
        pairs = to_replace
    else:
        old = list(to_replace) if isinstance(to_replace, (list, tuple)) else [to_replace]
        new = list(value) if isinstance(value, (list, tuple)) else [value] * len(old)
        pairs = dict(zip(old, new))
    wanted = [item for item in list(pairs) + list(pairs.values()) if item is not None]
    if not any(all(kind(item) for item in wanted) for kind in (_is_bool, _is_text, _is_number)):
        raise ValueError('Mixed type replacements are not supported')
    return pairs


def _is_bool(value):
    return isinstance(value, bool)


def _is_text(value):
    return isinstance(value, str)


def _is_number(value):
    return isinstance(value, (float, int)) and not isinstance(value, bool)
