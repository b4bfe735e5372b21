import os
import subprocess
import sys
import unittest

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def run(code, version):
    environment = dict(os.environ, PYTHONPATH=FOLDER, GRATICULE_SPARK_VERSION=version)
    return subprocess.check_output([sys.executable, '-c', code], env=environment).decode('utf-8').splitlines()


class CompatTest(unittest.TestCase):
    """The release a script meets is fixed when its process starts, hence the processes here."""

    def test_the_texts_of_spark_2(self):
        code = (
            'import pyspark\n'
            'from pyspark.sql import Row\n'
            'from pyspark.sql.functions import col\n'
            'from pyspark.sql.types import *\n'
            'from pyspark.sql.utils import AnalysisException\n'
            'print(pyspark.__version__)\n'
            'print(Row(b=1, a=2), Row("a", "b"))\n'
            'print(col("a") + 1)\n'
            'print(StructType().add("x", "double"), ArrayType(LongType()), NullType().simpleString())\n'
            'print(AnalysisException("it is wrong"))\n'
        )
        self.assertEqual(
            run(code, '2.2.0'),
            [
                '2.2.0',
                'Row(a=2, b=1) <Row(a, b)>',
                "Column<b'(a + 1)'>",
                'StructType(List(StructField(x,DoubleType,true))) ArrayType(LongType,true) null',
                "'it is wrong'",
            ],
        )

    def test_structs_and_parsed_times_show_as_in_sql_in_spark_2(self):
        code = (
            'from pyspark.sql.functions import *\n'
            'print(struct("i", (col("d") + 1).alias("e"), lit(3), lit("x").alias("y")))\n'
            'print(to_json(struct("i")), array(struct(struct("i"))))\n'
            'print(to_date(col("s").cast("string"), "yyyy"), to_date("s"), to_timestamp("s"))\n'
            'try:\n'
            '    upper(None)\n'
            'except Exception as error:\n'
            '    print(type(error).__name__, str(error).splitlines()[0])\n'
        )
        self.assertEqual(
            run(code, '2.2.0'),
            [
                "Column<b'named_struct(NamePlaceholder(), i, NamePlaceholder(), (d + 1) AS `e`, col3, 3, y, x AS `y`)'>",
                "Column<b'structstojson(named_struct(NamePlaceholder(), i))'> "
                "Column<b'array(named_struct(col1, named_struct(NamePlaceholder(), i)))'>",
                "Column<b\"to_date(CAST(`s` AS STRING), 'yyyy'\"> Column<b'to_date(s)'> "
                "Column<b\"to_timestamp(`s`, 'yyyy-MM-dd HH:mm:ss')\">",
                'Py4JJavaError An error occurred while calling z:org.apache.spark.sql.functions.upper.',
            ],
        )

    def test_failures_of_python_functions_are_failures_of_the_job_in_spark_2(self):
        code = (
            'from pyspark.sql.utils import engine_error\n'
            'for name in ("PythonException", "ArithmeticException", "AnalysisException"):\n'
            '    error = engine_error(name, "because")\n'
            '    print(type(error).__name__, str(error).splitlines()[-1])\n'
        )
        self.assertEqual(
            run(code, '2.2.0'),
            [
                'Py4JJavaError : org.apache.spark.PythonException: because',
                'Py4JJavaError : java.lang.ArithmeticException: because',
                "AnalysisException 'because'",
            ],
        )
        self.assertEqual(run(code, '3.3.0')[0], 'PythonException because')

    def test_spark_3_is_the_default(self):
        code = 'import pyspark\nfrom pyspark.sql import Row\nprint(pyspark.__version__, Row(b=1, a=2))'
        self.assertEqual(run(code, ''), ['3.3.0 Row(b=1, a=2)'])

    def test_keyword_rows_of_spark_2_go_by_name(self):
        code = (
            'from graticule.frames import prepare\n'
            'from graticule.rows import row_encoder\n'
            'from graticule.time_zone import Utc\n'
            'from pyspark.sql import Row\n'
            'from pyspark.sql.types import StructType\n'
            'schema = StructType().add("b", "long").add("a", "string")\n'
            'struct, rows = prepare([Row(b=1, a="x")], schema, True)\n'
            'print([row_encoder(struct, Utc())(row) for row in rows])\n'
        )
        self.assertEqual(run(code, '2.2.0'), ["[[1, 'x']]"])
