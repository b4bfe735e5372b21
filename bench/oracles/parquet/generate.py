"""Writes small Parquet files with pyarrow, DuckDB, fastparquet and Spark, and what is in them.

Run with a Python that has pyarrow 26, duckdb 2, fastparquet and pyspark 3.3 (and Java 17):  python generate.py
Writes files/ and expected.json beside this script, which the executor's tests compare with. All files of one table hold
the same values: they differ in writer, encoding, codec, page version and page size.
"""

import datetime
import decimal
import json
import math
import os
import random
import shutil
import tempfile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.join(HERE, "files")
ROWS = 200
CODECS = ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]
EXPECTED = {}


def seeded(name):
    return random.Random("parquet " + name)


# Null patterns: row -> whether it is null.
def never(row):
    return False


def some(row):
    return row % 7 == 3 or row % 11 == 5


def runs(row):
    return 40 <= row < 130 or row >= 190


def late(row):
    return row >= 150 and row % 2 == 1


def mostly(row):
    return row % 41 != 17


def column(name, arrow_type, make, null):
    random_numbers = seeded(name)
    values = [make(row, random_numbers) for row in range(ROWS)]
    return pa.array([None if null(row) else value for row, value in enumerate(values)], arrow_type)


def whole(bits):
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    return lambda row, r: [low, high, 0, -1, 1][row] if row < 5 else r.choice([r.randint(low, high), r.randint(-3, 3)])


def unsigned(bits):
    high = 2**bits - 1
    return lambda row, r: [high, 0, 2 ** (bits - 1), 1][row] if row < 4 else r.choice([r.randint(0, high), r.randint(0, 9)])


def real(single):
    special = [0.0, -0.0, 1.5, math.inf, -math.inf, math.nan, 1e-30, -1e30]
    return lambda row, r: special[row] if row < 8 else r.choice([r.uniform(-1e6, 1e6), r.choice([0.5, 2.25])])


def digits(precision, scale):
    high = 10**precision - 1
    made = lambda number: decimal.Decimal(number).scaleb(-scale, decimal.Context(prec=60))
    return lambda row, r: made([high, -high, 0, 1, -1][row]) if row < 5 else made(r.choice([r.randint(-high, high), r.randint(-500, 500)]))


def moment(unit):
    factor = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    low, high = -(2**31) * factor, 2**32 * factor

    def make(row, r):
        number = [0, -1, 1, low, high, 999, -1001, 1000][row] if row < 8 else r.randint(low, high)
        return number

    return make


WORDS = ["", "a", "Zürich", "日本語", "kind 01", "x" * 40, "longer than sixteen bytes", "\U0001f30d globe"]


def word(row, r):
    return WORDS[row] if row < 8 else r.choice([r.choice(WORDS), r.choice(WORDS), "item-%04d" % r.randint(0, 9999)])


def sorted_word(row, r):
    return "prefix/shared/%06d/%s" % (row * 37, "abc"[: row % 4])


def few(row, r):
    return r.choice(["kind 00", "kind 01", "kind 02", "other"])


def blob(row, r):
    return bytes(r.randrange(256) for _ in range(row % 23))


def fixed(row, r):
    return bytes([row % 256]) + b"\x00\xff" + bytes([r.randrange(3), 7])


def stepping(row, r):
    return 10**12 + 1000 * row + (row % 3)


