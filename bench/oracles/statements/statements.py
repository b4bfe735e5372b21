"""Records what Spark 3.3 answers to the statements of the .sql files beside this program.

    venv/bin/python bench/oracles/statements/statements.py [name ...]

needs pyspark==3.3.* and Java 8, 11 or 17, and writes packages/sql/src/golden/spark33/NAME.json: for every statement
its text and either the schema and the rows, each cell cast to text, or the kind of the error.
"""

import json
import re
import sys
from pathlib import Path

from pyspark.sql import SparkSession

HERE = Path(__file__).parent
TARGET = HERE.parents[2] / 'packages' / 'sql' / 'src' / 'golden' / 'spark33'


def statements_of(text):
    lines = [line for line in text.split('\n') if not line.startswith('-- ')]
    return [statement.strip() for statement in re.split(r';\n', '\n'.join(lines)) if statement.strip()]


def error_of(error):
    """The kind of the error, and for syntax errors the line and position that Spark names."""
    kind = {'ParseException': 'parse', 'AnalysisException': 'analysis'}.get(type(error).__name__, 'runtime')
    message = str(error).strip()
    found = {'error': kind, 'message': message.split('\n')[0][:160]}
    place = re.search(r'\(line (\d+), pos (\d+)\)', message)
    if kind == 'parse' and place:
        found['place'] = [int(place.group(1)), int(place.group(2))]
    return found


def answer(spark, text):
    try:
        frame = spark.sql(text)
        names = ['c%d' % i for i in range(len(frame.columns))]
        texts = frame.toDF(*names).selectExpr(*['cast(%s as string)' % name for name in names]).collect()
        rows = ['\t'.join('NULL' if cell is None else cell for cell in row) for row in texts]
        return {'sql': text, 'schema': frame._jdf.schema().catalogString(), 'rows': rows if names else []}
    except Exception as error:
        return dict(error_of(error), sql=text)


def main():
    names = sys.argv[1:] or [path.stem for path in sorted(HERE.glob('*.sql'))]
    TARGET.mkdir(exist_ok=True)
    for name in names:
        builder = SparkSession.builder.master('local[2]').config('spark.ui.enabled', 'false')
        builder = builder.config('spark.sql.session.timeZone', 'UTC').config('spark.sql.shuffle.partitions', '2')
        spark = builder.getOrCreate().newSession()
        spark.sparkContext.setLogLevel('OFF')
        answers = [answer(spark, text) for text in statements_of((HERE / (name + '.sql')).read_text())]
        (TARGET / (name + '.json')).write_text(json.dumps(answers, indent=1) + '\n')
        print(name, len(answers), sum('error' in one for one in answers), 'errors')


if __name__ == '__main__':
    main()
