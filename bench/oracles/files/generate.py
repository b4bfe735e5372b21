"""Records what real PySpark 3.3 reads from small files: schema and rows, or the kind of error.

Run with a Python up to 3.10 that has pyspark 3.3, pyarrow and pyorc (and Java 17):  TZ=UTC python generate.py [text ...]
With texts, only cases that have one of them in "format name" are recorded; the others stay as they are.
Writes fixtures/readCases.json, which the executor's tests compare with.
"""

import base64
import datetime
import decimal
import glob
import json
import os
import shutil
import sys
import tempfile

from pyspark.sql import Row, SparkSession, functions
from pyspark.sql.types import DateType, TimestampType

import csv_cases
import json_cases
import listing_cases
import orc_cases
import parquet_cases
import text_cases

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = []


def case(name, fmt, files, options=None, schema=None, paths=("",), zone="UTC", modified=None):
    """files: relative path -> text, bytes, or a function of the session and a folder that leaves files there.

    paths: relative to the case's folder; the empty path is the folder itself. FOLDER in options stands for the folder.
    zone: of the session. modified: relative path -> when the file was changed, in seconds since 1970.
    """
    if isinstance(files, str):
        files = {"part": files}
    spec = dict(name=name, format=fmt, files=files, options=options or {}, schema=schema, paths=list(paths))
    CASES.append(dict(spec, zone=zone, modified=modified or {}))


def of(fmt):
    return lambda name, *more, **named: case(name, fmt, *more, **named)


csv_cases.cases(of("csv"))
json_cases.cases(of("json"))
text_cases.cases(of("text"))
orc_cases.cases(of("orc"))
parquet_cases.cases(of("parquet"))
listing_cases.cases(case)


def plain(value):
    """A value as JSON that loses nothing: numbers as text, times as microseconds or days since 1970-01-01 UTC."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (list, tuple)) and not isinstance(value, Row):
        return [plain(item) for item in value]
    if isinstance(value, Row):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return sorted(([plain(k), plain(v)] for k, v in value.items()), key=lambda entry: str(entry[0]))
    if isinstance(value, datetime.datetime):
        delta = value - datetime.datetime(1970, 1, 1)
        return str((delta.days * 86400 + delta.seconds) * 1000000 + delta.microseconds)
    if isinstance(value, datetime.date):
        return str((value - datetime.date(1970, 1, 1)).days)
    if isinstance(value, float):
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(value), repr(value))
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    return str(value)


def exact(field):
    """Times as numbers: Python has neither all years nor leaves the zone alone."""
    column = functions.col("`%s`" % field.name.replace("`", "``"))
    if isinstance(field.dataType, TimestampType):
        return functions.expr("unix_micros(`%s`)" % field.name.replace("`", "``"))
    return functions.datediff(column, functions.lit("1970-01-01").cast("date")) if isinstance(field.dataType, DateType) else column


def found(folder):
    """The files below a folder that are data."""
    paths = glob.glob(os.path.join(folder, "**"), recursive=True)
    files = [path for path in paths if os.path.isfile(path) and not os.path.basename(path).startswith((".", "_"))]
    return {os.path.relpath(path, folder): open(path, "rb").read() for path in sorted(files)}


def stored(content):
    return {"base64": base64.b64encode(content).decode("ascii")} if isinstance(content, bytes) else content


def cause(error, folder):
    """The first line of the innermost Java exception; None: there is none."""
    inner = getattr(error, "java_exception", None)
    if inner is None:
        return None
    while inner.getCause() is not None:
        inner = inner.getCause()
    return str(inner.toString()).split("\n")[0].replace(folder, "FOLDER")[:300]


def run(spark, spec, folder):
    if callable(spec["files"]):
        spec["files"](spark, folder)
        spec["files"] = found(folder)
    for name, text in spec["files"].items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
    for name, seconds in spec["modified"].items():
        os.utime(os.path.join(folder, name), (seconds, seconds))
    spark.conf.set("spark.sql.session.timeZone", spec["zone"])
    options = {key: value.replace("FOLDER", folder) for key, value in spec["options"].items()}
    reader = spark.read.format(spec["format"]).options(**options)
    stage = "load"
    try:
        if spec["schema"]:
            reader = reader.schema(spec["schema"])
        frame = reader.load([os.path.join(folder, path).rstrip("/") for path in spec["paths"]])
        stage = "collect"
        rows = [[plain(value) for value in row] for row in frame.select(*[exact(field) for field in frame.schema]).collect()]
        return {"schema": frame.schema.simpleString(), "rows": rows}
    except Exception as error:  # what it is called is what is recorded
        text = str(error).split("\n")[0].replace(folder, "FOLDER")
        return {"error": type(error).__name__, "at": stage, "message": text[:300], "cause": cause(error, folder)}


def main():
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    target = os.path.join(HERE, "fixtures", "readCases.json")
    wanted = sys.argv[1:]
    with open(target, encoding="utf-8") as file:
        known = {(one["format"], one["name"]): one for one in json.load(file)}
    out = []
    for spec in CASES:
        label = "%s %s" % (spec["format"], spec["name"])
        if wanted and not any(text in label for text in wanted):
            out.append(known[spec["format"], spec["name"]])
            continue
        print(label, flush=True)
        folder = tempfile.mkdtemp()
        try:
            expected = run(spark, spec, folder)
            files = {name: stored(content) for name, content in spec["files"].items()}
            out.append(dict(spec, files=files, expected=expected))
        finally:
            shutil.rmtree(folder)
    with open(target, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(item, ensure_ascii=True) for item in out) + "\n]\n")
    spark.stop()


if __name__ == "__main__":
    main()
