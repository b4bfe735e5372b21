"""HTTP to the executor's gateway: JSON requests, JSON or newline-delimited JSON answers, over kept connections."""

import http.client
import json
import threading

from graticule import deep_json

CONNECT_SERVICE = 'spark.connect.SparkConnectService'
SESSION_SERVICE = 'graticule.v1.SessionService'
_READ_BYTES = 1 << 20


class GatewayLost(Exception):
    """The executor is not there any more."""


class Connection(object):
    """Calls of one session. Safe to use from several threads: each keeps its own connections."""

    def __init__(self, host, port, token):
        self._host = host
        self._port = port
        self._headers = {'authorization': 'Bearer ' + token, 'content-type': 'application/json'}
        self._local = threading.local()

    def get(self, path):
        """The JSON answer to GET `path`."""
        return self._unary('GET', path, None)

    def post(self, path, body):
        """The JSON answer to POST `path`. Errors of the engine are raised by their PySpark classes."""
        return self._unary('POST', path, body)

    def call(self, service, method, body):
        """The answer of a unary call."""
        return self.post('/%s/%s' % (service, method), body)

    def stream(self, service, method, body, rows=None):
        """The messages of a streaming call, one dict each; `rows` is the form rows come in: 'json', 'arrow' or None."""
        headers = {'x-graticule-rows': rows} if rows else {}
        connection, response = self._send('POST', '/%s/%s' % (service, method), body, headers)
        complete = False
        try:
            for line in _lines(response):
                message = _parsed(line)
                if 'error' in message:
                    raise _error(message['error'])
                yield message
            # Python before 3.12 takes an answer of known length for finished only when its end was read.
            response.read()
            complete = True
        except (OSError, http.client.HTTPException) as error:
            raise GatewayLost('the executor closed the connection during %s: %s' % (method, error))
        finally:
            # What is left of an abandoned answer would be read as the next one.
            self._give_back(connection, reusable=complete)

    def _unary(self, verb, path, body):
        connection, response = self._send(verb, path, body, {})
        reusable = False
        try:
            data = response.read()
            reusable = True
        except (OSError, http.client.HTTPException) as error:
            raise GatewayLost('the executor closed the connection during %s: %s' % (path, error))
        finally:
            self._give_back(connection, reusable)
        return _parsed(data) if data else {}

    def _send(self, verb, path, body, headers):
        connection = self._take()
        payload = None if body is None else deep_json.dumps(body).encode('utf-8')
        try:
            connection.request(verb, path, payload, dict(self._headers, **headers))
            response = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise GatewayLost('the executor cannot be reached for %s: %s' % (path, error))
        if response.status != 200:
            text = response.read().decode('utf-8', 'replace')
            self._give_back(connection, reusable=True)
            raise _error(_error_of(text, response.status))
        return connection, response

    def _take(self):
        idle = getattr(self._local, 'idle', None)
        if idle:
            return idle.pop()
        return http.client.HTTPConnection(self._host, self._port)

    def _give_back(self, connection, reusable):
        if not reusable:
            connection.close()
            return
        if not hasattr(self._local, 'idle'):
            self._local.idle = []
        self._local.idle.append(connection)


def _lines(response):
    """Lines of an answer that are not empty. The answer's own iterator takes long lines apart byte by byte, nearly."""
    parts = []
    while True:
        data = response.read1(_READ_BYTES)
        if not data:
            break
        pieces = data.split(b'\n')
        parts.append(pieces[0])
        for piece in pieces[1:]:
            line = b''.join(parts)
            parts = [piece]
            if line.strip():
                yield line
    line = b''.join(parts)
    if line.strip():
        yield line


def _error_of(text, status):
    try:
        return json.loads(text)['error']
    except (ValueError, KeyError, TypeError):
        return {'class': 'SparkException', 'message': 'the executor answered %d: %s' % (status, text[:500])}


def _error(error):
    from pyspark.sql.utils import engine_error

    return engine_error(error.get('class'), error.get('message', ''), error.get('detail', ''))


def _parsed(data):
    """The value of JSON text."""
    try:
        return json.loads(data.decode('utf-8'))
    except RecursionError:
        raise too_deep()


def too_deep():
    """The error for an answer that Python's recursion cannot take, such as the schema of hundreds of nested arrays."""
    return _error({'class': 'SparkException', 'message': 'The answer is nested too deeply to be read'})
