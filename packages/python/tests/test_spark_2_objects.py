import json
import os
import subprocess
import sys
import unittest

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORACLE = os.path.join(FOLDER, '..', '..', 'bench', 'oracles', 'pyspark', 'objects')

# Lines that real PySpark 2 answers otherwise, each with the reason. The list may only shrink.
_LATER = 'Spark 2 has no such type; here it is not exported either, but there'
_HELPS = 'Spark 2 fails on this, later versions do not'
DIFFERENT = {
    'DayTimeIntervalType()': _LATER,
    'DayTimeIntervalType(0, 1).simpleString()': _LATER,
    'DayTimeIntervalType(7)': _LATER,
    'S.fieldNames()': _HELPS,
}


def ours(version):
    """The answers of this package to a script that asks for a Spark version."""
    environment = dict(os.environ, PYTHONPATH=FOLDER, GRATICULE_SPARK_VERSION=version, PYTHONHASHSEED='0')
    command = [sys.executable, os.path.join(ORACLE, 'record.py'), '-']
    return json.loads(subprocess.check_output(command, env=environment).decode('utf-8'))


class Spark2ObjectsTest(unittest.TestCase):
    maxDiff = None

    def test_types_and_rows_are_those_of_spark_2(self):
        different = set()
        for release in ('2.2', '2.4'):
            with open(os.path.join(ORACLE, release + '.json')) as source:
                expected = json.load(source)
            found = ours(release + '.0')
            different.update(line for line in expected if expected[line] != found.get(line))
        self.assertEqual(different, set(DIFFERENT))
