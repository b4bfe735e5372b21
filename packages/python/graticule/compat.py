"""Which Spark release a script should meet.

The executor says so in GRATICULE_SPARK_VERSION; the answer decides details such as the order of Row fields and the text of
types. Scripts read it as ``pyspark.__version__``.
"""

import os

SPARK_VERSION = os.environ.get('GRATICULE_SPARK_VERSION') or '3.3.0'
IS_SPARK_2 = SPARK_VERSION.startswith('2.')
IS_SPARK_2_2 = SPARK_VERSION.startswith('2.2.')

#: What PySpark raises where no more fitting class of Python's is.
PlainError = Exception if IS_SPARK_2 else RuntimeError
#: What an argument of a wrong kind raises in the calls about nulls and statistics, and how they name numbers.
WRONG_KIND = ValueError if IS_SPARK_2 else TypeError
NUMBERS = 'float, int, long' if IS_SPARK_2 else 'float, int'


def placed(name, text):
    """The text of an error about a value after the name of its place, which Spark 2.2 does not tell; None names none."""
    return text if IS_SPARK_2_2 or name is None else '%s: %s' % (name, text)
