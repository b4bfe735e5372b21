"""DataFrames: every transformation is analysed at once and known to the engine by an id."""

from graticule import expressions as e
from graticule import relations as r
from graticule.compat import IS_SPARK_2, IS_SPARK_2_2
from graticule.expression_text import name_parts
from graticule.java_text import java_text
from graticule.unsupported import not_supported
from graticule.unreadable import require_readable
from pyspark.sql.actions import ActionMethods
from pyspark.sql.column import Column, name_to_expression
from pyspark.sql.na import DataFrameNaFunctions, NullMethods
from pyspark.sql.partitions import PartitionMethods
from pyspark.sql.stat import DataFrameStatFunctions, StatisticMethods
from pyspark.sql.storage import StorageMethods
from py4j.protocol import Py4JError
from pyspark.sql.utils import AnalysisException, IllegalArgumentException, ParseException, engine_error

__all__ = ['DataFrame', 'DataFrameNaFunctions', 'DataFrameStatFunctions']


def _flat(cols):
    """Arguments that may also be given as one list."""
    return list(cols[0]) if len(cols) == 1 and isinstance(cols[0], list) else list(cols)


def _name_text(name):
    """A name that is none in an error: Java's text of it in PySpark 2, where Java tells the error."""
    return java_text(name) if IS_SPARK_2 and isinstance(name, (list, dict)) else str(name)


