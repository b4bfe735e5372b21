"""A gateway for tests: keeps what it was asked, answers what the test prepared."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn

from graticule import rows, session, wire_types
from graticule.connection import Connection
from graticule.time_zone import Utc
from pyspark.context import SparkContext
from pyspark.sql.session import SparkSession
from pyspark.sql.types import LongType, StructField, StructType

DEFAULT_SCHEMA = StructType([StructField('id', LongType(), False)])


class _Server(ThreadingMixIn, HTTPServer):
    """As the real one, it answers on one connection while another waits with an answer half read."""

    daemon_threads = True
    block_on_close = False


class FakeGateway(object):
    """Start it, set `schema` and `rows` for the next answers, read `relations` and `commands`."""

    def __init__(self):
        self.schema = DEFAULT_SCHEMA
        self.rows = []
        self.relations = []
        self.commands = []
        self.executed = []
        self.parsed = []
        self.local = None
        self.error = None
        self.conf = {}
        self._ids = 0
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            # One packet for headers and body.
            wbufsize = -1

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers['content-length'])).decode('utf-8'))
                assert self.headers['authorization'] == 'Bearer token'
                status, answer = gateway._answer(self.path.rsplit('/', 1)[-1], body)
                data = answer.encode('utf-8')
                self.send_response(status)
                self.send_header('content-length', str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args):
                pass

        self._server = _Server(('127.0.0.1', 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self._connection = Connection('127.0.0.1', self._server.server_port, 'token')
        self.spark = SparkSession(SparkContext.getOrCreate(), session=session.start(self._connection, 's1'))

    def stop(self):
        """Ends the server and the session."""
        for connection in getattr(self._connection._local, 'idle', []):
            connection.close()
        self._server.shutdown()
        self._server.server_close()
        session.end()

    @property
    def last(self):
        """The last registered relation."""
        return self.relations[-1]

    def _answer(self, method, body):
        if self.error is not None:
            return 500, json.dumps({'error': self.error})
        answer = getattr(self, '_answer_' + method)(body)
        return 200, answer if isinstance(answer, str) else json.dumps(answer)

    def _registered(self, schema):
        self._ids += 1
        return {'relationId': str(self._ids), 'schema': wire_types.to_wire(schema)}

    def _answer_Register(self, body):
        self.relations.append(body['relation'])
        return self._registered(self.schema)

    def _answer_RegisterLocal(self, body):
        self.local = body
        return self._registered(self.schema)

    def _answer_ExecutePlan(self, body):
        plan = body['plan']
        if 'command' in plan:
            self.commands.append(plan['command'])
            return '{"resultComplete": {}}\n'
        self.executed.append(plan['root'])
        return json.dumps({'rows': self.rows}) + '\n{"resultComplete": {}}\n'

    def _answer_Config(self, body):
        kind, detail = next(iter(body['operation'].items()))
        if kind == 'set':
            self.conf.update((pair['key'], pair['value']) for pair in detail['pairs'])
            return {}
        pairs = detail.get('pairs') or [{'key': key} for key in detail['keys']]
        return {'pairs': [{'key': pair['key'], 'value': self.conf.get(pair['key'], pair.get('value'))} for pair in pairs]}

    def _answer_AnalyzePlan(self, body):
        return {'ddlParse': {'parsed': wire_types.to_wire(self.schema)}, 'treeString': {'treeString': 'root\n'}}

    def _answer_ParseExpression(self, body):
        self.parsed.append(body['text'])
        return {'shown': '(%s)' % body['text']}

    def _answer_CountPartitions(self, body):
        return {'partitions': 3}

    def sent_rows(self):
        """The local rows as the other side reads them."""
        schema = self.local['schema']
        return schema, self.local['rows']


def decode(schema, values):
    """Rows of typed JSON, in UTC."""
    read = rows.decoder(schema, Utc())
    return [read(row) for row in values]
