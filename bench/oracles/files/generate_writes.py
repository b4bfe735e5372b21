"""Records what real PySpark 3.3 writes: the text of the part files of small frames, or the kind of error.

Run with a Python that has pyspark 3.3 (and Java 17):  TZ=UTC python generate_writes.py
Writes fixtures/writeCases.json, which the executor's tests compare with.
"""

import base64
import bz2
import datetime
import decimal
import glob
import gzip
import json
import os
import shutil
import sys
import tempfile
import zlib

from pyspark.sql import SparkSession

from generate import HERE, cause, plain

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
for codec in ["none", "uncompressed", "bzip2", "deflate", "lz4", "snappy", "GZIP"]:
    case("csv packed with %s" % codec, "csv", "a int, b string", [(1, "x"), (2, "y" * 50)], {"compression": codec})
    case("text packed with %s" % codec, "text", "a string", [("x",), ("y" * 50,)], {"compression": codec})
    case("json packed with %s" % codec, "json", "a string", [("x",), ("y" * 50,)], {"compression": codec})
case("csv codec by its other name", "csv", "a int", [(1,)], {"codec": "gzip"})
for codec in ["none", "uncompressed", "snappy", "zlib", "zstd", "lz4", "gzip", "brotli"]:
    case("orc packed with %s" % codec, "orc", "a int", [(1,)], {"compression": codec})
case("orc packed with nothing said", "orc", "a int", [(1,)])
case("orc of no type", "orc", "a void", [(None,)])
for codec in ["none", "uncompressed", "snappy", "gzip", "zstd", "zlib"]:
    case("parquet packed with %s" % codec, "parquet", "a int", [(1,)], {"compression": codec})