class DataFrame(ActionMethods, PartitionMethods, NullMethods, StatisticMethods, StorageMethods):
    """Rows with named, typed columns; computed when an action asks for them."""

    def __init__(self, relation_id, schema, spark):
        self._relation_id = relation_id
        # None: asked for when it is needed first. A chain of a thousand wide frames needs few of their schemas.
        self._known_schema = schema
        self._names = self._names_in_lower_case = None
        self._spark = spark
        self._relation = r.registered(relation_id)

    @property
    def _schema(self):
        if self._known_schema is None:
            self._known_schema = self._session.schema_of(self._relation)
        return self._known_schema

    @property
    def _session(self):
        return self._spark._session

    def _derive(self, relation):
        """The frame of a new relation. Raises AnalysisException now, not at the action."""
        return self._spark._frame(relation)

    def _plain(self, relation_id=None):
        """The same frame as another object, or the same rows under another id."""
        return DataFrame(relation_id or self._relation_id, self._known_schema, self._spark)

    def _rows(self, relation=None, schema=None):
        return self._session.execute(relation or self._relation, schema or self._schema)

    def _column_expressions(self, cols):
        return [name_to_expression(col) for col in _flat(cols)]

    # ---- what it looks like

    @property
    def schema(self):
        """The StructType. Raises ValueError when a column has a type that PySpark does not know."""
        return require_readable(self._schema)

    @property
    def columns(self):
        """Names of the columns."""
        return list(self.schema.names)

    @property
    def dtypes(self):
        """(name, type text) of every column."""
        return [(field.name, field.dataType.simpleString()) for field in self.schema.fields]

    @property
    def sparkSession(self):
        """The session."""
        return self._spark

    @property
    def sql_ctx(self):
        """The session in its oldest form."""
        from pyspark.sql.context import SQLContext

        return SQLContext(self._spark.sparkContext, self._spark)

    @property
    def na(self):
        """What can be done about nulls."""
        return DataFrameNaFunctions(self)

    @property
    def stat(self):
        """Statistics of columns."""
        return DataFrameStatFunctions(self)

    @property
    def isStreaming(self):
        """Never: there are no streams."""
        return False

    # ---- columns

    def __getitem__(self, item):
        """A column by name or position; a Column filters, a list selects."""
        if isinstance(item, str):
            if item == '*':
                return Column(e.star(plan_id=self._plan_id()))
            return Column(e.attribute(self._resolved_name(item), self._plan_id()))
        if isinstance(item, Column):
            return self.filter(item)
        if isinstance(item, (list, tuple)):
            return self.select(*item)
        if isinstance(item, int):
            return Column(e.attribute(_quoted(self.columns[item]), self._plan_id()))
        raise TypeError('unexpected item type: %s' % type(item))

    def __getattr__(self, name):
        if name.startswith('_') or name not in self._attribute_names:
            raise AttributeError("'%s' object has no attribute '%s'" % (type(self).__name__, name))
        return Column(e.attribute(_quoted(name), self._plan_id()))

    @property
    def _attribute_names(self):
        if self._names is None:
            self._names = frozenset(self.columns)
        return self._names

    @property
    def _lower_names(self):
        if self._names_in_lower_case is None:
            self._names_in_lower_case = frozenset(name.lower() for name in self._schema.names)
        return self._names_in_lower_case

    def _plan_id(self):
        return self._relation.get('common', {}).get('planId')

    def _resolved_name(self, name):
        """Checks now, as PySpark does, that there is such a column."""
        parts = name_parts(name)
        lowered = parts[0].lower()
        if len(parts) == 1 and lowered in self._lower_names:
            return name
        try:
            # Nested fields and qualified names: the engine knows the rules.
            self._session.register(r.project(self._relation, [e.attribute(name)]))
        except ParseException:
            raise
        except AnalysisException as error:
            if 'mbiguous' in error.desc:
                raise
            told = '; did you mean to quote the `%s` column?' % name if name in self.columns else ''
            raise AnalysisException(
                'Cannot resolve column name "%s" among (%s)%s'
                % (name, ', '.join(self.columns), ';' if IS_SPARK_2 else told)
            ) from None
        return name

    def colRegex(self, colName):
        """The columns whose names match a regular expression, in backticks."""
        if not isinstance(colName, str):
            raise TypeError('colName should be provided as string')
        return Column(e.columns_like(colName, self._plan_id()))

    def select(self, *cols):
        """Some columns or expressions."""
        return self._derive(r.project(self._relation, self._column_expressions(cols)))

    def selectExpr(self, *expr):
        """Columns as SQL text."""
        return self._derive(r.project(self._relation, [e.sql_text(text) for text in _flat(expr)]))

    def withColumn(self, colName, col):
        """A column added, or replaced where one of that name is."""
        if not isinstance(col, Column):
            # In Spark 2 an assertion.
            raise (AssertionError if IS_SPARK_2 else TypeError)('col should be Column')
        return self.withColumns({colName: col})

    def withColumns(self, *colsMap):
        """Several columns at once, from a dict of name and Column."""
        assert len(colsMap) == 1
        if not isinstance(colsMap[0], dict):
            raise TypeError('colsMap must be dict of column name and column.')
        aliases = []
        for name, col in colsMap[0].items():
            aliases.append(_as_alias(name, name_to_expression(col)))
        return self._derive(r.with_columns(self._relation, aliases))

    def withMetadata(self, columnName, metadata):
        """A column with other metadata."""
        if not isinstance(metadata, dict):
            raise TypeError('metadata should be a dict')
        return self.withColumn(columnName, self[columnName].alias(columnName, metadata=metadata))

    def withColumnRenamed(self, existing, new):
        """A column under a new name; nothing happens when there is none of that name."""
        return self._derive(r.renamed(self._relation, [(existing, new)]))

    def withColumnsRenamed(self, colsMap):
        """Several columns under new names."""
        return self._derive(r.renamed(self._relation, list(colsMap.items())))

    def drop(self, *cols):
        """Without some columns; names that do not exist are ignored."""
        if len(cols) == 1:
            if isinstance(cols[0], Column):
                return self._derive(r.dropped(self._relation, [], [cols[0]._expression]))
            if not isinstance(cols[0], str):
                raise TypeError('col should be a string or a Column')
        if not all(isinstance(col, str) for col in cols):
            raise TypeError('each col in the param list should be a string')
        return self._derive(r.dropped(self._relation, cols, []))

    def toDF(self, *cols):
        """All columns under new names."""
        names = list(cols)
        if len(names) != len(self.columns):
            raise IllegalArgumentException(
                "requirement failed: The number of columns doesn't match.\nOld column names (%d): %s\n"
                'New column names (%d): %s' % (len(self.columns), ', '.join(self.columns), len(names), ', '.join(map(_name_text, names)))
            )
        return self._derive(r.with_names(self._relation, names))

    def alias(self, alias):
        """A qualifier for `alias.column`."""
        assert isinstance(alias, str), 'alias should be a string'
        return self._derive(r.aliased(self._relation, alias))

    # ---- rows

    def filter(self, condition):
        """Rows for which a Column or SQL text is true."""
        if isinstance(condition, str):
            return self._derive(r.filtered(self._relation, e.sql_text(condition)))
        if isinstance(condition, Column):
            return self._derive(r.filtered(self._relation, condition._expression))
        raise TypeError('condition should be string or Column')

    where = filter

    def limit(self, num):
        """The first rows."""
        if not isinstance(num, int):
            raise Py4JError('limit takes a whole number, found %r' % (num,))
        return self._derive(r.limit(self._relation, num))

    def distinct(self):
        """Without repeated rows."""
        return self._derive(r.deduplicated(self._relation, None))

    def dropDuplicates(self, subset=None):
        """One row for every combination of the columns in `subset` (all columns without it)."""
        if subset is not None and not isinstance(subset, (list, tuple)):
            raise TypeError("Parameter 'subset' must be a list of columns")
        return self._derive(r.deduplicated(self._relation, subset))

    drop_duplicates = dropDuplicates

    def orderBy(self, *cols, **kwargs):
        """Ordered by columns; `ascending` is a bool or a list of them."""
        return self._derive(r.sort(self._relation, self._orders(cols, kwargs)))

    sort = orderBy

    def sortWithinPartitions(self, *cols, **kwargs):
        """Ordered inside every partition."""
        return self._derive(r.sort(self._relation, self._orders(cols, kwargs), everywhere=False))

    def _orders(self, cols, kwargs):
        cols = _flat(cols)
        if not cols:
            raise ValueError('should sort by at least one column')
        orders = [name_to_expression(col) for col in cols]
        ascending = kwargs.get('ascending', True)
        if isinstance(ascending, (bool, int)):
            if not ascending:
                orders = [e.sort_order(_unordered(order), False) for order in orders]
        elif isinstance(ascending, list):
            orders = [order if up else e.sort_order(_unordered(order), False) for up, order in zip(ascending, orders)]
        else:
            raise TypeError('ascending can only be boolean or list, but got %s' % type(ascending))
        return [e.as_sort_order(order) for order in orders]

    # ---- several frames

    @property
    def _jdf(self):
        """PySpark's name for what a frame stands for: Python names it when another frame is none."""
        return self._relation

    def join(self, other, on=None, how=None):
        """Joined by name(s) or by Column(s)."""
        kind = 'inner' if how is None else how
        assert isinstance(kind, str), 'how should be %s' % ('basestring' if IS_SPARK_2 else 'a string')
        if on is None:
            joined = r.join(self._relation, other._jdf, kind)
            if IS_SPARK_2_2 and how is not None:
                # PySpark 2.2 hands the kind on with nothing where the names of columns belong.
                raise engine_error('java.lang.NullPointerException', '')
            return self._derive(joined)
        conditions = on if isinstance(on, list) else [on]
        if isinstance(conditions[0], str):
            return self._derive(r.join(self._relation, other._jdf, kind, using=conditions))
        assert isinstance(conditions[0], Column), 'on should be Column or list of Column'
        condition = conditions[0]
        for item in conditions[1:]:
            condition = condition & item
        return self._derive(r.join(self._relation, other._jdf, kind, condition._expression))

    def crossJoin(self, other):
        """Every row with every row."""
        return self._derive(r.join(self._relation, other._jdf, 'cross'))

    def union(self, other):
        """The rows of both, by position."""
        return self._derive(r.set_operation('UNION', self._relation, other._jdf, True))

    unionAll = union

    def unionByName(self, other, allowMissingColumns=False):
        """The rows of both, by column name."""
        return self._derive(
            r.set_operation('UNION', self._relation, other._jdf, True, True, allowMissingColumns)
        )

    def intersect(self, other):
        """Distinct rows in both."""
        return self._derive(r.set_operation('INTERSECT', self._relation, other._jdf, False))

    def intersectAll(self, other):
        """Rows in both, repeated as often as in both."""
        return self._derive(r.set_operation('INTERSECT', self._relation, other._jdf, True))

    def subtract(self, other):
        """Distinct rows that are not in the other."""
        return self._derive(r.set_operation('EXCEPT', self._relation, other._jdf, False))

    def exceptAll(self, other):
        """Rows that are not in the other, counting repetitions."""
        return self._derive(r.set_operation('EXCEPT', self._relation, other._jdf, True))

    # ---- groups

    def groupBy(self, *cols):
        """Groups of rows with equal values."""
        return self._grouped(cols, 'GROUPBY')

    groupby = groupBy

    def rollup(self, *cols):
        """Groups with subtotals from the right."""
        return self._grouped(cols, 'ROLLUP')

    def cube(self, *cols):
        """Groups with subtotals of every combination."""
        return self._grouped(cols, 'CUBE')

    def _grouped(self, cols, kind):
        from pyspark.sql.group import GroupedData

        return GroupedData(self, self._column_expressions(cols), kind)

    def agg(self, *exprs):
        """Aggregates over all rows: one row, also when there are none."""
        return self.groupBy().agg(*exprs)

    def transform(self, func, *args, **kwargs):
        """The result of a function of frames."""
        result = func(self, *args, **kwargs)
        assert isinstance(result, DataFrame), (
            'Func returned an instance of type [%s], should have been DataFrame.' % type(result)
        )
        return result

    @property
    def write(self):
        """Where the rows can be written."""
        from pyspark.sql.readwriter import DataFrameWriter

        return DataFrameWriter(self)

    def __reduce__(self):
        raise TypeError('a DataFrame cannot be sent to workers or pickled: collect its rows first')


def _unsupported_property(name):
    def get(self):
        raise not_supported('DataFrame.' + name)

    return property(get)


if IS_SPARK_2_2:
    # Scripts look for these.
    del DataFrame.unionByName, DataFrame.colRegex

for _name in ('writeStream',):
    setattr(DataFrame, _name, _unsupported_property(_name))


def _quoted(name):
    """A name whose dots and backticks are literal."""
    return '`%s`' % name.replace('`', '``') if '.' in name or '`' in name else name


def _unordered(expression):
    return expression['sortOrder']['child'] if 'sortOrder' in expression else expression


def _as_alias(name, expression):
    """`expression AS name`; metadata given with an alias stays although the name is replaced."""
    inner = expression.get('alias')
    if inner and len(inner['name']) == 1 and 'metadata' in inner:
        return {'alias': dict(inner, name=[name])}
    return e.alias(expression, [name])
