"""Parquet files that PySpark and Arrow make, and what options choose of them, for generate.py."""

import datetime
import decimal
import os

from orc_cases import ALL, NESTED, NESTED_ROWS, ROWS, TIMES, plain_file, rows, several, single

D = decimal.Decimal


def written(name, make, conf=None, **options):
    """A build that writes a frame with PySpark under some settings."""

    def build(spark, folder):
        for key, value in (conf or {}).items():
            spark.conf.set(key, value)
        make(spark).coalesce(1).write.options(**options).parquet(os.path.join(folder, "written"))
        single(name, folder)
        for key in conf or {}:
            spark.conf.unset(key)

    return build


def small(name, query, conf=None):
    return written(name, lambda spark: spark.sql(query), conf)


def arrow(name, columns, **options):
    def build(spark, folder):
        import pyarrow
        from pyarrow import parquet

        table = pyarrow.table({key: pyarrow.array(values, kind) for key, (values, kind) in columns().items()})
        parquet.write_table(table, os.path.join(folder, name), **options)

    return build


def arrow_types():
    import pyarrow as pa

    return {
        "u8": ([1, None, 255], pa.uint8()),
        "u16": ([1, None, 65535], pa.uint16()),
        "u32": ([1, None, 2**32 - 1], pa.uint32()),
        "i8": ([1, None, -128], pa.int8()),
        "i16": ([1, None, -32768], pa.int16()),
        "d5": ([D("1.5"), None, D("-999.9")], pa.decimal128(4, 1)),
        "d18": ([D("1.5"), None, D("-99999999999999999.9")], pa.decimal128(18, 1)),
        "d38": ([D("1.5"), None, D("-9999999999999999999999999999999999999.9")], pa.decimal128(38, 1)),
        "ms": ([datetime.datetime(2020, 1, 2, 3, 4, 5, 678000), None, datetime.datetime(1960, 1, 1)], pa.timestamp("ms", tz="UTC")),
        "us": ([datetime.datetime(2020, 1, 2, 3, 4, 5, 678901), None, datetime.datetime(1960, 1, 1)], pa.timestamp("us", tz="UTC")),
        "e": ([datetime.date(2020, 1, 2), None, datetime.date(1960, 1, 1)], pa.date32()),
        "x": (["x", None, "\u00e9"], pa.large_string()),
        "n2": ([b"ab", None, b"\x00"], pa.binary()),
    }


def one_column(kind, values):
    def columns():
        import pyarrow as pa

        return {"a": (values, kind(pa))}

    return columns


LEGACY = {"spark.sql.parquet.datetimeRebaseModeInWrite": "LEGACY", "spark.sql.parquet.int96RebaseModeInWrite": "LEGACY"}
CORRECTED = {"spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED", "spark.sql.parquet.int96RebaseModeInWrite": "CORRECTED"}
TIME_ROWS = [(t, t and t.date()) for t in TIMES]
MERGED = several(small("1.parquet", "select 1 a, 'x' b"), small("2.parquet", "select 2 a, 1.5D c"))
NEST = "select named_struct('p', 1, 'q', named_struct('z', 'x', 'v', array(1, 2))) r, array(named_struct('u', 1, 'w', 'y')) l, map('k', named_struct('s', 1.5D, 't', 2)) m"