for fmt in ["csv", "json", "text"]:
    for encoding in ["UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "US-ASCII", "nothing"]:
        case("%s in %s" % (fmt, encoding), fmt, "a string", [("\u00e9x",), ("\u20ac",)], {"encoding": encoding})
case("csv in a zone of its own", "csv", "t timestamp, e date", [row[7:] for row in ROWS], {"timeZone": "Asia/Kathmandu"})
case("json in a zone of its own", "json", "t timestamp, e date", [row[7:] for row in ROWS], {"timeZone": "America/New_York"})
case("csv dates by a pattern with words", "csv", "t timestamp, e date", [row[7:] for row in ROWS[:1]], {"timestampFormat": "EEE, d MMM yyyy hh:mm a XXX", "dateFormat": "d MMMM yyyy"})
case("csv by a pattern that is none", "csv", "e date", [row[8:] for row in ROWS[:1]], {"dateFormat": "bbb"})
case("csv by a pattern of old", "csv", "e date", [row[8:] for row in ROWS[:1]], {"dateFormat": "YYYY"})
case("csv with a separator of two characters", "csv", "a string, b int", [row + (1,) for row in TEXTS + [("x||y",)]], {"sep": "||"})
case("csv with a tab by its name", "csv", "a string, b int", [row + (1,) for row in TEXTS], {"sep": "\\t"})
case("csv without quotes", "csv", "a string, b int", [row + (1,) for row in TEXTS], {"quote": ""})
case("csv with a NUL for the quote", "csv", "a string, b int", [row + (1,) for row in TEXTS], {"quote": "\u0000"})
case("csv with another escape", "csv", "a string, b int", [row + (1,) for row in TEXTS], {"escape": "#"})
case("csv with an escape of the escape", "csv", "a string, b int", [row + (1,) for row in TEXTS], {"charToEscapeQuoteEscaping": "#"})
case("csv with a line separator in values", "csv", "a string, b int", [("x;y", 1), ("z", 2)], {"lineSep": ";"})
case("csv with a line separator of two characters", "csv", "a int, b int", [(1, 2)], {"lineSep": "||"})
case("csv with all quoted and nulls", "csv", "a string, b int", [("x", None), (None, 1), ("", 2)], {"quoteAll": "true", "nullValue": "N", "header": "true"})
case("csv with all quoted and a word for what is empty", "csv", "a string, b int", [("x", None), (None, 1), ("", 2)], {"quoteAll": "true", "nullValue": "N", "emptyValue": "E"})
case("csv with words for what is empty that need quotes", "csv", "a string, b string", [("", "x"), ("x", "")], {"emptyValue": "a,b"})
case("csv with all quoted and nothing for what is empty", "csv", "a string, b string", [("", "x"), ("x", "")], {"quoteAll": "true", "emptyValue": ""})
case("csv with an empty text that is empty", "csv", "a string, b int", [("", None), ("x", 1)], {"emptyValue": ""})
case("csv with a null text that is quoted", "csv", "a string, b int", [(None, None), ("N,", 1)], {"nullValue": "N,"})
case("csv with comments", "csv", "a string, b string", [("#x", "#y"), ("x#", "z")], {"comment": "#"})
case("csv with another comment", "csv", "a string, b string", [("#x", "%y"), ("%x", "z")], {"comment": "%"})
case("csv names that need quotes", "csv", "`a,b` int, `c\"d` int, ` e ` int", [(1, 2, 3)], {"header": "true"})
case("csv of structs", "csv", "a struct<x:int>", [((1,),)])
case("csv of maps", "csv", "a map<string,int>", [({"x": 1},)])
case("csv blanks of all kinds", "csv", "a string, b int", [(" \t x \u00a0", 1), ("\u2003", 2), ("\t", 3)])
case("csv of one column without values", "csv", "a string", [(None,), ("",), ("x",)])
case("csv of one column without values and a header", "csv", "a string", [(None,)], {"header": "true", "nullValue": ""})
case("json with another line separator", "json", "a int", [(1,), (2,)], {"lineSep": ";"})
case("json with patterns of words", "json", "t timestamp, e date", [row[7:] for row in ROWS[:1]], {"timestampFormat": "EEE, d MMM yyyy", "dateFormat": "d MMMM yyyy"})
case("json special numbers", "json", "d double, f float", [(float("nan"), float("-inf")), (-0.0, 1e-10), (1e21, 3.4e38), (123456789.0, 0.1)])
case("json names of odd forms", "json", "`a b` int, `c\"d` int", [(1, 2)])
case("json empty things", "json", "a array<int>, s struct<x:int>, m map<string,int>, t string", [([], (None,), {}, ""), (None, None, None, None)])
case("json maps with keys that are no text", "json", "m map<int,string>, n map<date,int>", [({1: "x", -2: None}, {datetime.date(2020, 1, 2): 1})])
case("csv decimals", "csv", "m decimal(38,10), n decimal(38,0), o decimal(8,7)", [(D("1.5"), D("-3"), D("0.0000001")), (D("0.0000000001"), D("0"), D("0.0000012")), (D("-0.0000000123"), D(10**37), D("0"))])
case("json decimals", "json", "m decimal(38,10), n decimal(5,0)", [(D("1.5"), D("-3")), (D("0.0000000001"), D("0"))])
case("text with another line separator", "text", "a string", [("x",), ("y\nz",)], {"lineSep": ";"})
case("text of nulls", "text", "a string", [(None,), ("",)])
case("partitions of all types", "csv", "a int, b boolean, y tinyint, l bigint, d double, m decimal(6,2), e date, t timestamp, x string", [
    (1, True, 1, 2**40, 1.5, D("1.50"), datetime.date(2020, 1, 2), T(2020, 1, 2, 3, 4, 5, 600000), "x"),
    (2, None, None, None, None, None, None, None, None),
    (3, False, -1, 0, float("nan"), D("0.00"), datetime.date(1, 1, 1), T(1969, 12, 31, 23, 59, 59), ""),
], {}, ("b", "y", "l", "d", "m", "e", "t", "x"))
case("partitions of odd characters", "csv", "a int, k string", list(enumerate(["a/b", "c:d", "e=f", "g%h", "i j", "\u00e9", "*?", "#\"'", "\\", "{}[]^", "<>|", "\t", "\x7f", "~!@$&()+,;", ".", "_x", "__HIVE_DEFAULT_PARTITION__"])), {}, ("k",))
case("partition columns of odd names", "csv", "a int, `k/l m` string", [(1, "x")], {}, ("k/l m",))
case("partition columns in another case", "csv", "a int, K string", [(1, "x")], {}, ("k",))
case("partition by a column of no kind", "csv", "a int, k array<int>", [(1, [1])], {}, ("k",))
case("names that repeat", "csv", "a int, A int", [(1, 2)])
case("a compression that is none of orc", "orc", "a int", [(1,)], {"compression": "whatever"})
case("a compression that is none of parquet", "parquet", "a int", [(1,)], {"compression": "whatever"})
case("a compression that is none", "csv", "a string", [("x",)], {"compression": "whatever"})


def hadoop(content, codec):
    """The text in Hadoop's frame: sizes of parts, and of blocks in them."""
    import pyarrow

    out, at = b"", 0
    while at < len(content):
        size, at, part = int.from_bytes(content[at : at + 4], "big"), at + 4, b""
        while len(part) < size:
            packed, at = int.from_bytes(content[at : at + 4], "big"), at + 4
            # The size of a block's text is not written for LZ4: the rest of the part is the most that it can be.
            part += pyarrow.Codec(codec).decompress(content[at : at + packed], size - len(part), asbytes=True)
            at += packed
        out += part
    return out


UNPACK = {
    "gz": gzip.decompress,
    "bz2": bz2.decompress,
    "deflate": zlib.decompress,
    "snappy": lambda content: hadoop(content, "snappy"),
    "lz4": lambda content: hadoop(content, "lz4_raw"),
}


def run(spark, spec, folder):
    target = os.path.join(folder, "out")
    try:
        frame = spark.createDataFrame([tuple(row) for row in spec["rows"]], spec["schema"]).coalesce(1)
        writer = frame.write.format(spec["format"]).options(**spec["options"])
        if spec["partition"]:
            writer = writer.partitionBy(*spec["partition"])
        writer.save(target)
    except Exception as error:  # what it is called is what is recorded
        return {"error": type(error).__name__, "message": str(error).split("\n")[0].replace(folder, "FOLDER")[:300], "cause": cause(error, folder)}
    found = {}
    for path in sorted(glob.glob(os.path.join(glob.escape(target), "**", "part-*"), recursive=True)):
        below = os.path.relpath(os.path.dirname(path), target)
        name = os.path.basename(path)
        extension = name[name.index(".") :]
        entry = {"extension": extension}
        if spec["format"] in ("csv", "json", "text"):
            with open(path, "rb") as file:
                content = UNPACK.get(name.rsplit(".", 1)[1], lambda plain: plain)(file.read())
            try:
                entry["text"] = content.decode("utf-8")
            except UnicodeDecodeError:
                entry["base64"] = base64.b64encode(content).decode("ascii")
        found["" if below == "." else below] = entry
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
        print(spec["name"], flush=True)
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
