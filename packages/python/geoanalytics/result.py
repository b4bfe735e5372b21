"""Results of tools with several outputs."""

from collections.abc import Mapping

from pyspark.sql.dataframe import DataFrame


class ToolResult(Mapping):
    """DataFrames by output name: ``result['meanCenterLayer']`` or ``result.meanCenterLayer``.

    Where a DataFrame is expected it stands for its first output: methods of DataFrame work on the result itself.
    """

    def __init__(self, names, first, make):
        self._names = names
        self._frames = {names[0]: first}
        self._make = make

    @property
    def _primary(self):
        return self._frames[self._names[0]]

    def __getitem__(self, name):
        if name in self._names:
            if name not in self._frames:
                self._frames[name] = self._make(name)
            return self._frames[name]
        if isinstance(name, str) and name not in self._primary.columns:
            raise KeyError('%s; outputs are %s' % (name, ', '.join(self._names)))
        return self._primary[name]

    def __iter__(self):
        return iter(self._names)

    def __len__(self):
        return len(self._names)

    def __contains__(self, name):
        return name in self._names

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return self[name] if name in self._names else getattr(self._primary, name)

    def __repr__(self):
        return 'ToolResult(%s)' % ', '.join('%s: %r' % (name, self[name]) for name in self._names)


def as_frame(value, place):
    """The DataFrame of a layer argument. Raises TypeError naming the place for anything else."""
    if isinstance(value, DataFrame):
        return value
    if isinstance(value, ToolResult):
        return value._primary
    raise TypeError('%s should be a DataFrame, found %s' % (place, type(value).__name__))