def repeating(row, r):
    return (row // 30) * 5


FLAT = {
    "flag": (pa.bool_(), lambda row, r: row % 5 == 0 or 60 < row < 120, some),
    "flag_required": (pa.bool_(), lambda row, r: r.random() < 0.3, never),
    "byte": (pa.int8(), whole(8), some),
    "short": (pa.int16(), whole(16), never),
    "int": (pa.int32(), whole(32), runs),
    "int_steps": (pa.int32(), lambda row, r: row * 3 - 100, late),
    "int_repeats": (pa.int32(), repeating, mostly),
    "long": (pa.int64(), whole(64), some),
    "long_steps": (pa.int64(), stepping, never),
    "long_repeats": (pa.int64(), repeating, runs),
    "ubyte": (pa.uint8(), unsigned(8), some),
    "ushort": (pa.uint16(), unsigned(16), late),
    "uint": (pa.uint32(), unsigned(32), some),
    "ulong": (pa.uint64(), unsigned(64), some),
    "float": (pa.float32(), real(True), some),
    "double": (pa.float64(), real(False), runs),
    "double_all": (pa.float64(), real(False), never),
    "date": (pa.date32(), lambda row, r: r.randint(-30000, 30000), late),
    "millis": (pa.timestamp("ms", "UTC"), moment("ms"), some),
    "micros": (pa.timestamp("us", "UTC"), moment("us"), never),
    "micros_local": (pa.timestamp("us"), moment("us"), runs),
    "nanos": (pa.timestamp("ns", "UTC"), moment("ns"), some),
    "decimal9": (pa.decimal128(9, 2), digits(9, 2), some),
    "decimal18": (pa.decimal128(18, 3), digits(18, 3), runs),
    "decimal38": (pa.decimal128(38, 10), digits(38, 10), some),
    "text": (pa.string(), word, some),
    "text_all": (pa.string(), word, never),
    "text_sorted": (pa.string(), sorted_word, late),
    "text_few": (pa.string(), few, runs),
    "text_mostly_null": (pa.string(), few, mostly),
    "binary": (pa.binary(), blob, some),
    "fixed": (pa.binary(5), fixed, some),
    "nothing": (pa.int32(), lambda row, r: 0, lambda row: True),
    "no_text": (pa.string(), lambda row, r: "", lambda row: True),
    "no_type": (pa.null(), lambda row, r: None, lambda row: True),
}


def flat_table():
    columns = {name: column(name, *facts) for name, facts in FLAT.items()}
    return pa.table(columns)


def required_table():
    names = ["flag_required", "short", "long_steps", "double_all", "micros", "text_all"]
    table = flat_table().select(names)
    return table.cast(pa.schema([field.with_nullable(False) for field in table.schema]))


def nested_table():
    r = seeded("nested")
    rows = 150

    def maybe(share, make):
        return None if r.random() < share else make()

    def many(most, make):
        return [make() for _ in range(r.randint(0, most))]

    point = pa.struct([("x", pa.float64()), ("y", pa.float64())])
    person = pa.struct([("name", pa.string()), ("tags", pa.list_(pa.string())), ("at", point)])
    make_point = lambda: {"x": r.uniform(-180, 180), "y": maybe(0.2, lambda: r.uniform(-90, 90))}
    make_text = lambda: r.choice(["red", "green", "blue", ""])
    make_person = lambda: {
        "name": maybe(0.2, make_text),
        "tags": maybe(0.2, lambda: many(3, lambda: maybe(0.2, make_text))),
        "at": maybe(0.3, make_point),
    }
    required = pa.struct([pa.field("a", pa.int32(), False), pa.field("b", pa.string(), False)])
    columns = {
        "point": (point, lambda: maybe(0.2, make_point)),
        "required": (required, lambda: maybe(0.3, lambda: {"a": r.randint(0, 9), "b": make_text()})),
        "numbers": (pa.list_(pa.int64()), lambda: maybe(0.2, lambda: many(6, lambda: maybe(0.2, lambda: r.randint(-9, 9))))),
        "whole": (pa.list_(pa.field("element", pa.int32(), False)), lambda: many(4, lambda: r.randint(0, 99))),
        "rings": (pa.list_(pa.list_(pa.list_(pa.float64()))), lambda: maybe(0.2, lambda: many(3, lambda: maybe(0.1, lambda: many(3, lambda: maybe(0.1, lambda: many(3, r.random))))))),
        "people": (pa.list_(person), lambda: maybe(0.2, lambda: many(3, lambda: maybe(0.2, make_person)))),
        "counts": (pa.map_(pa.string(), pa.int32()), lambda: maybe(0.2, lambda: [(key, maybe(0.3, lambda: r.randint(0, 9))) for key in r.sample("abcdef", r.randint(0, 4))])),
        "deep": (pa.map_(pa.int32(), pa.list_(point)), lambda: maybe(0.2, lambda: [(i, maybe(0.2, lambda: many(2, lambda: maybe(0.2, make_point)))) for i in range(r.randint(0, 3))])),
        "person": (person, lambda: maybe(0.2, make_person)),
        "plain": (pa.int32(), lambda: maybe(0.2, lambda: r.randint(0, 9))),
    }
    return pa.table({name: pa.array([make() for _ in range(rows)], type_) for name, (type_, make) in columns.items()})


def spell(arrow_type):
    """The type as the reader should name it: that of Spark, unsigned integers by the next wider type."""
    t = arrow_type
    simple = {
        pa.bool_(): "boolean", pa.int8(): "byte", pa.int16(): "short", pa.int32(): "int", pa.int64(): "long",
        pa.uint8(): "short", pa.uint16(): "int", pa.uint32(): "long", pa.uint64(): "decimal(20,0)",
        pa.float32(): "float", pa.float64(): "double", pa.date32(): "date", pa.string(): "string",
        pa.binary(): "binary", pa.null(): "null",
    }
    if t in simple:
        return simple[t]
    if pa.types.is_timestamp(t):
        return "timestamp"
    if pa.types.is_decimal(t):
        return "decimal(%d,%d)" % (t.precision, t.scale)
    if pa.types.is_fixed_size_binary(t):
        return "binary"
    if pa.types.is_struct(t):
        return "struct<%s>" % ",".join("%s:%s" % (f.name, spell(f.type)) for f in t)
    if pa.types.is_map(t):
        return "map<%s,%s>" % (spell(t.key_type), spell(t.item_type))
    if pa.types.is_list(t):
        return "array<%s>" % spell(t.value_type)
    raise TypeError(str(t))


def plain(value, t):
    """A value as JSON: 64-bit numbers, moments (microseconds) and decimals (unscaled) as text, bytes in hexadecimal."""
    if value is None:
        return None
    if pa.types.is_timestamp(t):
        number = value.value if hasattr(value, "value") else value
        return str({"ms": number * 1000, "us": number, "ns": number // 1000}[t.unit])
    if pa.types.is_date(t):
        return (value - datetime.date(1970, 1, 1)).days
    if pa.types.is_decimal(t):
        return str(int(value.scaleb(t.scale, decimal.Context(prec=60))))
    if t in (pa.int64(), pa.uint32(), pa.uint64()):
        return str(value)
    if pa.types.is_floating(t):
        return value if math.isfinite(value) and not (value == 0 and math.copysign(1, value) < 0) else repr(value)
    if pa.types.is_binary(t) or pa.types.is_fixed_size_binary(t):
        return value.hex()
    if pa.types.is_struct(t):
        return [plain(value[f.name], f.type) for f in t]
    if pa.types.is_map(t):
        return [[plain(k, t.key_type), plain(v, t.item_type)] for k, v in value]
    if pa.types.is_list(t):
        return [plain(item, t.value_type) for item in value]
    return value


def values_of(array):
    t = array.type
    if pa.types.is_timestamp(t):
        numbers = array.cast(pa.int64()).to_pylist()
        return [plain(number, t) for number in numbers]
    return [plain(value, t) for value in array.to_pylist()]


def expect(name, table):
    EXPECTED[name] = [
        {"name": f.name, "type": spell(f.type), "values": values_of(table.column(f.name).combine_chunks())}
        for f in table.schema
    ]


def path(table, variant):
    return os.path.join(FILES, "%s.%s.parquet" % (table, variant))


def write(table_name, variant, table, **options):
    settings = dict(
        compression="none", use_dictionary=False, write_statistics=False, store_schema=False,
        data_page_version="1.0", data_page_size=1 << 20, version="2.6",
    )
    settings.update(options)
    pq.write_table(table, path(table_name, variant), **settings)


def by_type(table, encodings):
    """Encodings per column by the physical type that it has in a file."""
    def physical(t):
        if pa.types.is_floating(t):
            return "real"
        if t == pa.string() or t == pa.binary():
            return "bytes"
        if pa.types.is_fixed_size_binary(t) or (pa.types.is_decimal(t) and t.precision > 18):
            return "fixed"
        return None if t == pa.bool_() else "whole"
    found = {f.name: encodings.get(physical(f.type)) for f in table.schema}
    return {name: encoding for name, encoding in found.items() if encoding}


def pyarrow_files():
    flat = flat_table()
    expect("flat", flat)
    delta = {"whole": "DELTA_BINARY_PACKED", "bytes": "DELTA_BYTE_ARRAY", "fixed": "DELTA_BYTE_ARRAY"}
    lengths = {"whole": "BYTE_STREAM_SPLIT", "real": "BYTE_STREAM_SPLIT", "fixed": "BYTE_STREAM_SPLIT", "bytes": "DELTA_LENGTH_BYTE_ARRAY"}
    write("flat", "plain", flat, store_decimal_as_integer=True)
    write("flat", "plain-v2-small-pages", flat, data_page_version="2.0", data_page_size=64, write_batch_size=13)
    write("flat", "dictionary", flat, use_dictionary=True, compression="snappy")
    write("flat", "dictionary-small-pages", flat, use_dictionary=True, data_page_size=32, write_batch_size=11, compression="lz4")
    write("flat", "dictionary-given-up", flat, use_dictionary=True, dictionary_pagesize_limit=100, data_page_size=64, write_batch_size=10, compression="zstd")
    write("flat", "delta", flat, column_encoding=by_type(flat, delta), store_decimal_as_integer=True)
    write("flat", "delta-v2-small-pages", flat, column_encoding=by_type(flat, delta), store_decimal_as_integer=True, data_page_version="2.0", data_page_size=128, write_batch_size=40, compression="gzip")
    write("flat", "streams", flat, column_encoding=by_type(flat, lengths), store_decimal_as_integer=True, compression="brotli")
    write("flat", "streams-v2", flat, column_encoding=by_type(flat, lengths), store_decimal_as_integer=True, data_page_version="2.0", data_page_size=200, write_batch_size=30, compression="snappy")
    write("flat", "row-groups", flat, use_dictionary=["text", "text_few", "int_repeats"], row_group_size=77, compression="snappy", write_statistics=True, store_schema=True)
    write("flat", "version-1", flat.drop_columns(["nanos", "uint"]), version="1.0", use_dictionary=True, compression="gzip")
    int96 = flat.select(["millis", "micros", "micros_local", "nanos"])
    write("flat", "int96", int96, use_deprecated_int96_timestamps=True, use_dictionary=["millis"])
    required = required_table()
    expect("required", required)
    for codec in CODECS:
        write("required", "plain-" + codec, required, compression=codec)
    write("required", "dictionary-v2", required, data_page_version="2.0", use_dictionary=True, data_page_size=64, write_batch_size=17, compression="snappy")
    nested = nested_table()
    expect("nested", nested)
    write("nested", "plain", nested)
    write("nested", "small-pages", nested, data_page_size=32, write_batch_size=7, use_dictionary=True, compression="snappy")
    write("nested", "v2", nested, data_page_version="2.0", data_page_size=64, write_batch_size=9, use_dictionary=["point.x"], row_group_size=60, compression="zstd")
    write("nested", "delta", nested, use_dictionary=False, use_compliant_nested_type=False, column_encoding={"numbers.list.item": "DELTA_BINARY_PACKED", "plain": "DELTA_BINARY_PACKED"})
    empty = flat.slice(0, 0)
    expect("empty", empty)
    write("empty", "plain", empty, use_dictionary=True)
    one = flat.slice(5, 1)
    expect("one", one)
    write("one", "dictionary", one, use_dictionary=True, compression="snappy")
    write("one", "v2", one, data_page_version="2.0", compression="snappy")


def duckdb_files():
    connection = duckdb.connect()
    flat = flat_table().drop_columns(["nanos", "no_type", "fixed"])
    connection.register("flat", flat)
    connection.execute("SET TimeZone = 'UTC'")
    for variant, options in {
        "duckdb-snappy": "COMPRESSION snappy",
        "duckdb-v2": "COMPRESSION zstd, PARQUET_VERSION v2",
        "duckdb-lz4": "COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 0, PARQUET_VERSION v2",
    }.items():
        connection.execute("COPY flat TO '%s' (FORMAT parquet, %s)" % (path("flat", variant), options))
    connection.register("nested", nested_table())
    connection.execute("COPY nested TO '%s' (FORMAT parquet)" % path("nested", "duckdb"))


def fastparquet_files():
    import fastparquet

    names = ["long_steps", "text_all", "text_sorted", "text_few", "flag_required", "short"]
    frame = flat_table().select(names).to_pandas()
    fastparquet.write(path("flat", "fastparquet"), frame, compression="GZIP", row_group_offsets=[0, 90], stats=False)


def spark_files():
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false").getOrCreate()
    skipped = ["ubyte", "ushort", "uint", "ulong", "nanos", "no_type", "fixed"]
    folder = tempfile.mkdtemp()
    for name, table, dropped in [("flat", flat_table(), skipped), ("nested", nested_table(), [])]:
        source = os.path.join(folder, name + ".parquet")
        pq.write_table(table.drop_columns(dropped), source, store_schema=False)
        frame = spark.read.parquet(source).coalesce(1)
        variants = {
            "spark": {"compression": "snappy"},
            "spark-v2": {"compression": "gzip", "parquet.writer.version": "PARQUET_2_0", "parquet.page.size": "256", "parquet.page.row.count.limit": "50"},
            "spark-legacy": {"compression": "lz4", "parquet.enable.dictionary": "false"},
        }
        for variant, options in variants.items():
            legacy = variant == "spark-legacy"
            spark.conf.set("spark.sql.parquet.writeLegacyFormat", str(legacy).lower())
            spark.conf.set("spark.sql.parquet.outputTimestampType", "INT96" if legacy else "TIMESTAMP_MICROS")
            target = os.path.join(folder, variant)
            frame.write.options(**options).mode("overwrite").parquet(target)
            (part,) = [f for f in os.listdir(target) if f.endswith(".parquet")]
            shutil.copy(os.path.join(target, part), path(name, variant))
    spark.stop()


if __name__ == "__main__":
    shutil.rmtree(FILES, ignore_errors=True)
    os.makedirs(FILES)
    pyarrow_files()
    duckdb_files()
    fastparquet_files()
    spark_files()
    with open(os.path.join(HERE, "expected.json"), "w", encoding="utf-8", newline="\n") as file:
        json.dump(EXPECTED, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")
