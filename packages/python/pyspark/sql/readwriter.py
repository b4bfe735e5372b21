"""Reading and writing frames."""

import json

from graticule import relations as r
from graticule.unsupported import not_supported
from pyspark.sql.types import StructType

__all__ = ['DataFrameReader', 'DataFrameWriter']


def option_text(value):
    """An option as text: true and false for bool, JSON for dict and list."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return str(value)


class _Options(object):
    """Options by name without regard to case; None removes one."""

    def __init__(self):
        self._options = {}

    def option(self, key, value):
        """Sets one option."""
        if value is None:
            self._options.pop(key.lower(), None)
        else:
            self._options[key.lower()] = (key, option_text(value))
        return self

    def options(self, **options):
        """Sets several options."""
        for key, value in options.items():
            self.option(key, value)
        return self

    def _option_texts(self):
        return dict(self._options.values())


class DataFrameReader(_Options):
    """`spark.read`."""

    def __init__(self, spark):
        super(DataFrameReader, self).__init__()
        self._spark = spark
        self._format = None
        self._schema = None

    def format(self, source):
        """The kind of source, for example `webgis`."""
        self._format = source
        return self

    def schema(self, schema):
        """The columns to expect, as StructType or DDL text."""
        if isinstance(schema, StructType):
            self._schema = schema.json()
        elif isinstance(schema, str):
            self._schema = schema
        else:
            raise TypeError('schema should be StructType or string')
        return self

    def load(self, path=None, format=None, schema=None, **options):
        """The frame of a URL, file or folder (or a list of them)."""
        if format is not None:
            self.format(format)
        if schema is not None:
            self.schema(schema)
        self.options(**options)
        paths = [] if path is None else [path] if isinstance(path, str) else list(path)
        # Without a format it is the engine's default source.
        relation = r.read(self._format or 'parquet', paths, self._option_texts(), self._schema)
        return self._spark._frame(relation)

    def table(self, tableName):
        """A temporary view or table."""
        return self._spark.table(tableName)

    def csv(self, path, schema=None, **options):
        """Delimited text."""
        return self.load(path, 'csv', schema, **options)

    def json(self, path, schema=None, **options):
        """One JSON object per line."""
        return self.load(path, 'json', schema, **options)

    def parquet(self, *paths, **options):
        """Parquet files."""
        return self.load(list(paths), 'parquet', **options)

    def text(self, paths, **options):
        """Lines of text."""
        return self.load(paths, 'text', **options)

    def orc(self, path, **options):
        """ORC files."""
        return self.load(path, 'orc', **options)

    def jdbc(self, *args, **kwargs):
        """Databases are not there yet."""
        raise not_supported('DataFrameReader.jdbc')


_MODES = {
    'append': 'APPEND', 'overwrite': 'OVERWRITE', 'ignore': 'IGNORE', 'error': 'ERROR_IF_EXISTS',
    'errorifexists': 'ERROR_IF_EXISTS',
}


class DataFrameWriter(_Options):
    """`df.write`."""

    def __init__(self, frame):
        super(DataFrameWriter, self).__init__()
        self._frame = frame
        self._format = None
        self._mode = None
        self._partition_by = []

    def format(self, source):
        """The kind of target, for example `webgis`."""
        self._format = source
        return self

    def mode(self, saveMode):
        """append, overwrite, ignore, or error (the default) when the target exists."""
        if saveMode is not None:
            if not isinstance(saveMode, str) or saveMode.lower() not in _MODES:
                from pyspark.sql.utils import IllegalArgumentException

                raise IllegalArgumentException(
                    "Unknown save mode: %s. Accepted save modes are 'overwrite', 'append', 'ignore', 'error', "
                    "'errorifexists'." % saveMode
                )
            self._mode = saveMode.lower()
        return self

    def partitionBy(self, *cols):
        """One folder for every value of the columns."""
        self._partition_by = list(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else list(cols)
        return self

    def save(self, path=None, format=None, mode=None, partitionBy=None, **options):
        """Writes the rows; `path` is the name of the new layer for `webgis`."""
        self.mode(mode).options(**options)
        if format is not None:
            self.format(format)
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        operation = {
            'input': self._frame._relation,
            'source': self._format or 'parquet',
            'mode': 'SAVE_MODE_' + _MODES[self._mode or 'error'],
            'options': self._option_texts(),
        }
        if path is not None:
            operation['path'] = path
        if self._partition_by:
            operation['partitioningColumns'] = self._partition_by
        self._frame._session.command({'writeOperation': operation})

    def csv(self, path, mode=None, **options):
        """Delimited text."""
        self.save(path, 'csv', mode, **options)

    def json(self, path, mode=None, **options):
        """One JSON object per line."""
        self.save(path, 'json', mode, **options)

    def parquet(self, path, mode=None, partitionBy=None, **options):
        """Parquet files."""
        self.save(path, 'parquet', mode, partitionBy, **options)

    def text(self, path, **options):
        """Lines of text."""
        self.save(path, 'text', **options)

    def orc(self, path, mode=None, partitionBy=None, **options):
        """ORC files."""
        self.save(path, 'orc', mode, partitionBy, **options)

    def saveAsTable(self, name, *args, **kwargs):
        """Tables are not there yet."""
        raise not_supported('DataFrameWriter.saveAsTable')

    def insertInto(self, tableName, overwrite=None):
        """Tables are not there yet."""
        raise not_supported('DataFrameWriter.insertInto')

    def jdbc(self, *args, **kwargs):
        """Databases are not there yet."""
        raise not_supported('DataFrameWriter.jdbc')

    def bucketBy(self, *args, **kwargs):
        """Buckets are not there yet."""
        raise not_supported('DataFrameWriter.bucketBy')

    def sortBy(self, *args, **kwargs):
        """Buckets are not there yet."""
        raise not_supported('DataFrameWriter.sortBy')
