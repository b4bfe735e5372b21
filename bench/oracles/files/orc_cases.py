"""ORC files that PySpark, Arrow and the ORC project's own writer make, as cases for generate.py.

Needs pyarrow and pyorc beside pyspark. A case's `build` gets the session and an empty folder and leaves files there.
"""

import datetime
import decimal
import glob
import os
import shutil
import subprocess
import sys

D = decimal.Decimal
T = datetime.datetime
DATE = datetime.date

ALL = (
    "y tinyint, s smallint, i int, l bigint, f float, d double, b boolean, m decimal(6,2), w decimal(38,10), "
    "x string, n binary, t timestamp, e date"
)
ROWS = [
    (1, 2, 3, 4, 1.5, 2.5, True, D("12.30"), D("1.5"), "x", bytearray(b"ab"), T(2020, 1, 2, 3, 4, 5, 678901), DATE(2020, 1, 2)),
    (None,) * 13,
    (-128, -32768, -2**31, -2**63, -0.0, -1e300, False, D("-9999.99"), D("-9999999999999999999999999999.9999999999"),
     "", bytearray(b""), T(1969, 12, 31, 23, 59, 58, 500000), DATE(1969, 12, 31)),
    (127, 32767, 2**31 - 1, 2**63 - 1, float("inf"), float("nan"), True, D("0.01"), D("9999999999999999999999999999.9999999999"),
     "\u00e9\U0001F600", bytearray(b"\x00\xff"), T(9999, 12, 31, 23, 59, 59, 999999), DATE(9999, 12, 31)),
    (0, 0, 0, 0, 0.0, 0.0, False, D("0"), D("0"), "x", bytearray(b"ab"), T(1970, 1, 1), DATE(1970, 1, 1)),
]
NESTED = (
    "a array<int>, aa array<array<string>>, r struct<p:int,q:struct<z:string,v:array<bigint>>>, k map<string,double>, "
    "ra array<struct<p:int,q:string>>, ka map<int,array<struct<u:decimal(5,1)>>>"
)
NESTED_ROWS = [
    ([1, None, 3], [["x", None], [], None], (1, ("z", [5, None])), {"k": 1.5, "n": None}, [(1, "a"), None, (None, None)], {1: [(D("1.5"),), None], 2: None}),
    (None, None, None, None, None, None),
    ([], [], (None, None), {}, [], {}),
    ([7], [["y"]], (2, (None, [])), {"": 0.0}, [(2, "")], {-1: []}),
]
TIMES = [
    T(1, 1, 1), T(1000, 2, 28, 23, 59, 59), T(1500, 3, 1, 1, 2, 3, 4), T(1582, 10, 4, 12), T(1582, 10, 15), T(1850, 5, 5, 5, 5, 5, 500000),
    T(1899, 12, 31, 23, 59, 59, 999999), T(1900, 1, 1), T(1969, 12, 31, 23, 59, 59, 500), T(1969, 12, 31, 23, 59, 58, 500000),
    T(1970, 1, 1), T(2014, 12, 31), T(2015, 1, 1), T(2020, 3, 8, 2, 30), T(2020, 7, 1, 1, 2, 3, 100000), T(2020, 11, 1, 1, 30), T(2500, 1, 1), None,
]


def single(name, folder):
    """The one part file of a written folder gets a name that does not change."""
    (part,) = glob.glob(os.path.join(folder, "written", "part-*"))
    shutil.move(part, os.path.join(folder, name))
    shutil.rmtree(os.path.join(folder, "written"))


def written(name, make, **options):
    """A build that writes a frame with PySpark."""

    def build(spark, folder):
        frame = make(spark).coalesce(1)
        frame.write.options(**options).orc(os.path.join(folder, "written"))
        single(name, folder)

    return build


def rows(schema, values):
    return lambda spark: spark.createDataFrame(values, schema)


def arrow(name, columns, **options):
    """A build that writes a table with Arrow; columns: name -> (values, type)."""

    def build(spark, folder):
        import pyarrow
        from pyarrow import orc

        table = pyarrow.table({key: pyarrow.array(values, kind) for key, (values, kind) in columns().items()})
        orc.write_table(table, os.path.join(folder, name), **options)

    return build


