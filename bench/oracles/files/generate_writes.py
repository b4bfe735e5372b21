"""Records what real PySpark 3.3 writes: the text of the part files of small frames, or the kind of error.

Run with a Python that has pyspark 3.3 (and Java 17):  TZ=UTC python generate_writes.py
Writes fixtures/writeCases.json, which the executor's tests compare with.
"""

import datetime
import decimal
import glob
import gzip
import json
import os
import shutil
import sys
import tempfile

from pyspark.sql import SparkSession

from generate import HERE, plain

D = decimal.Decimal
T = datetime.datetime
ALL = "i int, l bigint, d double, f float, b boolean, m decimal(6,2), x string, t timestamp, e date"
ROWS = [
    (1, 2**40, 1.5, 2.5, True, D("12.30"), "x", T(2020, 1, 2, 3, 4, 5, 678901), datetime.date(2020, 1, 2)),
    (None,) * 9,
    (-1, 0, 1e10, 1e-5, False, D("-0.05"), "", T(1969, 12, 31, 23, 59, 59), datetime.date(1, 1, 1)),
    (0, 0, float("nan"), float("inf"), False, D("0.00"), "\u00e9", T(2020, 6, 1), datetime.date(9999, 12, 31)),
]
TEXTS = [(t,) for t in ["plain", "a,b", 'a"b', '"', "a\\b", 'a\\"b', "a\nb", "a\r\nb", " lead", "trail ", "", None, "#x", "a;b", "\t", "'"]]
NESTED = "s struct<a:int,b:string>, l array<double>, m map<string,int>, n array<struct<x:int>>"
NESTED_ROWS = [((1, None), [1.0, None], {"k": None}, [(1,), (None,)]), (None, [], {}, None)]
CASES = []


def case(name, fmt, schema, rows, options=None, partition=(), mode=None):
    CASES.append(
        dict(name=name, format=fmt, schema=schema, rows=[list(row) for row in rows], options=options or {}, partition=list(partition))
    )


case("csv of all types", "csv", ALL, ROWS)
case("csv with a header", "csv", ALL, ROWS, {"header": "true"})
case("csv quoting", "csv", "a string", TEXTS)
case("csv quoting beside a column", "csv", "a string, b int", [row + (1,) for row in TEXTS])
case("csv quoting all", "csv", "a string, b int", [row + (1,) for row in TEXTS], {"quoteAll": "true"})
case("csv other characters", "csv", "a string, b int", [row + (None,) for row in TEXTS], {"sep": ";", "quote": "'", "nullValue": "NULL", "emptyValue": "E"})
case("csv escape is the quote", "csv", "a string", TEXTS, {"escape": '"'})
case("csv quotes are not escaped", "csv", "a string, b int", [row + (1,) for row in TEXTS], {"escapeQuotes": "false"})
case("csv white space stays", "csv", "a string, b int", [row + (1,) for row in TEXTS], {"ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false"})
case("csv patterns", "csv", "t timestamp, e date", [row[7:] for row in ROWS[:2]], {"timestampFormat": "yyyy/MM/dd HH:mm", "dateFormat": "dd.MM.yyyy"})
case("csv packed", "csv", "a int", [(1,), (2,)], {"compression": "gzip", "header": "true"})
case("csv without rows", "csv", "a int", [], {"header": "true"})
case("csv of nested types", "csv", "a array<int>", [([1],)])
case("csv partitions", "csv", "k string, a int, j int", [("x", 1, 1), ("y z/", 2, 1), (None, 3, 2), ("", 4, None), ("x", 5, 1)], {"header": "true"}, ("k", "j"))
case("csv line separator", "csv", "a int, b int", [(1, 2), (3, 4)], {"lineSep": "\r\n"})
case("json of all types", "json", ALL, ROWS)
case("json nulls kept", "json", ALL, ROWS[:2], {"ignoreNullFields": "false"})
case("json nested", "json", NESTED, NESTED_ROWS)
case("json nested nulls kept", "json", NESTED, NESTED_ROWS, {"ignoreNullFields": "false"})
case("json texts", "json", "a string", TEXTS + [("\u0001\u001f\u007f\u2028\U0001F600/",)])
case("json patterns", "json", "t timestamp, e date", [row[7:] for row in ROWS[:2]], {"timestampFormat": "yyyy/MM/dd HH:mm", "dateFormat": "dd.MM.yyyy"})
case("json partitions", "json", "k int, a int", [(1, 1), (2, 2), (1, None)], {}, ("k",))
case("json binary", "json", "a binary", [(bytearray(b"\x00\xff1"),)])
case("text", "text", "a string", [("x",), (None,), ("",), ("\u00e9 ",)])
case("text packed", "text", "a string", [("x",)], {"compression": "gzip"})
case("text of a number", "text", "a int", [(1,)])
case("text of two columns", "text", "a string, b string", [("x", "y")])
case("text partitions", "text", "a string, k int", [("x", 1), ("y", 2)], {}, ("k",))
case("all columns are partitions", "csv", "a string", [("x",)], {}, ("a",))
case("partition by an unknown column", "csv", "a string, b int", [("x", 1)], {}, ("c",))
case("a compression that is none", "csv", "a string", [("x",)], {"compression": "whatever"})


def run(spark, spec, folder):
    target = os.path.join(folder, "out")
    try:
        frame = spark.createDataFrame([tuple(row) for row in spec["rows"]], spec["schema"]).coalesce(1)
        writer = frame.write.format(spec["format"]).options(**spec["options"])
        if spec["partition"]:
            writer = writer.partitionBy(*spec["partition"])
        writer.save(target)
    except Exception as error:  # what it is called is what is recorded
        return {"error": type(error).__name__, "message": str(error).split("\n")[0].replace(folder, "FOLDER")[:300]}
    found = {}
    for path in sorted(glob.glob(os.path.join(glob.escape(target), "**", "part-*"), recursive=True)):
        below = os.path.relpath(os.path.dirname(path), target)
        name = os.path.basename(path)
        content = gzip.open(path).read() if name.endswith(".gz") else open(path, "rb").read()
        found["" if below == "." else below] = {"extension": name[name.index(".") :], "text": content.decode("utf-8")}
    return {"files": found, "success": os.path.exists(os.path.join(target, "_SUCCESS"))}


def main():
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    out = []
    for spec in CASES:
        folder = tempfile.mkdtemp()
        try:
            expected = run(spark, spec, folder)
            out.append(dict(spec, rows=plain(spec["rows"]), expected=expected))
        finally:
            shutil.rmtree(folder)
    with open(os.path.join(HERE, "fixtures", "writeCases.json"), "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(item, ensure_ascii=True) for item in out) + "\n]\n")
    spark.stop()


if __name__ == "__main__":
    main()
