"""Local data for `createDataFrame`: rows, a schema, and their JSON form."""

from graticule import inference
from graticule.compat import IS_SPARK_2
from pyspark.sql import types as t


def field_values(row, names):
    """The values of a row in the order of `names`.

    Tuples and lists count by position, dicts, Spark 2 keyword Rows and other objects by name (missing is None).
    """
    if isinstance(row, dict):
        return [row.get(name) for name in names]
    if isinstance(row, (tuple, list)):
        if getattr(row, '__from_dict__', False):
            return [row[name] for name in names]
        return row
    if hasattr(row, '__dict__'):
        attributes = row.__dict__
        return [attributes.get(name) for name in names]
    raise ValueError('Unexpected tuple %r with StructType' % (row,))


def is_pandas(data):
    """Whether the value is a pandas DataFrame, without importing pandas."""
    cls = type(data)
    return cls.__name__ == 'DataFrame' and cls.__module__.split('.')[0] == 'pandas'


def rows_of_pandas(frame):
    """(column names, rows) with Python values: missing times are None, a missing float stays NaN."""
    columns = []
    for position in range(len(frame.columns)):
        series = frame.iloc[:, position]
        if str(series.dtype).startswith('datetime64'):
            missing = series.isnull().tolist()
            columns.append([None if gone else v.to_pydatetime() for v, gone in zip(series, missing)])
        else:
            columns.append(_without_na(series))
    return [str(name) for name in frame.columns], list(zip(*columns)) if columns else []


def _without_na(series):
    """Values of a series; pandas' own missing value (pandas.NA) is None."""
    values = series.tolist()
    if type(series.dtype).__module__.startswith('numpy'):
        return values
    return [None if gone else value for value, gone in zip(values, series.isnull().tolist())]


def prepare(data, schema, verify_schema, first_decides=False):
    """(StructType, rows) of `createDataFrame` arguments; `schema` is None, names, or a DataType.

    Raises TypeError or ValueError as PySpark does when types cannot be inferred or values do not fit.
    """
    rows = list(data)
    if schema is None or isinstance(schema, (list, tuple)):
        infer = inference.infer_from_first if first_decides else inference.infer_from_rows
        inferred = infer(rows, schema)
        if IS_SPARK_2:
            rows = list(map(_by_position(inferred), rows))
        tuples = [tuple(field_values(row, inferred.names)) for row in rows]
        return _named(inferred, schema), tuples
    is_struct = isinstance(schema, t.StructType)
    if verify_schema:
        from graticule.verification import verifier

        verify = verifier(schema) if is_struct else verifier(schema, name='field value')
        for row in rows:
            verify(row)
    if is_struct:
        return schema, rows
    return t.StructType().add('value', schema), [(value,) for value in rows]


def _by_position(data_type):
    """A function that makes keyword Rows plain tuples: their names do not count where the schema is inferred.

    None for a type without structs.
    """
    if isinstance(data_type, t.StructType):
        return _struct_by_position([_by_position(field.dataType) for field in data_type.fields])
    if isinstance(data_type, t.ArrayType):
        convert = _by_position(data_type.elementType)
        return convert and (lambda values: values and [convert(value) for value in values])
    if isinstance(data_type, t.MapType):
        key, value = _by_position(data_type.keyType) or _same, _by_position(data_type.valueType) or _same
        if key is value:
            return None
        return lambda values: values and {key(k): value(v) for k, v in values.items()}
    return None


def _struct_by_position(converters):
    converters = [convert or _same for convert in converters]
    flat = all(convert is _same for convert in converters)

    def convert_struct(value):
        if not isinstance(value, (tuple, list)):
            return value
        if flat or len(value) != len(converters):
            return tuple(value)
        return tuple(convert(item) for convert, item in zip(converters, value))

    return convert_struct


def _same(value):
    return value


def _named(inferred, names):
    if names is None:
        return inferred
    if len(names) > len(inferred.fields):
        raise IndexError(
            'the schema names %d columns (%s) but the rows have %d'
            % (len(names), ', '.join(names), len(inferred.fields))
        )
    fields = list(inferred.fields)
    for position, name in enumerate(names):
        fields[position] = t.StructField(name, fields[position].dataType, True)
    return t.StructType(fields)
