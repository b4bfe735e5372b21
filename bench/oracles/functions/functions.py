"""Records what real Spark answers for the expressions in `expressions/*.sql`, as fixtures of packages/sql.

    TZ=UTC python functions.py [group ...]        # a Python with pyspark 3.3 and a Java of 8, 11 or 17

Every line of a file is an expression, or a query (`SELECT ... FROM VALUES ...`). Recorded are the default column
name, the type and the value; `error` instead of these where Spark refuses. Lines that begin with -- are comments, but
`-- conf key=value ...` sets the settings of the lines below it (without any: the defaults again).
"""

import datetime
import decimal
import json
import math
import pathlib
import sys

from pyspark.sql import Row, SparkSession

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parents[2] / "packages" / "sql" / "src" / "functions" / "fixtures"


def plain(value):
    """A value as JSON that keeps what matters: whole numbers and decimals as text, maps as pairs."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return {"double": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
        return {"double": value} if not (value == 0 and math.copysign(1, value) < 0) else {"double": "-0.0"}
    if isinstance(value, int):
        return {"whole": str(value)}
    if isinstance(value, decimal.Decimal):
        return {"decimal": format(value, "f")}
    if isinstance(value, datetime.datetime):
        return {"timestamp": value.isoformat(sep=" ", timespec="microseconds")}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, (bytes, bytearray)):
        return {"binary": bytes(value).hex()}
    if isinstance(value, Row) or isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {"map": [[plain(key), plain(item)] for key, item in value.items()]}
    raise TypeError(type(value))


def is_query(line):
    return line.upper().startswith(("SELECT ", "WITH "))


def ask(spark, line, conf):
    """The case of one line under settings; whatever they were before stays."""
    before = {key: spark.conf.get(key) for key in conf}
    setting = {"conf": conf} if conf else {}
    for key, value in conf.items():
        spark.conf.set(key, value)
    try:
        return answer(spark, line, setting)
    finally:
        for key, value in before.items():
            spark.conf.set(key, value)


def answer(spark, line, setting):
    try:
        frame = spark.sql(line if is_query(line) else "SELECT " + line)
        rows = frame.collect()
    except Exception as error:  # noqa: BLE001 - every refusal is recorded
        return {"sql": line, **setting, "error": type(error).__name__}
    return {
        "sql": line,
        **setting,
        "columns": [[field.name, field.dataType.simpleString()] for field in frame.schema.fields],
        "rows": [[plain(value) for value in row] for row in rows],
    }


def lines_of(source):
    """The expressions of a file, each with the settings that hold for it."""
    conf = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("-- conf"):
            conf = dict(pair.split("=", 1) for pair in line[len("-- conf"):].split())
        elif line and not line.startswith("--"):
            yield line, conf


def write(name, cases):
    target = FIXTURES / (name + ".json")
    body = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
    target.write_text("[\n" + body + "\n]\n", encoding="utf-8")
    print(name, len(cases), "cases,", sum("error" in case for case in cases), "errors")


def main(groups):
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    FIXTURES.mkdir(exist_ok=True)
    for source in sorted((HERE / "expressions").glob("*.sql")):
        if groups and source.stem not in groups:
            continue
        write(source.stem, [ask(spark, line, conf) for line, conf in lines_of(source)])
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
