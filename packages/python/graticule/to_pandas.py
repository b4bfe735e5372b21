"""`DataFrame.toPandas`: through Arrow for plain columns when pyarrow is there, else from rows."""

from graticule.compat import IS_SPARK_2
from pyspark.sql import types as t

_DTYPES = {
    t.ByteType: 'int8',
    t.ShortType: 'int16',
    t.IntegerType: 'int32',
    t.LongType: 'int64',
    t.FloatType: 'float32',
    t.DoubleType: 'float64',
    t.BooleanType: 'bool',
}
# Types whose Arrow form pandas shows exactly as PySpark shows the rows.
_ARROW_TYPES = frozenset(_DTYPES) | {t.StringType, t.TimestampType}


def to_pandas(frame):
    """The rows as a pandas DataFrame with PySpark's dtypes.

    Integers with nulls become float64, booleans with nulls object, timestamps naive datetime64[ns] in the session time
    zone, structs Rows, arrays lists. In PySpark 2 the dtypes are those that pandas finds in the values of collect().
    Raises ImportError saying what to run when pandas is missing.
    """
    pandas = _pandas()
    if IS_SPARK_2:
        return pandas.DataFrame.from_records(frame.collect(), columns=frame.columns)
    schema = frame.schema
    if all(type(field.dataType) in _ARROW_TYPES for field in schema.fields) and schema.fields:
        pyarrow = _pyarrow()
        if pyarrow is not None:
            columns = _columns_from_arrow(frame, pyarrow, pandas)
            return _assemble(columns, schema, pandas)
    rows = frame.collect()
    columns = [[row[i] for row in rows] for i in range(len(schema.fields))]
    # As objects first: what dtype a column can have depends on its nulls.
    columns = [pandas.Series(values, dtype='object') for values in columns]
    return _assemble(columns, schema, pandas)


def _pandas():
    try:
        import pandas

        return pandas
    except ImportError:
        raise ImportError(
            'toPandas needs the package pandas, which this Python does not have: `npm run setup:python` installs it'
        )


def _pyarrow():
    try:
        import pyarrow

        return pyarrow
    except ImportError:
        return None


def _assemble(columns, schema, pandas):
    columns = [_corrected(series, field, pandas) for series, field in zip(columns, schema.fields)]
    result = pandas.concat(columns, axis=1) if columns else pandas.DataFrame()
    result.columns = list(schema.names)
    return result


def _corrected(series, field, pandas):
    cls = type(field.dataType)
    if cls is t.TimestampType:
        return series if str(series.dtype) == 'datetime64[ns]' else pandas.to_datetime(series).astype('datetime64[ns]')
    if cls is t.DayTimeIntervalType:
        return series if series.isnull().all() else pandas.to_timedelta(series)
    wanted = _DTYPES.get(cls)
    if wanted is None:
        return series
    if series.isnull().any():
        if wanted == 'bool':
            return series.astype('object')
        if wanted.startswith('int'):
            return series.astype('float64')
    return series.astype(wanted)


def _columns_from_arrow(frame, pyarrow, pandas):
    tables = [pyarrow.ipc.open_stream(data).read_all() for data in frame._session.execute_arrow(frame._relation)]
    if not tables:
        return [pandas.Series([], dtype='object') for _ in frame.columns]
    columns = []
    for position, field in enumerate(frame.schema.fields):
        chunks = [chunk for table in tables for chunk in table.column(position).chunks]
        if isinstance(field.dataType, t.TimestampType):
            columns.append(_local_times(chunks, frame._session.time_zone(), pandas))
        elif isinstance(field.dataType, t.StringType):
            columns.append(_texts(chunks, pyarrow, pandas))
        else:
            columns.append(pyarrow.chunked_array(chunks, type=tables[0].schema.field(position).type).to_pandas())
    return columns


def _texts(chunks, pyarrow, pandas):
    """Objects, None for null: pandas itself would make categories of dictionaries, and in version 3 texts of its own."""
    decoded = [chunk.dictionary_decode() if isinstance(chunk, pyarrow.DictionaryArray) else chunk for chunk in chunks]
    return pandas.Series(pyarrow.chunked_array(decoded, type=pyarrow.string()).to_numpy(), dtype='object')


def _local_times(chunks, zone, pandas):
    values = []
    for chunk in chunks:
        values.extend(None if micros is None else zone.from_micros(micros) for micros in chunk.cast('int64').to_pylist())
    return pandas.Series(pandas.to_datetime(values) if values else [], dtype='datetime64[ns]')
