"""Rows as scripts see them."""

from graticule.compat import IS_SPARK_2, IS_SPARK_2_2, PlainError


class Row(tuple):
    """A tuple whose items have names.

    ``Row(a=1, b=2)`` is a row, ``Row('a', 'b')`` makes a kind of row to be called with values. Fields given by keyword are
    sorted by name in Spark 2 and keep their order in Spark 3.
    """

    # Where PySpark has it: the name is part of pickles and messages.
    __module__ = 'pyspark.sql.types'

    def __new__(cls, *args, **kwargs):
        if args and kwargs:
            raise ValueError('Can not use both args and kwargs to create Row')
        if not kwargs:
            return tuple.__new__(cls, args)
        names = sorted(kwargs) if IS_SPARK_2 else list(kwargs)
        row = tuple.__new__(cls, [kwargs[name] for name in names])
        row.__fields__ = names
        if IS_SPARK_2:
            row.__from_dict__ = True
        return row

    def asDict(self, recursive=False):
        """The row as a dict; with `recursive` rows inside rows, lists and dicts too."""
        if not hasattr(self, '__fields__'):
            raise TypeError('Cannot convert a Row class into dict')
        values = [_as_plain(value) for value in self] if recursive else self
        return dict(zip(self.__fields__, values))

    def __contains__(self, item):
        if hasattr(self, '__fields__'):
            return item in self.__fields__
        return super(Row, self).__contains__(item)

    def __call__(self, *args):
        # Spark 2.2 lets more values pass; they have no names.
        if len(args) > len(self) and not IS_SPARK_2_2:
            raise ValueError(
                'Can not create Row with fields %s, expected %d values but got %s' % (self, len(self), args)
            )
        row = Row(*args)
        row.__fields__ = list(self)
        return row

    def __getitem__(self, item):
        if isinstance(item, (int, slice)):
            return super(Row, self).__getitem__(item)
        try:
            return super(Row, self).__getitem__(self.__fields__.index(item))
        except IndexError:
            raise KeyError(item)
        except ValueError:
            raise ValueError(item)

    def __getattr__(self, item):
        if item.startswith('__'):
            raise AttributeError(item)
        try:
            return super(Row, self).__getitem__(self.__fields__.index(item))
        except (IndexError, ValueError):
            raise AttributeError(item)

    def __setattr__(self, key, value):
        if key not in ('__fields__', '__from_dict__'):
            raise PlainError('Row is read-only')
        self.__dict__[key] = value

    def __reduce__(self):
        if hasattr(self, '__fields__'):
            return (_restore, (self.__fields__, tuple(self)))
        return tuple.__reduce__(self)

    def __repr__(self):
        if hasattr(self, '__fields__'):
            return 'Row(%s)' % ', '.join('%s=%r' % pair for pair in zip(self.__fields__, tuple(self)))
        # In Spark 2 the items of a Row without names have to be texts.
        return '<Row(%s)>' % ', '.join(self if IS_SPARK_2 else map(repr, self))


def _restore(names, values):
    row = Row(*values)
    row.__fields__ = list(names)
    return row


def _as_plain(value):
    if isinstance(value, Row):
        return value.asDict(True)
    if isinstance(value, list):
        return [_as_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_plain(item) for key, item in value.items()}
    return value
