"""`spark.read.json` of texts that the script has: the type of all of them together, then a column for each field."""

import json

from graticule.compat import IS_SPARK_2
from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, StringType, StructField, StructType

_CORRUPT = '_corrupt_record'


def frame_of_texts(spark, texts, schema, options):
    """A frame of JSON objects, one in each text. `schema` is a StructType, or None to infer it from all texts."""
    broken = [text for text in texts if not _is_object(text)]
    corrupt = options.get('columnNameOfCorruptRecord', _CORRUPT)
    if str(options.get('mode', '')).upper() == 'DROPMALFORMED':
        texts, broken = [text for text in texts if _is_object(text)], []
        # from_json, which sees one text, has no such mode.
        options = {key: value for key, value in options.items() if key != 'mode'}
    if schema is None:
        schema = _inferred(spark, [text for text in texts if _is_object(text)])
        if broken:
            fields = schema.fields + [StructField(corrupt, StringType())]
            schema = StructType(sorted(fields, key=lambda field: field.name))
    parsed = f.from_json('value', schema, options).alias('parsed')
    frame = spark.createDataFrame(texts, 'string').select('value', parsed)
    if not IS_SPARK_2 or corrupt not in schema.names:
        return frame.select('parsed.*')
    # from_json of Spark 2 keeps nothing of a text that does not fit.
    told = f.when(f.col('parsed').isNull(), f.col('value')).alias(corrupt)
    return frame.select([told if name == corrupt else f.col('parsed').getField(name).alias(name) for name in schema.names])


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