def cases(case):
    """Enters the cases: case(name, build, options, schema)."""
    for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
        case("all types, %s" % codec, written("part.parquet", rows(ALL, ROWS), CORRECTED, compression=codec))
    case("all types in the form of Hive", written("part.parquet", rows(ALL, ROWS), dict(CORRECTED, **{"spark.sql.parquet.writeLegacyFormat": "true"})))
    case("nested", written("part.parquet", rows(NESTED, NESTED_ROWS)))
    case("nested in the form of Hive", written("part.parquet", rows(NESTED, NESTED_ROWS), {"spark.sql.parquet.writeLegacyFormat": "true"}))
    for kind in ["INT96", "TIMESTAMP_MICROS", "TIMESTAMP_MILLIS"]:
        own = {"spark.sql.parquet.outputTimestampType": kind}
        case("times as %s" % kind, written("part.parquet", rows("t timestamp, e date", TIME_ROWS), dict(CORRECTED, **own)))
        case("times as %s by the old calendar" % kind, written("part.parquet", rows("t timestamp, e date", TIME_ROWS), dict(LEGACY, **own)))
    case("types of Arrow", arrow("part.parquet", arrow_types))
    case("times without a zone", arrow("part.parquet", one_column(lambda pa: pa.timestamp("us"), [datetime.datetime(2020, 1, 2)])))
    case("times of day", arrow("part.parquet", one_column(lambda pa: pa.time64("us"), [datetime.time(1, 2, 3)])))
    case("large unsigned", arrow("part.parquet", one_column(lambda pa: pa.uint64(), [2**64 - 1, 1])))
    case("no rows", small("part.parquet", "select 1 a, 'x' b limit 0"))
    case("files of no bytes only", plain_file("0.parquet", b""))
    case("no bytes and a schema", plain_file("0.parquet", b""), schema="a int")
    case("no Parquet", plain_file("0.parquet", b"hello world, this is a text"))
    case("two files with different columns", MERGED)
    case("two files merged", MERGED, {"mergeSchema": "true"})
    case("two files that cannot be merged", several(MERGED, small("3.parquet", "select 2L a")), {"mergeSchema": "true"})
    case("nested columns merged", several(small("1.parquet", "select named_struct('p', 1) r, array(named_struct('u', 1)) l"), small("2.parquet", "select named_struct('q', 'x') r, array(named_struct('w', 2)) l")), {"mergeSchema": "true"})
    case("decimals merged", several(small("1.parquet", "select cast(1.5 as decimal(4,1)) a"), small("2.parquet", "select cast(2.5 as decimal(6,1)) a")), {"mergeSchema": "true"})
    case("decimals of other scales merged", several(small("1.parquet", "select cast(1.5 as decimal(4,1)) a"), small("2.parquet", "select cast(2.5 as decimal(6,2)) a")), {"mergeSchema": "true"})
    case("a schema with other names and cases", small("part.parquet", "select 1 i, 2L l"), schema="I int, zz string, L bigint")
    case("names that differ by case", small("part.parquet", "select 1 a, 2 A", {"spark.sql.caseSensitive": "true"}))
    case("names that differ by case and a schema", small("part.parquet", "select 1 a, 2 A", {"spark.sql.caseSensitive": "true"}), schema="a int")
    case("names of odd forms", small("part.parquet", "select 1 `a.b`, 2 `\u00e9`, 3 `x-y`"))
    case("parts of nested columns", small("part.parquet", NEST), schema="r struct<q:struct<v:array<int>>>, l array<struct<w:string>>, m map<string,struct<t:int>>")
    case("nested columns with more parts", small("part.parquet", NEST), schema="r struct<p:int,n:string,q:struct<z:string>>, l array<struct<u:int,n:int>>")
    case("nested columns in another case", small("part.parquet", NEST), schema="R struct<P:int>")
    wide = "select cast(1 as tinyint) y, cast(2 as smallint) s, 3 i, 4L l, cast(1.5 as float) f, 2.5D d, true b, cast(12.34 as decimal(6,2)) m, 'x' x, date'2020-01-02' e, timestamp'2020-01-02 03:04:05' t"
    for column, kind in [
        ("y", "int"), ("y", "smallint"), ("s", "int"), ("i", "smallint"), ("i", "tinyint"), ("i", "bigint"), ("l", "int"), ("i", "double"), ("f", "double"), ("d", "float"),
        ("i", "string"), ("x", "int"), ("x", "binary"), ("m", "decimal(8,2)"), ("m", "decimal(4,2)"), ("m", "decimal(8,3)"), ("m", "double"), ("i", "decimal(10,0)"),
        ("l", "decimal(20,0)"), ("e", "timestamp"), ("t", "date"), ("i", "date"), ("l", "timestamp"), ("b", "int"), ("i", "boolean"),
    ]:
        case("%s as %s" % (column, kind), small("part.parquet", wide), schema="%s %s" % (column, kind))
    case("partition folders", several(small("1.parquet", "select 1 a, 7 k"), lambda spark, folder: (
        os.makedirs(os.path.join(folder, "k=2")), os.rename(os.path.join(folder, "1.parquet"), os.path.join(folder, "k=2", "1.parquet")))))
