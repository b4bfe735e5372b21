"""Compares what real PySpark 3.3 reads from the files of rewrite_orc.mjs with fixtures/readCases.json.

Run with the Python of generate.py:  TZ=UTC python check_rewritten.py FOLDER
"""

import json
import os
import sys

from pyspark.sql import SparkSession

from generate import HERE, exact, plain


def main(folder):
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with open(os.path.join(HERE, "fixtures", "readCases.json"), encoding="utf-8") as file:
        cases = [
            one
            for one in json.load(file)
            if one["format"] == "orc" and one["schema"] is None and not one["options"] and "error" not in one["expected"]
        ]
    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = session.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    wrong = 0
    for i, one in enumerate(cases):
        frame = spark.read.orc(os.path.join(folder, "out-%d" % i))
        rows = [[plain(value) for value in row] for row in frame.select(*[exact(field) for field in frame.schema]).collect()]
        found = {"schema": frame.schema.simpleString(), "rows": sorted(rows, key=json.dumps)}
        expected = {"schema": one["expected"]["schema"], "rows": sorted(one["expected"]["rows"], key=json.dumps)}
        if found != expected:
            wrong += 1
            print("%s\n  expected %s\n  found    %s" % (one["name"], json.dumps(expected)[:2000], json.dumps(found)[:2000]))
    print("%d of %d equal" % (len(cases) - wrong, len(cases)))
    spark.stop()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
