"""Expressions as Spark Connect messages in proto3 JSON: plain dicts, built once and never changed."""

import datetime
import decimal
import json

from graticule.compat import IS_SPARK_2

INT_MIN, INT_MAX = -(1 << 31), (1 << 31) - 1
LONG_MIN, LONG_MAX = -(1 << 63), (1 << 63) - 1
_EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()


def attribute(name, plan_id=None):
    """A column by name; `plan_id` is the frame it was taken from."""
    node = {'unparsedIdentifier': name}
    if plan_id is not None:
        node['planId'] = str(plan_id)
    return {'unresolvedAttribute': node}


def star(target=None, plan_id=None):
    """`*`, or `target.*` (the target includes the `.*`); `plan_id` is the frame whose columns are meant."""
    node = {'unparsedTarget': target} if target else {}
    if plan_id is not None:
        node['planId'] = str(plan_id)
    return {'unresolvedStar': node}


def named(name, plan_id=None):
    """A column name as scripts write it: `*` and `alias.*` are stars."""
    if name == '*':
        return star()
    if name.endswith('.*'):
        return star(name)
    return attribute(name, plan_id)


def columns_like(pattern, plan_id=None):
    """All columns whose names match a regular expression in backticks."""
    node = {'colName': pattern}
    if plan_id is not None:
        node['planId'] = str(plan_id)
    return {'unresolvedRegex': node}


def with_field(struct, path, value):
    """The struct with the field at a dotted path set; without it when the value is None."""
    node = {'structExpression': struct, 'fieldName': path}
    if value is not None:
        node['valueExpression'] = value
    return {'updateFields': node}


def sql_text(text):
    """SQL text of one expression, parsed by the engine."""
    return {'expressionString': {'expression': text}}


def function(name, arguments, distinct=False):
    """A call of a function or operator."""
    node = {'functionName': name, 'arguments': list(arguments)}
    if distinct:
        node['isDistinct'] = True
    return {'unresolvedFunction': node}


def called(name, arguments):
    """A call that is written out: where names are made before functions are looked up, it shows as it stands."""
    return {'callFunction': {'functionName': name, 'arguments': list(arguments)}}


def lambda_variable(name):
    """A parameter inside the body of a lambda function."""
    return {'unresolvedNamedLambdaVariable': {'nameParts': [name]}}


def lambda_function(names, body):
    """`(names) -> body`."""
    variables = [lambda_variable(name)['unresolvedNamedLambdaVariable'] for name in names]
    return {'lambdaFunction': {'function': body, 'arguments': variables}}


def alias(expression, names, metadata=None):
    """A new name; `metadata` (dict) replaces the metadata of the column."""
    node = {'expr': expression, 'name': list(names)}
    if metadata is not None:
        node['metadata'] = json.dumps(metadata)
    return {'alias': node}


def cast(expression, data_type):
    """A cast to a pyspark type or to the name of one."""
    if isinstance(data_type, str):
        return {'cast': {'expr': expression, 'typeStr': data_type}}
    from graticule.wire_types import to_wire

    return {'cast': {'expr': expression, 'type': to_wire(data_type)}}


def extract(expression, key):
    """Item of an array or map, or field of a struct."""
    return {'unresolvedExtractValue': {'child': expression, 'extraction': key}}


def sort_order(expression, ascending=True, nulls_first=None):
    """Order by an expression; nulls come first when ascending and last when descending unless said otherwise."""
    if nulls_first is None:
        nulls_first = ascending
    return {
        'sortOrder': {
            'child': expression,
            'direction': 'SORT_DIRECTION_ASCENDING' if ascending else 'SORT_DIRECTION_DESCENDING',
            'nullOrdering': 'SORT_NULLS_FIRST' if nulls_first else 'SORT_NULLS_LAST',
        }
    }


def as_sort_order(expression):
    """The expression as an order, for places where a plain column means ascending."""
    return expression if 'sortOrder' in expression else sort_order(expression)


def window(expression, partition_by, order_by, frame):
    """`expression OVER (...)`; `frame` is None or a dict made by `window_frame`."""
    node = {'windowFunction': expression}
    if partition_by:
        node['partitionSpec'] = list(partition_by)
    if order_by:
        node['orderSpec'] = [as_sort_order(order)['sortOrder'] for order in order_by]
    if frame:
        node['frameSpec'] = frame
    return {'window': node}


def window_frame(kind, lower, upper):
    """A frame of kind 'ROW' or 'RANGE' between two offsets; None is unbounded, 0 the current row."""

    def boundary(offset):
        if offset is None:
            return {'unbounded': True}
        if offset == 0:
            return {'currentRow': True}
        if kind == 'RANGE' and isinstance(offset, int) and not IS_SPARK_2:
            return {'value': {'literal': {'long': str(int(offset))}}}
        return {'value': literal(offset)}

    return {'frameType': 'FRAME_TYPE_' + kind, 'lower': boundary(lower), 'upper': boundary(upper)}


def literal(value):
    """A Python value as a literal.

    int is an integer when it fits in 32 bits, else a long; float double; datetime a timestamp (naive ones in the session
    time zone). Raises AttributeError for values that have no literal, Py4JJavaError
    for lists, tuples, dicts and sets.
    """
    return {'literal': _literal(value)}


def _literal(value):
    if value is None:
        return {'null': {'null': {}}}
    if isinstance(value, bool):
        return {'boolean': value}
    if isinstance(value, int):
        if INT_MIN <= value <= INT_MAX:
            return {'integer': int(value)}
        if LONG_MIN <= value <= LONG_MAX:
            return {'long': str(int(value))}
        raise ValueError('integer literal %d does not fit in 64 bits' % value)
    if isinstance(value, float):
        return {'double': double_to_json(value)}
    if isinstance(value, str):
        return {'string': str(value)}
    if isinstance(value, (bytes, bytearray)):
        import base64

        return {'binary': base64.b64encode(value).decode('ascii')}
    if isinstance(value, decimal.Decimal):
        return {'decimal': _decimal(value)}
    if isinstance(value, datetime.datetime):
        from graticule.time_zone import session_zone

        return {'timestamp': str(session_zone().to_micros(value))}
    if isinstance(value, datetime.date):
        return {'date': value.toordinal() - _EPOCH_ORDINAL}
    if isinstance(value, datetime.timedelta):
        return {'dayTimeInterval': str(value // datetime.timedelta(microseconds=1))}
    if hasattr(value, 'item') and type(value).__module__ == 'numpy':
        return _literal(value.item())
    if isinstance(value, (list, tuple, dict, set)):
        from pyspark.sql.utils import engine_error

        raise engine_error('org.apache.spark.SparkRuntimeException', 'There is no literal of %r' % (value,))
    raise AttributeError("'%s' object has no attribute '_get_object_id'" % type(value).__name__)


def _decimal(value):
    if not value.is_finite():
        raise ValueError('decimal literal must be finite, found %s' % value)
    sign, digits, exponent = value.as_tuple()
    scale = max(0, -exponent)
    precision = max(len(digits) + max(exponent, 0), scale, 1)
    return {'value': format(value, 'f'), 'precision': precision, 'scale': scale}


def double_to_json(value):
    """A float in proto3 JSON: the three values JSON does not have are words."""
    if value != value:
        return 'NaN'
    if value in (float('inf'), float('-inf')):
        return 'Infinity' if value > 0 else '-Infinity'
    return float(value)
