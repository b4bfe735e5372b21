"""Names of views."""

from collections import namedtuple

from graticule.compat import IS_SPARK_2
from graticule.unsupported import unsupported_method

__all__ = ['Catalog']

Database = namedtuple('Database', 'name description locationUri')
Table = namedtuple('Table', 'name database description tableType isTemporary')
Function = namedtuple('Function', 'name description className isTemporary')
Column = namedtuple('Column', 'name description dataType nullable isPartition isBucket')

_DEFAULT = 'default'


class Catalog(object):
    """`spark.catalog`: one database, temporary views only."""

    def __init__(self, spark):
        self._spark = spark

    def currentDatabase(self):
        """The name of the only database."""
        return _DEFAULT

    def setCurrentDatabase(self, dbName):
        """Takes the name of the only database. Raises AnalysisException for another."""
        self._check_database(dbName)

    def databaseExists(self, dbName):
        """Whether it is the only database."""
        return dbName.lower() == _DEFAULT

    def listDatabases(self):
        """The only database."""
        return [Database(_DEFAULT, 'default database', '')]

    def listTables(self, dbName=None):
        """The temporary views."""
        self._check_database(dbName)
        rows = self._spark.sql('SHOW TABLES').collect()
        return [Table(row['tableName'], None, None, 'TEMPORARY', True) for row in rows]

    def listColumns(self, tableName, dbName=None):
        """Columns of a table; as in Spark 3.3 a temporary view is none. Raises AnalysisException: there are no tables."""
        self._check_database(dbName)
        raise _missing("Table '%s' does not exist in database '%s'." % (tableName, dbName or _DEFAULT))

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

    def dropTempView(self, viewName):
        """Forgets a view; whether there was one."""
        return self._drop(_quoted(viewName))

    def dropGlobalTempView(self, viewName):
        """Forgets a global view; whether there was one."""
        return self._drop('global_temp.' + _quoted(viewName))

    def _drop(self, name):
        known = self.tableExists(name)
        self._spark.sql('DROP VIEW IF EXISTS ' + name)
        # PySpark 2 does not tell.
        return None if IS_SPARK_2 else known

    def isCached(self, tableName):
        """Whether the rows of a view are kept."""
        frame = self._spark.table(tableName)
        level = frame._session.analyze('getStorageLevel', {'relation': frame._relation})
        return bool(level.get('storageLevel', {}).get('useMemory', False))

    def cacheTable(self, tableName):
        """Keeps the rows of a view once they are computed."""
        self._spark.table(tableName).cache()

    def uncacheTable(self, tableName):
        """Forgets kept rows of a view."""
        self._spark.table(tableName).unpersist()

    def clearCache(self):
        """Forgets all kept rows."""
        self._spark.sql('CLEAR CACHE')

    def refreshTable(self, tableName):
        """Nothing is remembered of files. Raises AnalysisException when there is no such view."""
        self._spark.table(tableName)

    def refreshByPath(self, path):
        """Nothing is remembered of files."""

    def recoverPartitions(self, tableName):
        """Partitions of a stored table; there are none. Raises AnalysisException."""
        raise _missing("Table or view '%s' not found in database '%s'" % (tableName, _DEFAULT))

    def listFunctions(self, dbName=None):
        """The functions of the engine."""
        self._check_database(dbName)
        return [Function(row[0], None, '', True) for row in self._spark.sql('SHOW FUNCTIONS').collect()]

    def functionExists(self, functionName, dbName=None):
        """Whether there is a function of that name."""
        self._check_database(dbName)
        wanted = functionName.lower()
        return any(row[0] == wanted for row in self._spark.sql('SHOW FUNCTIONS').collect())

    def _check_database(self, name):
        if name is not None and not self.databaseExists(name):
            raise _missing("Database '%s' does not exist." % name)

    def registerFunction(self, name, f, returnType=None):
        """See UDFRegistration.register."""
        return self._spark.udf.register(name, f, returnType)

    createTable = unsupported_method(
        'Catalog', 'createTable',
        lambda self, tableName, path=None, source=None, schema=None, description=None, **options: None
    )  # fmt: skip
    createExternalTable = unsupported_method(
        'Catalog', 'createExternalTable', lambda self, tableName, path=None, source=None, schema=None, **options: None
    )


def _quoted(name):
    return '`%s`' % name.replace('`', '``')


def _missing(message):
    from pyspark.sql.utils import AnalysisException

    return AnalysisException(message)
