"""Runs every program with PySpark 3.3 and writes what it answered to fixtures/<area>.json.

    python3.10 -m venv venv && venv/bin/pip install 'pyspark==3.3.*'
    venv/bin/python bench/oracles/pyspark/generate.py [area ...]

Needs a Java that Spark 3.3 runs on (8, 11 or 17).
"""

import json
import os
import runpy
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession
from recorder import programs, record

FOLDER = Path(__file__).parent


def _session():
    return (
        SparkSession.builder.master('local[1]')
        .appName('oracles')
        .config('spark.sql.session.timeZone', 'UTC')
        .config('spark.sql.shuffle.partitions', '2')
        .config('spark.ui.enabled', 'false')
        .getOrCreate()
    )


def main(areas):
    """Writes the fixtures of the named areas, of all when none is named."""
    os.environ['TZ'] = 'UTC'
    os.environ['PYSPARK_PYTHON'] = sys.executable
    time.tzset()
    spark = _session()
    spark.sparkContext.setLogLevel('OFF')
    for path in sorted((FOLDER / 'programs').glob('*.py')):
        if areas and path.stem not in areas:
            continue
        recorded = {name: record(program, spark) for name, program in programs(runpy.run_path(str(path)))}
        lines = ['  %s: %s' % (json.dumps(name), json.dumps(answer)) for name, answer in recorded.items()]
        (FOLDER / 'fixtures' / (path.stem + '.json')).write_text('{\n' + ',\n'.join(lines) + '\n}\n')
        errors = sum('error' in answer for answer in recorded.values())
        print('%s: %d programs, %d of them with an error' % (path.stem, len(recorded), errors))


if __name__ == '__main__':
    main(sys.argv[1:])
