"""`spark.read.csv` of lines that the script has: a row of delimited values in each, a header and types as files have them."""

from graticule.functions.texts import from_csv, schema_of_csv
from pyspark.sql import functions as f
from pyspark.sql.types import StringType, StructField, StructType

#: Of these types the later ones hold the values of the earlier ones.
_NUMBERS = ('int', 'bigint', 'double')
#: Where the name of the column that keeps what is broken does not matter.
_BROKEN = '_graticule_broken_line'


def frame_of_lines(spark, lines, schema, options):
    """A frame of the lines. `schema` is a StructType, or None to take names and types from the lines."""
    given = {name.lower(): value for name, value in options.items()}
    comment = given.get('comment')
    lines = [line for line in lines if line.strip() and not (comment and line.startswith(comment))]
    told = {name: value for name, value in options.items() if name.lower() not in ('header', 'inferschema', 'mode')}
    header = lines[0] if lines and _is_true(given.get('header')) else None
    if schema is None:
        schema = _schema_of(spark, lines, header, told, _is_true(given.get('inferschema')))
    if header is not None:
        # Files in parts have the same header in each.
        lines = [line for line in lines if line != header]
    mode = str(given.get('mode', 'PERMISSIVE')).upper()
    if mode == 'DROPMALFORMED':
        return _whole_rows(spark, lines, schema, told)
    return _rows(spark, lines, schema, dict(told, mode=mode))


def _is_true(text):
    return str(text).lower() == 'true'


def _rows(spark, lines, schema, options):
    if not schema.fields:
        return spark._local_frame(schema, [])
    parsed = from_csv('value', _ddl(schema), options).alias('parsed')
    return spark.createDataFrame(lines, 'string').select(parsed).select('parsed.*')


def _ddl(schema):
    return ', '.join('`%s` %s' % (field.name.replace('`', '``'), field.dataType.simpleString()) for field in schema)


def _whole_rows(spark, lines, schema, options):
    """Without the lines that do not fit."""
    wider = StructType(schema.fields + [StructField(_BROKEN, StringType())])
    rows = _rows(spark, lines, wider, dict(options, columnNameOfCorruptRecord=_BROKEN, mode='PERMISSIVE'))
    return rows.where(f.col(_BROKEN).isNull()).drop(_BROKEN)


def _schema_of(spark, lines, header, options, infers):
    if not lines:
        return StructType()
    first = spark.range(1).select(schema_of_csv(f.lit(lines[0]), options)).first()[0]
    places = range(len(spark._session.parse_ddl(first).fields))
    texts = StructType([StructField('_c%d' % place, StringType()) for place in places])
    names = texts.names
    if header is not None:
        names = _safe_names(_rows(spark, [header], texts, options).first())
        lines = [line for line in lines if line != header]
    types = [StringType() for _ in places]
    if infers:
        rows = _rows(spark, lines, texts, options).collect()
        types = [_type_of(spark, [row[place] for row in rows if row[place] is not None], options) for place in places]
    return StructType([StructField(name, data_type) for name, data_type in zip(names, types)])


def _safe_names(header):
    """Names of columns: those that are missing or there twice are told apart by their place."""
    lower = [(name or '').lower() for name in header]
    return [
        '_c%d' % place if not name else '%s%d' % (name, place) if lower.count(name.lower()) > 1 else name
        for place, name in enumerate(header)
    ]


def _type_of(spark, values, options):
    """The type that holds all the texts: that of each is found as if they were the fields of one line."""
    if not values:
        return StringType()
    line = ','.join('"%s"' % value.replace('"', '""') for value in values)
    plain = dict(options, sep=',', quote='"', escape='"')
    plain = {name: value for name, value in plain.items() if name.lower() not in ('delimiter', 'comment')}
    inferred = spark._session.parse_ddl(spark.range(1).select(schema_of_csv(f.lit(line), plain)).first()[0])
    types = {field.dataType.simpleString(): field.dataType for field in inferred.fields}
    if len(types) == 1:
        return inferred.fields[0].dataType
    if all(name in _NUMBERS for name in types):
        return types[max(types, key=_NUMBERS.index)]
    return StringType()
