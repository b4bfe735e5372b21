"""Reading and writing frames."""

import json

from graticule import relations as r
from graticule.compat import IS_SPARK_2, IS_SPARK_2_2
from graticule.unsupported import unsupported_method
from pyspark.sql.options import READ_OPTIONS, WRITE_OPTIONS, Options, option_text, with_parameters
from pyspark.sql.types import StructType, _parse_datatype_string
from pyspark.sql.utils import AnalysisException, IllegalArgumentException, ParseException

__all__ = ['DataFrameReader', 'DataFrameWriter']


class DataFrameReader(Options):
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
            # A text that is no schema is refused on this line.
            self._check_text(schema)
            self._schema = schema
        else:
            raise TypeError('schema should be StructType or string')
        return self

    def _check_text(self, schema):
        try:
            self._spark._session.parse_ddl(schema)
        except ParseException:
            if IS_SPARK_2_2:
                # It takes no texts at all.
                raise TypeError('schema should be StructType') from None
            raise

    def load(self, path=None, format=None, schema=None, **options):
        """The frame of a URL, file or folder (or a list of them)."""
        if format is not None:
            self.format(format)
        if schema is not None:
            self.schema(schema)
        self.options(**options)
        paths = [] if path is None else [path] if isinstance(path, str) else list(path)
        return self._relation(paths)

    def _relation(self, paths, predicates=()):
        # Without a format it is the engine's default source.
        return self._spark._frame(r.read(self._format or 'parquet', paths, self._option_texts(), self._schema, predicates))

    def table(self, tableName):
        """A temporary view or table."""
        return self._spark.table(tableName)

    @with_parameters(READ_OPTIONS['csv'])
    def csv(self, path, schema=None, **options):
        """Delimited text."""
        return self._files('csv', path, schema, options)

    @with_parameters(READ_OPTIONS['json'])
    def json(self, path, schema=None, **options):
        """One JSON object per line."""
        return self._files('json', path, schema, options)

    def _files(self, source, path, schema, options):
        from pyspark.rdd import RDD

        if isinstance(path, RDD):
            return self._set(options)._texts(source, path.collect(), schema)
        if not isinstance(path, (str, list)):
            raise TypeError('path can be only string, list or RDD')
        return self._set(options).load(path, source, schema)

    def _texts(self, source, texts, schema):
        """The frame of texts of the script, a row in each."""
        from graticule.csv_lines import frame_of_lines
        from graticule.json_lines import frame_of_texts

        if schema is not None:
            self.schema(schema)
        struct = self._schema
        if struct is not None:
            struct = StructType.fromJson(json.loads(struct)) if struct.startswith('{') else _parse_datatype_string(struct)
        frame_of = frame_of_texts if source == 'json' else frame_of_lines
        return frame_of(self._spark, [str(text) for text in texts], struct, self._option_texts())

    def parquet(self, *paths, **options):
        """Parquet files."""
        return self.load(list(paths), 'parquet', **options)

    @with_parameters(READ_OPTIONS['text'])
    def text(self, paths, wholetext=False, **options):
        """Lines of text; whole files with `wholetext`."""
        return self._set(dict(options, wholetext=wholetext or None)).load(paths, 'text')

    @with_parameters(READ_OPTIONS['orc'])
    def orc(self, path, **options):
        """ORC files."""
        return self._set(options).load(path, 'orc')

    def jdbc(
        self, url, table, column=None, lowerBound=None, upperBound=None, numPartitions=None, predicates=None,
        properties=None
    ):
        """A table or query of a database, read in parts by ranges of a column or by conditions when they are given."""
        self.format('jdbc').options(**(properties or {})).options(url=url, dbtable=table)
        if column is not None:
            assert lowerBound is not None, 'lowerBound can not be None when ``column`` is specified'
            assert upperBound is not None, 'upperBound can not be None when ``column`` is specified'
            assert numPartitions is not None, 'numPartitions can not be None when ``column`` is specified'
            bounds = {'lowerBound': int(lowerBound), 'upperBound': int(upperBound), 'numPartitions': int(numPartitions)}
            return self.options(partitionColumn=column, **bounds)._relation([])
        return self._relation([], predicates or ())


_MODES = {
    'append': 'APPEND', 'overwrite': 'OVERWRITE', 'ignore': 'IGNORE', 'error': 'ERROR_IF_EXISTS',
    'errorifexists': 'ERROR_IF_EXISTS', 'default': 'ERROR_IF_EXISTS',
}


