"""spark.read.json of texts that the script has."""


def _read(spark, texts, *args, **options):
    return spark.read.json(spark.sparkContext.parallelize(texts), *args, **options)


def objects(spark):
    return _read(spark, ['{"b": 1, "a": "x"}', '{"a": null, "c": [1, 2.5]}', '{"b": 2.5, "d": {"z": true}}'])


def types_that_differ(spark):
    return _read(spark, ['{"a": 1, "b": [1]}', '{"a": "x", "b": [null]}', '{"a": true, "b": []}'])


def with_a_schema(spark):
    return _read(spark, ['{"b": 1, "a": "x"}', '{"a": "y"}'], 'a string, b int, c double')


def with_broken_texts(spark):
    return _read(spark, ['{"a": 1}', '{"a":', 'x'])


def without_broken_texts(spark):
    return _read(spark, ['{"a": 1}', '{"a":', 'x'], mode='DROPMALFORMED')


def with_broken_texts_and_a_schema(spark):
    return _read(spark, ['{"a": 1}', '{"a":'], 'a int, _corrupt_record string')


def failing_at_broken_texts(spark):
    return _read(spark, ['{"a": 1}', '{"a":'], 'a int', mode='FAILFAST').collect()


def with_options(spark):
    return _read(spark, ["{a: 1, 'b': 'x'}"], 'a int, b string', allowUnquotedFieldNames=True)


def nested(spark):
    return _read(spark, ['{"p": {"x": 1, "y": [{"z": "q"}]}}', '{"p": {"x": 2, "y": []}}'])
