"""PySpark's side of `npm run bench:sql`: sql_queries.py PATHS_JSON ROUNDS QUERIES_JSON. local[2], JSON lines as answers."""
import json
import re
import sys
import time

from pyspark.sql import SparkSession

LINE_SCHEMA = "id BIGINT, k INT, x DOUBLE, y DOUBLE, s STRING, t STRING"

paths, rounds, queries = [json.loads(text) for text in sys.argv[1:4]]
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.memory", "6g")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
for name in ("events", "places", "details"):
    spark.read.parquet(paths[name]).createOrReplaceTempView(name)
spark.read.csv(paths["lines"], header=True, schema=LINE_SCHEMA).createOrReplaceTempView("lines")


def summary(frame):
    """Rows, and per column the sum of its numbers or of its text's bytes."""
    sums = [
        ("sum(octet_length(`%s`))" if kind == "string" else "sum(cast(`%s` as double))") % column
        for column, kind in frame.dtypes
    ]
    row = frame.selectExpr("count(*)", *sums).collect()[0]
    return {"rows": row[0], "sums": list(row[1:])}


def peak_bytes():
    """Largest resident set of the Java process; 0 where /proc does not tell."""
    pid = spark.sparkContext._jvm.java.lang.ProcessHandle.current().pid()
    try:
        with open("/proc/%d/status" % pid) as status:
            return int(re.search(r"VmHWM:\s*(\d+)", status.read()).group(1)) * 1024
    except IOError:
        return 0


for query in queries:
    seconds = []
    for _ in range(rounds):
        started = time.time()
        frame = spark.sql(query["sql"])
        frame.write.format("noop").mode("overwrite").save()
        seconds.append(time.time() - started)
    print(json.dumps({"query": query["name"], "seconds": seconds, "summary": summary(frame)}), flush=True)
print(json.dumps({"peakBytes": peak_bytes()}), flush=True)
spark.stop()