class DataFrameWriter(Options):
    """`df.write`."""

    def __init__(self, frame):
        super(DataFrameWriter, self).__init__()
        self._frame = frame
        self._format = None
        self._mode = None
        self._partition_by = []
        self._buckets = None
        self._sort_by = []

    def format(self, source):
        """The kind of target, for example `webgis`."""
        self._format = source
        return self

    def mode(self, saveMode):
        """append, overwrite, ignore, or error (the default) when the target exists."""
        if saveMode is not None:
            if not isinstance(saveMode, str) or saveMode.lower() not in _MODES:
                later = '' if IS_SPARK_2_2 else ", 'errorifexists', 'default'"
                raise IllegalArgumentException(
                    "Unknown save mode: %s. Accepted save modes are 'overwrite', 'append', 'ignore', 'error'%s."
                    % (saveMode, later)
                )
            self._mode = saveMode.lower()
        return self

    def partitionBy(self, *cols):
        """One folder for every value of the columns."""
        self._partition_by = list(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else list(cols)
        return self

    def bucketBy(self, numBuckets, col, *cols):
        """Buckets of a table by hash; only tables have them."""
        if not isinstance(numBuckets, int):
            raise TypeError('numBuckets should be an int, got {0}.'.format(type(numBuckets)))
        self._buckets = (numBuckets, _names(col, cols))
        return self

    def sortBy(self, col, *cols):
        """Order inside the buckets of a table."""
        self._sort_by = _names(col, cols)
        return self

    def save(self, path=None, format=None, mode=None, partitionBy=None, **options):
        """Writes the rows; `path` is the name of the new layer for `webgis`."""
        self._prepare(format, mode, partitionBy, options)
        self._refuse_buckets('save')
        self._write({} if path is None else {'path': path})

    def saveAsTable(self, name, format=None, mode=None, partitionBy=None, **options):
        """Writes a stored table. There are none: the engine says so."""
        self._prepare(format, mode, partitionBy, options)
        self._write({'table': {'tableName': name, 'saveMethod': 'TABLE_SAVE_METHOD_SAVE_AS_TABLE'}})

    def insertInto(self, tableName, overwrite=False if IS_SPARK_2 else None):
        """Adds rows to a stored table. There are none: the engine says so."""
        if overwrite is not None:
            self.mode('overwrite' if overwrite else 'append')
        self._refuse_buckets('insertInto')
        self._write({'table': {'tableName': tableName, 'saveMethod': 'TABLE_SAVE_METHOD_INSERT_INTO'}})

    def _prepare(self, format, mode, partition_by, options):
        self.mode(mode).options(**options)
        if format is not None:
            self.format(format)
        if partition_by is not None:
            self.partitionBy(partition_by)

    def _refuse_buckets(self, method):
        if self._buckets and self._sort_by:
            raise AnalysisException("'%s' does not support bucketBy and sortBy right now" % method)
        if self._buckets:
            raise AnalysisException("'%s' does not support bucketBy right now" % method)
        if self._sort_by:
            error = IllegalArgumentException if IS_SPARK_2 else AnalysisException
            raise error('sortBy must be used together with bucketBy')

    def _write(self, target):
        operation = {
            'input': self._frame._relation,
            'source': self._format or 'parquet',
            'mode': 'SAVE_MODE_' + _MODES[self._mode or 'error'],
            'options': self._option_texts(),
        }
        operation.update(target)
        if self._partition_by:
            operation['partitioningColumns'] = self._partition_by
        if self._buckets:
            operation['bucketBy'] = {'numBuckets': self._buckets[0], 'bucketColumnNames': self._buckets[1]}
        if self._sort_by:
            operation['sortColumnNames'] = self._sort_by
        self._frame._session.command({'writeOperation': operation})

    def _files(self, source, path, mode, options, partition_by=None):
        self._set(options).save(path, source, mode, partition_by)

    @with_parameters(WRITE_OPTIONS['csv'])
    def csv(self, path, mode=None, **options):
        """Delimited text."""
        self._files('csv', path, mode, options)

    @with_parameters(WRITE_OPTIONS['json'])
    def json(self, path, mode=None, **options):
        """One JSON object per line."""
        self._files('json', path, mode, options)

    @with_parameters(WRITE_OPTIONS['parquet'])
    def parquet(self, path, mode=None, partitionBy=None, **options):
        """Parquet files."""
        self._files('parquet', path, mode, options, partitionBy)

    @with_parameters(WRITE_OPTIONS['text'])
    def text(self, path, **options):
        """Lines of text."""
        self._files('text', path, None, options)

    @with_parameters(WRITE_OPTIONS['orc'])
    def orc(self, path, mode=None, partitionBy=None, **options):
        """ORC files."""
        self._files('orc', path, mode, options, partitionBy)

    def jdbc(self, url, table, mode=None, properties=None):
        """A table of a database."""
        self.mode(mode).options(**(properties or {})).format('jdbc').option('url', url).option('dbtable', table).save()


def _names(col, cols):
    """Names given one by one or as one list."""
    if isinstance(col, (list, tuple)):
        if cols:
            raise ValueError('col is a {0} but cols are not empty'.format(type(col)))
        col, cols = col[0], col[1:]
    if not isinstance(col, str) or not all(isinstance(name, str) for name in cols):
        raise TypeError('all names should be `str`')
    return [col] + list(cols)


class DataFrameWriterV2(object):
    """`df.writeTo`: stored tables, which are not there; what is set is kept, every write says so."""

    def __init__(self, df, table):
        self._df = df
        self._table = table
        self._settings = {}

    def using(self, provider):
        """The format of a new table."""
        return self._with('provider', provider)

    def option(self, key, value):
        """One option of the write."""
        return self._with(key, option_text(value))

    def options(self, **options):
        """Several options of the write."""
        for key, value in options.items():
            self.option(key, value)
        return self

    def tableProperty(self, property, value):
        """A property of a new table."""
        return self._with(property, value)

    def partitionedBy(self, col, *cols):
        """Partitions of a new table."""
        return self._with('partitions', (col,) + cols)

    def _with(self, key, value):
        self._settings[key] = value
        return self


for _name, _like in (
    ('create', lambda self: None), ('replace', lambda self: None), ('createOrReplace', lambda self: None),
    ('append', lambda self: None), ('overwrite', lambda self, condition: None), ('overwritePartitions', lambda self: None),
):  # fmt: skip
    setattr(DataFrameWriterV2, _name, unsupported_method('DataFrameWriterV2', _name, _like))
