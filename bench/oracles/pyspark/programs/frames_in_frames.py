"""Columns of a frame inside of larger ones, and the bounds of windows over values."""

from pyspark.sql import Window
from pyspark.sql import functions as F


def _sales(spark):
    return spark.createDataFrame([(1, 'a', 5), (2, 'b', 7), (3, 'a', 9)], 'id: int, shop: string, amount: int')


def star_of_one_side(spark):
    sales = _sales(spark)
    best = sales.groupBy('shop').agg(F.max('amount').alias('best'))
    same = (sales.shop == best.shop) & (sales.amount == best.best)
    return sales.join(best, same).select(sales['*'], best.best).orderBy('id')


def stars_of_both_sides(spark):
    sales = _sales(spark)
    names = spark.createDataFrame([('a', 'Ann'), ('c', 'Cid')], 'shop: string, name: string')
    joined = sales.join(names, sales.shop == names.shop, 'left')
    return joined.select(names['*'], sales['*'], sales['*'], F.lit(1).alias('one')).orderBy(sales.id)


def star_of_the_frame_before(spark):
    sales = _sales(spark)
    return sales.withColumn('twice', sales.amount * 2).select(sales['*'], 'twice')


def star_of_what_was_dropped(spark):
    sales = _sales(spark)
    return sales.drop('amount').select(sales['*'])


def star_inside_of_calls(spark):
    sales = _sales(spark)
    return sales.select(F.struct(sales['*']).alias('s')).agg(F.count('s').alias('n'))


def text_of_a_star(spark):
    return [repr(spark.range(1)['*'])]


def _bounds(spark, choose):
    """By each kind of column: the name that choose(column) gives a sum, or its error."""
    frame = spark.sql(
        "SELECT 1 AS i, 1L AS l, 1.5D AS x, CAST(1.5 AS DECIMAL(10,2)) AS de, CAST(1 AS TINYINT) AS b, 'a' AS s, "
        "CAST('2020-01-01' AS DATE) AS d, CAST('2020-01-01 00:00:00' AS TIMESTAMP) AS t"
    )
    frame.createOrReplaceTempView('bounds')
    answers = []
    for name in frame.columns:
        try:
            answers.append([name, choose(frame, name).columns[0]])
        except Exception as error:
            answers.append([name, type(error).__name__])
    return answers


def bounds_before(spark):
    return _bounds(spark, lambda frame, name: frame.select(F.sum('i').over(Window.orderBy(name).rangeBetween(-1, 0))))


def bounds_after(spark):
    return _bounds(spark, lambda frame, name: frame.select(F.sum('i').over(Window.orderBy(name).rangeBetween(1, 2))))


def bounds_in_sql(spark):
    text = 'SELECT sum(i) OVER (ORDER BY %s RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING) FROM bounds'
    return _bounds(spark, lambda frame, name: spark.sql(text % name))


def sums_in_ranges(spark):
    frame = spark.createDataFrame([(1.5, 1), (2.0, 2), (3.5, 4), (None, 8)], 'x: double, v: int')
    near = Window.orderBy('x').rangeBetween(-1, 0)
    around = Window.orderBy(F.desc('x')).rangeBetween(-1, 1)
    return frame.select('x', F.sum('v').over(near), F.sum('v').over(around)).orderBy('x')


def powers_of_e(spark):
    return spark.sql('SELECT exp(1) AS a, exp(2) AS b, exp(0.5D) AS c, exp(-1) AS d, exp(10) AS e, e() AS f')
