"""The session of this driver: registers frames, runs them, keeps settings."""

from graticule import rows, wire_types
from graticule.compat import IS_SPARK_2
from graticule.connection import CONNECT_SERVICE, SESSION_SERVICE, too_deep
from graticule.time_zone import zone
from pyspark.sql.utils import ParseException

TIME_ZONE_KEY = 'spark.sql.session.timeZone'
# Texts of expressions that are remembered.
_SHOWN_MAX = 1024

_current = None


def current():
    """The session of this process, or None."""
    return _current


def start(connection, session_id):
    """Makes the session of this process."""
    global _current
    _current = Session(connection, session_id)
    return _current


def end():
    """Forgets the session of this process."""
    global _current
    _current = None


class Session(object):
    """Calls to the engine on behalf of one session."""

    def __init__(self, connection, session_id):
        self.id = session_id
        self._connection = connection
        self._zone = None
        self._shown = {}

    def register(self, relation):
        """Analyses a relation and remembers it: (relation id, StructType or None: ask). Raises AnalysisException."""
        answer = self._connection.call(SESSION_SERVICE, 'Register', {'sessionId': self.id, 'relation': relation})
        return answer['relationId'], _schema(answer)

    def register_local(self, schema, encoded_rows):
        """Registers rows of this process, in typed JSON (see `rows`)."""
        answer = self._connection.post(
            '/graticule/RegisterLocal',
            {'sessionId': self.id, 'schema': wire_types.to_plain(schema), 'rows': encoded_rows},
        )
        return answer['relationId'], _schema(answer)

    def schema_of(self, relation):
        """The StructType of a relation."""
        return _schema(self.analyze('schema', {'plan': {'root': relation}}))

    def job_inputs(self):
        """The input layers and variables of the job, as the coordinator sends them."""
        return self._connection.call(SESSION_SERVICE, 'JobInputs', {'sessionId': self.id})

    def execute(self, relation, schema):
        """The rows of a relation, as an iterator of Row."""
        decode, zone = None, self.time_zone()
        for message in self._execute({'root': relation}, 'json'):
            for values in message.get('rows', ()):
                # Not before there is a row: a type that Python has no name for hides no error of the rows.
                decode = decode or rows.decoder(schema, zone)
                yield decode(values)

    def execute_arrow(self, relation):
        """The rows of a relation, as Arrow IPC streams (bytes)."""
        import base64

        for message in self._execute({'root': relation}, 'arrow'):
            batch = message.get('arrowBatch')
            if batch:
                yield base64.b64decode(batch['data'])

    def command(self, command):
        """Runs a command; the messages it answered."""
        return list(self._execute({'command': command}, 'json'))

    def _execute(self, plan, row_form):
        return self._connection.stream(
            CONNECT_SERVICE, 'ExecutePlan', {'sessionId': self.id, 'plan': plan}, rows=row_form
        )

    def analyze(self, kind, detail):
        """One kind of AnalyzePlan, for example 'explain'; the part of the answer for that kind."""
        answer = self._connection.call(CONNECT_SERVICE, 'AnalyzePlan', {'sessionId': self.id, kind: detail})
        return answer.get(kind, {})

    def parse_ddl(self, text):
        """The pyspark type of DDL text. Raises ParseException."""
        return wire_types.from_wire(self.analyze('ddlParse', {'ddlString': text})['parsed'])

    def parse_type(self, text):
        """As parse_ddl; text that is no type raises ParseException, in Spark 2 ValueError."""
        try:
            return self.parse_ddl(text)
        except ParseException:
            if IS_SPARK_2:
                raise ValueError('Could not parse datatype: %s' % text) from None
            raise

    def shown_expression(self, text):
        """How a Column shows the expression of an SQL text. Raises ParseException."""
        if text not in self._shown:
            if len(self._shown) >= _SHOWN_MAX:
                self._shown.clear()
            answer = self._connection.call(
                SESSION_SERVICE, 'ParseExpression', {'sessionId': self.id, 'text': text}
            )
            self._shown[text] = answer.get('shown', '')
        return self._shown[text]

    def count_partitions(self, relation):
        """In how many partitions the rows of a relation lie."""
        answer = self._connection.call(
            SESSION_SERVICE, 'CountPartitions', {'sessionId': self.id, 'relation': relation}
        )
        return answer.get('partitions', 0)

    def config(self, operation):
        """One Config operation; pairs of key and value (None when unset)."""
        answer = self._connection.call(CONNECT_SERVICE, 'Config', {'sessionId': self.id, 'operation': operation})
        if 'set' in operation or 'unset' in operation:
            self._zone = None
            self._shown.clear()
        return [(pair['key'], pair.get('value')) for pair in answer.get('pairs', ())]

    def time_zone(self):
        """The zone of `spark.sql.session.timeZone`."""
        if self._zone is None:
            pairs = self.config({'getWithDefault': {'pairs': [{'key': TIME_ZONE_KEY, 'value': 'UTC'}]}})
            self._zone = zone(pairs[0][1] or 'UTC')
        return self._zone


def _schema(answer):
    schema = answer.get('schema')
    try:
        return None if schema is None else wire_types.from_wire(schema)
    except RecursionError:
        raise too_deep()