def arrow_types():
    import pyarrow as pa

    return {
        "y": ([1, None, -128], pa.int8()),
        "i": ([1, None, -(2**31)], pa.int32()),
        "l": ([2**63 - 1, None, -(2**63)], pa.int64()),
        "f": ([1.5, None, -0.0], pa.float32()),
        "d": ([float("nan"), None, 1e300], pa.float64()),
        "b": ([True, None, False], pa.bool_()),
        "m": ([D("1.50"), None, D("-99999999999999999999999999999.99")], pa.decimal128(38, 2)),
        "x": (["\u00e9", None, ""], pa.string()),
        "n": ([b"\x00", None, b""], pa.binary()),
        "t": ([T(2020, 1, 2, 3, 4, 5, 678901), None, T(1850, 5, 5)], pa.timestamp("us")),
        "e": ([DATE(2020, 1, 2), None, DATE(1850, 5, 5)], pa.date32()),
        "a": ([[1, None], None, []], pa.list_(pa.int64())),
        "r": ([{"p": 1, "q": "z"}, None, {"p": None, "q": None}], pa.struct([("p", pa.int32()), ("q", pa.string())])),
        "k": ([[("k", 1)], None, []], pa.map_(pa.string(), pa.int32())),
    }


def arrow_many():
    import pyarrow as pa

    count = 700
    return {"i": (list(range(count)), pa.int64()), "x": (["text %d" % (i // 7) for i in range(count)], pa.string())}


def numbers(spark):
    """Columns whose runs are of every kind; the tests compute the same values."""
    from pyspark.sql import functions as F

    i = F.col("id")
    columns = [
        (i / 100).cast("bigint").alias("repeats"),
        (i * 3 - 500).alias("steps"),
        (i * i).alias("growing"),
        (-i * i * i).alias("falling"),
        ((i * 7919) % 1009 - 300).alias("scattered"),
        (F.when(i % 97 == 13, i * 1000003).otherwise(i % 61)).alias("patched"),
        (F.when(i % 97 == 13, -i * 1000003000).otherwise(i % 61 - 1000)).alias("patchedbelow"),
        (F.when(i % 2 == 0, F.lit(2**63 - 1) - i).otherwise(F.lit(-(2**63)) + i)).alias("wide"),
        (F.when(i % 3 != 0, i * 123456789)).alias("sparse"),
        (i % 5 == 0).alias("flags"),
        F.concat(F.lit("v"), (i % 11).cast("string")).alias("words"),
        F.concat(F.lit("unique "), i.cast("string")).alias("texts"),
    ]
    return spark.range(600).select(*columns)


def elsewhere(zone):
    """A build in a process of its own, whose clock shows another zone."""

    def build(spark, folder):
        code = (
            "import sys; sys.path.insert(0, %r); import orc_cases\n"
            "from pyspark.sql import SparkSession\n"
            "spark = SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false').getOrCreate()\n"
            "orc_cases.written('part.orc', lambda s: s.createDataFrame([(t,) for t in orc_cases.TIMES[1:]], 't timestamp'))(spark, %r)\n"
        ) % (os.path.dirname(os.path.abspath(__file__)), folder)
        env = dict(os.environ, TZ=zone, PYSPARK_PYTHON=sys.executable)
        subprocess.run([sys.executable, "-c", code], check=True, env=env, stderr=subprocess.DEVNULL)

    return build


def project(name, schema, values, **options):
    """A build with the ORC project's own C++ writer."""

    def build(spark, folder):
        import pyorc

        with open(os.path.join(folder, name), "wb") as file:
            with pyorc.Writer(file, schema, **options) as writer:
                writer.writerows(values)

    return build


def several(*builds):
    def build(spark, folder):
        for one in builds:
            one(spark, folder)

    return build


def plain_file(name, content):
    def build(spark, folder):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)

    return build


def small(name, query):
    return written(name, lambda spark: spark.sql(query))


MERGED = several(small("1.orc", "select 1 a, 'x' b"), small("2.orc", "select 2 a, 1.5D c"))
WIDE = (
    "select cast(1 as tinyint) y, cast(2 as smallint) s, 3 i, 4L l, cast(1.5 as float) f, 2.5D d, true b, cast(12.34 as decimal(6,2)) m, "
    "timestamp'2020-01-02 03:04:05' t, date'2020-01-02' e, 'x' x, array(1, 2) a, named_struct('p', 1, 'q', 'z') r, map('k', 1) k "
    "union all select cast(-100 as tinyint), cast(-30000 as smallint), 2000000000, 9000000000000000000L, cast(-1e20 as float), 1e300D, false, "
    "cast(-9999.99 as decimal(6,2)), timestamp'1960-01-02 03:04:05.5', date'1500-03-01', 'y', array(null), named_struct('p', null, 'q', null), map()"
)


def cases(case):
    """Enters the cases: case(name, build, options, schema)."""
    for codec in ["none", "snappy", "zlib", "zstd", "lz4"]:
        case("all types, %s" % codec, written("part.orc", rows(ALL, ROWS), compression=codec))
    case("all types in the first version of the encodings", written("part.orc", rows(ALL, ROWS), **{"orc.write.format": "0.11"}))
    case("nested", written("part.orc", rows(NESTED, NESTED_ROWS)))
    case("nested in the first version", written("part.orc", rows(NESTED, NESTED_ROWS), **{"orc.write.format": "0.11"}))
    case("times", written("part.orc", rows("t timestamp, e date", [(t, t and t.date()) for t in TIMES])))
    for zone in ["America/Los_Angeles", "Asia/Kathmandu", "Europe/Amsterdam"]:
        case("times of a writer in %s" % zone, elsewhere(zone))
    case("no rows", small("part.orc", "select 1 a, 'x' b limit 0"))
    case("a file of no bytes beside another", several(plain_file("0.orc", b""), small("1.orc", "select 1 a")))
    case("files of no bytes only", plain_file("0.orc", b""))
    case("no bytes and a schema", plain_file("0.orc", b""), schema="a int")
    case("no ORC", plain_file("0.orc", b"hello world"))
    case("two files with different columns", MERGED)
    case("two files merged", MERGED, {"mergeSchema": "true"})
    case("two files that cannot be merged", several(MERGED, small("3.orc", "select 2L a")), {"mergeSchema": "true"})
    case("a schema with other names and cases", small("part.orc", WIDE), schema="I int, zz string, L bigint")
    case("names without meaning", small("part.orc", "select 1 `_col0`, 'x' `_col1`"), schema="a int, b string")
    case("partition folders", several(small("1.orc", "select 1 a"), lambda spark, folder: (
        os.makedirs(os.path.join(folder, "k=2")), os.rename(os.path.join(folder, "1.orc"), os.path.join(folder, "k=2", "1.orc")))))
    for kind in ["tinyint", "smallint", "int", "bigint", "float", "double", "boolean", "decimal(6,2)", "decimal(4,1)", "decimal(20,5)", "string"]:
        schema = ", ".join("%s %s" % (column, kind) for column in "y s i l f d b m".split())
        case("numbers as %s" % kind, small("part.orc", WIDE + " limit 1"), schema=schema)
    for column, kind in [("l", "int"), ("i", "tinyint"), ("d", "bigint"), ("m", "decimal(4,1)"), ("l", "decimal(20,5)"), ("s", "boolean")]:
        case("%s beyond %s" % (column, kind), small("part.orc", WIDE), schema="%s %s" % (column, kind))
    for column, kind in [("t", "date"), ("e", "timestamp"), ("t", "string"), ("e", "string")]:
        case("%s as %s" % (column, kind), small("part.orc", WIDE), schema="%s %s" % (column, kind))
    for column, kind in [("e", "int"), ("i", "date"), ("i", "array<int>"), ("a", "int"), ("r", "map<string,int>"), ("i", "binary")]:
        case("%s as %s" % (column, kind), small("part.orc", WIDE), schema="%s %s" % (column, kind))
    case("nested types widened", small("part.orc", WIDE), schema="a array<bigint>, r struct<Q:string,w:int,p:bigint>, k map<string,double>")
    for codec in ["uncompressed", "snappy", "zlib", "zstd", "lz4"]:
        case("of Arrow, %s" % codec, arrow("part.orc", arrow_types, compression=codec))
    case("of Arrow in the first version", arrow("part.orc", arrow_types, file_version="0.11"))
    case("of Arrow with dictionaries", arrow("part.orc", arrow_many, dictionary_key_size_threshold=0.5, stripe_size=1024, compression="zstd", compression_block_size=1024))
    case("of the project's writer: char and varchar", project("part.orc", "struct<c:char(5),v:varchar(3)>", [("ab", "abc"), (None, None), ("", "")]))
    case("unions", project("part.orc", "struct<u:uniontype<int,string>>", [(1,), ("x",)]))
    case("rows that are no structs", project("part.orc", "int", [1, 2]))
    case("many runs", written("part.orc", numbers, **{"orc.stripe.row.count": "400", "compression": "zlib"}))
