"""Arguments in the text of a query, as `spark.sql(text, name=value)` of Spark 3.3 puts them there."""

import string
import uuid

from graticule.expression_text import expression_text
from pyspark.sql.column import Column
from pyspark.sql.dataframe import DataFrame


class SqlFormatter(string.Formatter):
    """`str.format` where frames become views, columns their names and texts literals. Call `clear` after the query."""

    def __init__(self):
        super(SqlFormatter, self).__init__()
        self._views = []

    def get_field(self, field_name, args, kwargs):
        """The text for a field such as `frame` or `frame.column`."""
        value, first = super(SqlFormatter, self).get_field(field_name, args, kwargs)
        return self._text(value, field_name), first

    def _text(self, value, field_name):
        if isinstance(value, Column):
            if 'unresolvedAttribute' not in value._expression:
                raise ValueError(
                    "%s in %s should be a plain column reference such as `df.col` or `col('column')`"
                    % (value, field_name)
                )
            return expression_text(value._expression)
        if isinstance(value, DataFrame):
            return self._view(value)
        if isinstance(value, str):
            return "'%s'" % value.replace('\\', '\\\\').replace("'", "\\'")
        return value

    def _view(self, frame):
        for known, name in self._views:
            if known is frame:
                return name
        name = '_pyspark_' + uuid.uuid4().hex
        self._views.append((frame, name))
        frame.createOrReplaceTempView(name)
        return name

    def clear(self):
        """Drops the views."""
        for frame, name in self._views:
            frame.sparkSession.catalog.dropTempView(name)
        self._views = []
