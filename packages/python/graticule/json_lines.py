"""`spark.read.json` of texts that the script has: the type of all of them together, then a column for each field."""

import json

from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, StringType, StructField, StructType

_CORRUPT = '_corrupt_record'


def frame_of_texts(spark, texts, schema, options):
    """A frame of JSON objects, one in each text. `schema` is a StructType, or None to infer it from all texts."""
    broken = [text for text in texts if not _is_object(text)]
    if str(options.get('mode', '')).upper() == 'DROPMALFORMED':
        texts, broken = [text for text in texts if _is_object(text)], []
        # from_json, which sees one text, has no such mode.
        options = {key: value for key, value in options.items() if key != 'mode'}
    if schema is None:
        schema = _inferred(spark, [text for text in texts if _is_object(text)])
        if broken:
            name = options.get('columnNameOfCorruptRecord', _CORRUPT)
            fields = schema.fields + [StructField(name, StringType())]
            schema = StructType(sorted(fields, key=lambda field: field.name))
    parsed = f.from_json('value', schema, options).alias('parsed')
    return spark.createDataFrame(texts, 'string').select(parsed).select('parsed.*')


def _is_object(text):
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _inferred(spark, objects):
    """The StructType that holds all of them: that of the items of their array."""
    if not objects:
        return StructType()
    text = f.schema_of_json(f.lit('[%s]' % ','.join(objects)))
    inferred = spark._session.parse_ddl(spark.range(1).select(text).first()[0])
    assert isinstance(inferred, ArrayType), inferred
    return inferred.elementType
