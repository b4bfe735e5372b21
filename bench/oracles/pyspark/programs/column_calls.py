"""Operators and methods of Columns: the text of the Column, its name, type and value, or the error."""

import datetime
import warnings
from decimal import Decimal

from calls import calls_of_columns
from pyspark.sql import Window
from pyspark.sql import functions as F
from pyspark.sql.types import DateType, DecimalType, IntegerType, LongType, StringType, StructType

# Earlier names and forms warn.
warnings.simplefilter('ignore')

_ROW = """
    SELECT 7 AS i, 2.5D AS d, 'Ab cd' AS s, DATE '2019-03-31' AS da, TIMESTAMP '2019-03-31 13:45:06.789' AS t,
        array(3, NULL, 1) AS ai, map('k', 1) AS m, struct(1 AS x, struct('q' AS z) AS y) AS st, true AS f,
        1.50BD AS de, 4 AS `a.b`
"""


def _frame_and_names(spark):
    frame = spark.sql(_ROW)
    names = {column: frame[column] for column in frame.columns if column != 'a.b'}
    names.update(df=frame, F=F, col=F.col, lit=F.lit, when=F.when, Window=Window, datetime=datetime, Decimal=Decimal)
    names.update(IntegerType=IntegerType, LongType=LongType, StringType=StringType, DateType=DateType)
    names.update(DecimalType=DecimalType, StructType=StructType)
    return frame, names


def _calls(text, chosen=True):
    return calls_of_columns(text, _frame_and_names, chosen)


arithmetic = _calls("""
i + 1
1 + i
i - 1
1 - i
i * 2
2 * i
i / 2
2 / i
i % 2
2 % i
i ** 2
2 ** i
-i
-d
i + d
i + 1.5
i + Decimal('1.5')
i + '1'
s + 1
i + None
i + True
""")

comparison = _calls("""
i == 7
i != 7
7 == i
i < 8
i <= 7
i > 6
i >= 7
8 > i
i == None
i != None
s == 'x'
da == datetime.date(2019, 3, 31)
t == datetime.datetime(2019, 3, 31, 13, 45, 6, 789000)
de == Decimal('1.5')
i.eqNullSafe(7)
i.eqNullSafe(None)
i == d
f == True
""")

logic = _calls("""
(i > 1) & (d > 1)
(i > 1) | (d > 1)
~(i > 1)
i and d
i or d
not i
bool(i)
1 in i
i.bitwiseAND(3)
i.bitwiseOR(8)
i.bitwiseXOR(1)
i.bitwiseAND(d)
""")

items = _calls("""
ai[0]
ai[5]
ai.getItem(1)
ai[-1]
m['k']
m.getItem('k')
m['none']
m.k
st['x']
st.x
st.getField('x')
st.y.z
st['y']['z']
col('st.y.z')
col('st').getField('y').getField('z')
df['st.x']
df.st.x
ai[i - 7]
ai.getItem(i - 7)
st.getField('none')
s[1:2]
s[1:2:3]
i.__private__
for_x in i
[x for x in i]
""")

names = _calls("""
i.alias('n')
i.name('n')
F.explode(m).alias('a', 'b')
i.alias('a', 'b')
i.alias('n', metadata={'a': 1})
i.alias('n', wrong=1)
i.alias('a', 'b', metadata={'a': 1})
(i + 1).alias('a.b')
i.alias()
col('`a.b`')
col('a.b')
df['`a.b`']
df['a.b']
col('I')
df['I']
df['none']
col('none')
""")

casts = _calls("""
i.cast('string')
i.cast(StringType())
i.astype('double')
s.cast('int')
d.cast(IntegerType())
d.cast('decimal(10,1)')
d.cast(DecimalType(10, 3))
i.cast(LongType())
s.cast(DateType())
da.cast('timestamp')
ai.cast('array<string>')
st.cast('struct<x:string,y:struct<z:string>>')
i.cast('nonsense')
i.cast(5)
i.cast(IntegerType)
f.cast('int')
t.cast('long')
(i + 1).cast('string')
""")

texts = _calls("""
s.like('A%')
s.rlike('c.$')
s.ilike('ab%')
s.startswith('Ab')
s.endswith('cd')
s.contains('b c')
s.substr(1, 2)
s.substr(i - 6, lit(2))
s.substr(1, lit(2))
s.substr('1', '2')
s.startswith(s)
s.contains(i)
s.isNull()
s.isNotNull()
i.between(1, 9)
i.between(d, lit(9))
i.isin(1, 7)
i.isin([1, 7])
i.isin({7})
i.isin()
i.isin([])
i.isin(1, None)
s.isin('x', 'y')
i.isin(d)
""")

conditions = _calls("""
when(i > 1, 'a')
when(i > 1, 'a').otherwise('b')
when(i > 9, 1).when(i > 1, d).otherwise(None)
when(i > 1, 'a').when('x', 'b')
when(i > 1, 'a').otherwise('b').otherwise('c')
when(i > 1, 'a').otherwise('b').when(i > 2, 'c')
i.when(i > 1, 'a')
i.otherwise(1)
when(i > 1, i).otherwise(d)
when(True, 1)
""")

fields = _calls("""
st.withField('w', lit(1))
st.withField('x', lit('a'))
st.withField('y.z', lit(5))
st.withField('y.v', i)
st.withField(5, i)
st.withField('w', 1)
st.dropFields('x')
st.dropFields('y.z')
st.dropFields('x', 'y')
st.dropFields('none')
""")

orders = _calls("""
i.asc()
i.desc()
i.asc_nulls_first()
i.asc_nulls_last()
i.desc_nulls_first()
i.desc_nulls_last()
""", False)

over = _calls("""
F.sum('i').over(Window.partitionBy('s'))
F.sum('i').over(Window.partitionBy(s, d).orderBy(i.desc(), 'd'))
F.sum('i').over(Window.partitionBy(['s', 'd']))
F.sum('i').over(Window.orderBy('i').rowsBetween(Window.unboundedPreceding, Window.currentRow))
F.sum('i').over(Window.orderBy('i').rowsBetween(0, 5))
F.sum('i').over(Window.orderBy('i').rangeBetween(-2, 2))
F.sum('i').over(Window.rowsBetween(-(1 << 70), 1 << 70).partitionBy('s'))
F.sum('i').over(Window.orderBy('i').rowsBetween(5, 1))
F.sum('i').over('s')
i.over(Window.partitionBy('s'))
F.row_number().over(Window.partitionBy('s'))
Window.partitionBy(5)
Window.orderBy(5)
""")
