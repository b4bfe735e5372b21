"""Writes what the pyspark that this Python finds answers to the programs about types and Rows to <major>.<minor>.json.

    PYTHONPATH=pyspark-2.2.3:py4j python3.6 record.py          for Spark 2, which needs no Java here
    ... record.py -                                            prints instead, so that another package can be compared

The programs are those of programs/types_and_rows.py; what they ask Java is left out. Python 3.6 syntax.
"""

import json
import os
import runpy
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(FOLDER, '..', 'programs', 'types_and_rows.py')


def answers():
    """Line and answer of all programs."""
    found = {}
    for name, program in runpy.run_path(PROGRAMS).items():
        if getattr(program, '__name__', '') == 'program':
            found.update((line, answer) for line, answer in program(None) if '_parse_datatype_string' not in line)
    return found


def main(arguments):
    """Writes the file of the release that is imported, or prints it."""
    import pyspark

    text = json.dumps(answers(), indent=0, sort_keys=True) + '\n'
    if arguments == ['-']:
        sys.stdout.write(text)
        return
    release = '.'.join(pyspark.__version__.split('.')[:2])
    with open(os.path.join(FOLDER, release + '.json'), 'w') as target:
        target.write(text)


if __name__ == '__main__':
    main(sys.argv[1:])
