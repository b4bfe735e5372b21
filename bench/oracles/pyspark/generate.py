"""Runs every program with PySpark 3.3 or 2.2, whichever runs this, and writes what it answered.

    python3.10 -m venv venv && venv/bin/pip install 'pyspark==3.3.*'
    venv/bin/python bench/oracles/pyspark/generate.py [area ...]

3.3 writes fixtures/<area>.json and needs a Java it runs on (8, 11 or 17). 2.2 writes fixtures22/<area>.json: 'same' stands
for the answer of 3.3, 'later: ...' for a program of something that 2.2 lacks (later.py). README.md says how to get 2.2.
"""

import json
import os
import runpy
import sys
import time
from pathlib import Path

import pyspark
from later import needs_later, without_later_calls
from pyspark.sql import SparkSession
from recorder import programs, record

FOLDER = Path(__file__).parent
IS_SPARK_2 = pyspark.__version__.startswith('2.2.')


def _session():
    return (
        SparkSession.builder.master('local[1]')
        .appName('oracles')
        .config('spark.sql.session.timeZone', 'UTC')
        .config('spark.sql.shuffle.partitions', '2')
        .config('spark.ui.enabled', 'false')
        .getOrCreate()
    )


def _beside_later(answer, later):
    """What stands in fixtures22 for an answer of 2.2."""
    if needs_later(answer, later):
        return 'later: %s: %s' % (answer['error'], answer['message'][:100])
    answer = without_later_calls(answer, later)
    return 'same' if _compared(answer) == _compared(later) else answer


def _compared(answer):
    return {part: value for part, value in answer.items() if part != 'message'}


def _write(path, answers):
    lines = ['  %s: %s' % (json.dumps(name), json.dumps(answer)) for name, answer in answers.items()]
    path.write_text('{\n' + ',\n'.join(lines) + '\n}\n')


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
        fixture = FOLDER / 'fixtures' / (path.stem + '.json')
        if IS_SPARK_2:
            later = json.loads(fixture.read_text())
            recorded = {name: _beside_later(answer, later[name]) for name, answer in recorded.items()}
            fixture = FOLDER / 'fixtures22' / fixture.name
        _write(fixture, recorded)
        errors = sum('error' in answer for answer in recorded.values() if isinstance(answer, dict))
        print('%s: %d programs, %d of them with an error' % (path.stem, len(recorded), errors))


if __name__ == '__main__':
    main(sys.argv[1:])
