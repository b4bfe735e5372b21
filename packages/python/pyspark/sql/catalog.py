"""Names of views."""

from graticule.unsupported import unsupported_method

__all__ = ['Catalog']


class Catalog(object):
    """`spark.catalog`: one database, temporary views only."""

    def __init__(self, spark):
        self._spark = spark

    def currentDatabase(self):
        """The name of the only database."""
        return 'default'

    def tableExists(self, tableName, dbName=None):
        """Whether a view of that name exists."""
        from pyspark.sql.utils import AnalysisException, ParseException

        try:
            self._spark.table(tableName if dbName is None else '%s.%s' % (dbName, tableName))
        except ParseException:
            raise
        except AnalysisException:
            return False
        return True

    def cacheTable(self, tableName):
        """Keeps the rows of a view once they are computed."""
        self._spark.table(tableName).cache()

    def uncacheTable(self, tableName):
        """Forgets kept rows of a view."""
        self._spark.table(tableName).unpersist()


for _name in (
    'clearCache', 'createExternalTable', 'createTable', 'databaseExists', 'dropGlobalTempView', 'dropTempView',
    'functionExists', 'isCached', 'listColumns', 'listDatabases', 'listFunctions', 'listTables', 'recoverPartitions',
    'refreshByPath', 'refreshTable', 'registerFunction', 'setCurrentDatabase',
):
    setattr(Catalog, _name, unsupported_method('Catalog', _name))
