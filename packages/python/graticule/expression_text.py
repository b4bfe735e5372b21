"""Text of an expression as Spark prints it in ``Column<'...'>``."""

import base64
import datetime
import re

from graticule.compat import IS_SPARK_2
from graticule.interval_text import duration_micros
from graticule.java_text import java_text

_INFIX = {
    '+': '+', '-': '-', '*': '*', '/': '/', '%': '%', '==': '=', '<': '<', '<=': '<=', '>': '>', '>=': '>=',
    '<=>': '<=>', 'and': 'AND', 'or': 'OR', '&': '&', '|': '|', '^': '^',
}
# Functions that the text has under another name than they are called by.
_SHOWN = {
    name: name.upper()
    for name in (
        'acos acosh asin asinh atan atan2 atanh cbrt cos cosh cot csc degrees dense_rank exp expm1 hypot log log10 log1p '
        'log2 percent_rank power radians rank sec signum sin sinh spark_partition_id sqrt tan tanh'
    ).split()
}
_SHOWN.update({'stddev': 'stddev_samp', 'variance': 'var_samp'})
if IS_SPARK_2:
    _SHOWN.update({'ceil': 'CEIL', 'floor': 'FLOOR', 'ln': 'LOG', 'rint': 'ROUND'})
else:
    _SHOWN['decode'] = 'stringdecode'
_TYPES = {
    'byte': 'tinyint', 'short': 'smallint', 'integer': 'int', 'long': 'bigint', 'real': 'float', 'dec': 'decimal(10,0)',
    'decimal': 'decimal(10,0)', 'numeric': 'decimal(10,0)',
}
# What follows a literal in SQL to tell its type.
_SUFFIXES = {'byte': 'Y', 'short': 'S', 'long': 'L', 'double': 'D', 'decimal': 'BD'}
_PART = re.compile(r'`(?:[^`]|``)*`|[^.]+')
_ODD_NAME = re.compile(r'\W')


def _call(name, count):
    """The call with its first arguments only."""
    return lambda arguments: '%s(%s)' % (name, ', '.join(arguments[:count]))


def _order_of_array(arguments):
    left_right = (
        'lambdafunction((IF(((left IS NULL) AND (right IS NULL)), 0, (IF((left IS NULL), 1, (IF((right IS NULL), -1, '
        '(IF((left < right), -1, (IF((left > right), 1, 0)))))))))), left, right)'
    )
    return 'array_sort(%s)' % ', '.join(arguments if IS_SPARK_2 else arguments + [left_right])


def _matching(word):
    return lambda arguments: '%s %s %s' % (arguments[0], word, arguments[1])


_SPECIAL = {
    'not': lambda arguments: '(NOT %s)' % arguments[0],
    'negative': lambda arguments: '(- %s)' % arguments[0],
    '~': lambda arguments: '~%s' % arguments[0],
    'isnull': lambda arguments: '(%s IS NULL)' % arguments[0],
    'isnotnull': lambda arguments: '(%s IS NOT NULL)' % arguments[0],
    'in': lambda arguments: '(%s IN (%s))' % (arguments[0], ', '.join(arguments[1:])),
    'like': _matching('LIKE'),
    'rlike': _matching('RLIKE') if IS_SPARK_2 else _call('RLIKE', 2),
    'when': lambda arguments: _case(arguments),
    'explode_outer': lambda arguments: 'generatorouter(explode(%s))' % arguments[0],
    'posexplode_outer': lambda arguments: 'generatorouter(posexplode(%s))' % arguments[0],
    'approx_count_distinct': _call('approx_count_distinct', 1),
    'array_sort': _order_of_array,
    'from_json': _call('jsontostructs' if IS_SPARK_2 else 'from_json', 1),
    'to_json': _call('structstojson' if IS_SPARK_2 else 'to_json', 1),
    'from_csv': _call('from_csv', 1),
    'to_csv': _call('to_csv', 1),
    'schema_of_json': _call('schema_of_json', 1),
    'schema_of_csv': _call('schema_of_csv', 1),
    'window': lambda arguments: _time_window(arguments),
    'session_window': lambda arguments: 'sessionwindow(%s) AS session_window' % ', '.join(arguments),
    'unix_timestamp': lambda arguments: 'unix_timestamp(%s)'
    % ', '.join(arguments or ['current_timestamp()', 'yyyy-MM-dd HH:mm:ss']),
    'bucket': lambda arguments: 'bucket(%s)' % arguments[1],
    'lag': lambda arguments: 'lag(%s)' % ', '.join(arguments + ['NULL'] * (3 - len(arguments))),
    'lead': lambda arguments: 'lead(%s)' % ', '.join(arguments + ['NULL'] * (3 - len(arguments))),
}
_NO_FRAME = 'UnspecifiedFrame' if IS_SPARK_2 else 'unspecifiedframe$()'
if IS_SPARK_2:
    _SPECIAL.update(
        {
            'first': lambda arguments: 'first(%s)' % ', '.join((arguments + ['false'])[:2]),
            'last': lambda arguments: 'last(%s)' % ', '.join((arguments + ['false'])[:2]),
        }
    )
else:
    _SPECIAL.update(
        {
            'first': _call('first', 1),
            'last': _call('last', 1),
            'regexp_replace': lambda arguments: 'regexp_replace(%s)' % ', '.join(arguments + ['1']),
            'nth_value': lambda arguments: 'nth_value(%s)%s'
            % (', '.join(arguments[:2]), ' ignore nulls' if len(arguments) == 3 else ''),
            'aggregate': lambda arguments: 'aggregate(%s)'
            % ', '.join(arguments + ['lambdafunction(id, id)'] * (4 - len(arguments))),
        }
    )


def expression_text(node):
    """Spark's text for a Connect expression."""
    kind, detail = next(iter(node.items()))
    return _WRITERS[kind](detail)


def shown(text):
    """A node that shows as a text; no engine knows it."""
    return {'shown': text}


def _attribute(detail):
    parts = name_parts(detail['unparsedIdentifier'])
    if 'planId' in detail:
        # Taken from a frame, the name is known as it is.
        return parts[0] if len(parts) == 1 else '%s AS %s' % ('.'.join(parts), _alias_text(parts[-1]))
    return '.'.join('`%s`' % part.replace('`', '``') if '.' in part or '`' in part else part for part in parts)


def name_parts(name):
    """The parts of a name: dots separate them, backticks protect them."""
    parts = _PART.findall(name)
    return [part[1:-1].replace('``', '`') if part.startswith('`') else part for part in parts]


def _literal(detail):
    kind, value = next(iter(detail.items()))
    if kind == 'null':
        return 'NULL'
    if kind == 'boolean':
        return str(value).lower()
    if kind == 'decimal':
        return value['value']
    if kind == 'binary':
        return "X'%s'" % base64.b64decode(value).hex().upper()
    if kind == 'date':
        return "DATE '%s'" % (datetime.date(1970, 1, 1) + datetime.timedelta(days=value))
    if kind == 'dayTimeInterval':
        return _interval(int(value))
    if kind == 'timestamp':
        from graticule.time_zone import session_zone

        text = str(session_zone().from_micros(int(value)))
        return ("TIMESTAMP('%s')" if IS_SPARK_2 else "TIMESTAMP '%s'") % (text.rstrip('0') if '.' in text else text)
    return java_text(value)


def _interval(micros):
    seconds, rest = divmod(abs(micros), 1000000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    fraction = ('.%06d' % rest).rstrip('0') if rest else ''
    text = '%s%d %02d:%02d:%02d%s' % ('-' if micros < 0 else '', days, hour, minute, second, fraction)
    return "INTERVAL '%s' DAY TO SECOND" % text


def _function(detail):
    name = detail['functionName']
    if name in _INFIX and len(detail['arguments']) == 2:
        return _infix(detail)
    if name in _OF_NODES:
        return _OF_NODES[name](detail['arguments'])
    arguments = [expression_text(argument) for argument in detail['arguments']]
    if name in _SPECIAL:
        return _SPECIAL[name](arguments)
    # From 3.0 the text does not say whether a count is of distinct values.
    distinct = 'DISTINCT ' if detail.get('isDistinct') and (IS_SPARK_2 or name != 'count') else ''
    return '%s(%s%s)' % (_SHOWN.get(name, name), distinct, ', '.join(arguments))


def _parsed_time(name):
    """Spark 2 shows these calls as in SQL; it forgot the last parenthesis of to_date."""

    def text(nodes):
        if name == 'to_date' and len(nodes) == 1:
            return 'to_date(%s)' % expression_text(nodes[0])
        shown_arguments = [expression_text(_as_sql(node)) for node in nodes]
        return '%s(%s%s' % (name, ', '.join(shown_arguments), '' if name == 'to_date' else ')')

    return text


def _named_struct(nodes):
    """The struct with the names of its fields, which those of columns that are not looked up yet lack."""
    parts = []
    for position, node in enumerate(nodes):
        parts += [_field_name(node, 'col%d' % (position + 1)), expression_text(node)]
    return 'named_struct(%s)' % ', '.join(parts)


def _field_name(node, unnamed):
    kind, detail = next(iter(node.items()))
    if kind == 'alias':
        child = detail['expr']
        return detail['name'][0] if _is_found(child) else _NO_NAME
    if kind == 'unresolvedAttribute':
        return name_parts(detail['unparsedIdentifier'])[-1] if 'planId' in detail else _NO_NAME
    return _NO_NAME if kind == 'unresolvedStar' else unnamed


def _is_found(node):
    """Whether all columns in the expression are known: taken from frames."""
    if isinstance(node, list):
        return all(map(_is_found, node))
    if not isinstance(node, dict):
        return True
    if 'unresolvedAttribute' in node and 'planId' not in node['unresolvedAttribute']:
        return False
    return 'unresolvedStar' not in node and 'expressionString' not in node and all(map(_is_found, node.values()))


_NO_NAME = 'NamePlaceholder()'
# Calls whose text is made of more than those of their arguments.
_OF_NODES = (
    {'to_date': _parsed_time('to_date'), 'to_timestamp': _parsed_time('to_timestamp'), 'struct': _named_struct}
    if IS_SPARK_2
    else {}
)


def _infix(detail):
    """An operator with its left side; a sum of thousands of terms is a chain to the left, too deep for recursion."""
    rest = []
    while True:
        left, right = detail['arguments']
        rest.append(' %s %s)' % (_INFIX[detail['functionName']], expression_text(right)))
        detail = left.get('unresolvedFunction')
        if detail is None or detail['functionName'] not in _INFIX or len(detail['arguments']) != 2:
            return '(' * len(rest) + expression_text(left) + ''.join(reversed(rest))


def _case(arguments):
    branches = ''.join(
        ' WHEN %s THEN %s' % (arguments[i], arguments[i + 1]) for i in range(0, len(arguments) - 1, 2)
    )
    otherwise = ' ELSE %s' % arguments[-1] if len(arguments) % 2 else ''
    return 'CASE%s%s END' % (branches, otherwise)


def _time_window(arguments):
    durations = [duration_micros(text) for text in arguments[1:]]
    shown_arguments = arguments[:1] + [
        text if micros is None else str(micros) for text, micros in zip(arguments[1:], durations)
    ]
    if IS_SPARK_2:
        return 'timewindow(%s) AS `window`' % ', '.join(shown_arguments)
    return 'window(%s) AS window' % ', '.join(shown_arguments)


def _alias(detail):
    names = detail['name']
    text = expression_text(detail['expr'])
    if len(names) != 1:
        return 'multialias(%s)' % text
    return '%s AS %s' % (text, _alias_text(names[0], _ODD_NAME.search(names[0])))


def _alias_text(name, odd=False):
    return _quoted(name) if IS_SPARK_2 or odd else name


def _quoted(name):
    return '`%s`' % name.replace('`', '``')


def _sql_text(text):
    from graticule.session import current

    return text if current() is None else current().shown_expression(text)


def _cast(detail):
    from graticule.wire_types import from_wire

    text = expression_text(detail['expr'])
    if 'typeStr' in detail:
        name = detail['typeStr'].strip().lower()
        name = _TYPES.get(name, name)
    else:
        name = from_wire(detail['type']).simpleString()
    # Spark has no SQL text for these casts.
    return text if name.startswith(('array<', 'map<', 'struct<')) else 'CAST(%s AS %s)' % (text, name.upper())


def _extract(detail):
    extraction = _as_sql(detail['extraction']) if IS_SPARK_2 else detail['extraction']
    return '%s[%s]' % (expression_text(detail['child']), expression_text(extraction))


def _as_sql(node):
    """The node with its names and literals as in SQL: Spark 2 leaves what is in brackets out when it makes texts pretty."""
    if isinstance(node, list):
        return [_as_sql(part) for part in node]
    if not isinstance(node, dict):
        return node
    if 'unresolvedAttribute' in node:
        return shown(_attribute_as_sql(node['unresolvedAttribute']))
    if 'literal' in node:
        return shown(_literal_as_sql(node['literal']))
    return {key: _as_sql(part) for key, part in node.items()}


def _attribute_as_sql(detail):
    parts = name_parts(detail['unparsedIdentifier'])
    if 'planId' not in detail or len(parts) == 1:
        return _quoted('.'.join(parts))
    return '%s AS %s' % ('.'.join(map(_quoted, parts)), _quoted(parts[-1]))


def _literal_as_sql(detail):
    kind = next(iter(detail))
    text = _literal(detail)
    if text in ('NaN', 'Infinity', '-Infinity') and kind == 'double':
        return "CAST('%s' AS DOUBLE)" % text
    if kind == 'string':
        return "'%s'" % text.replace('\\', '\\\\').replace("'", "\\'")
    return text + _SUFFIXES.get(kind, '')


def _update_fields(detail):
    text = expression_text(detail['structExpression'])
    value = detail.get('valueExpression')
    # All but the last name of a path are structs inside structs.
    structs = [text]
    for name in detail['fieldName'].split('.')[:-1]:
        structs.append('%s.%s' % (structs[-1], name))
    change = None if value is None else 'WithField(%s)' % expression_text(value)
    for struct in reversed(structs):
        updated = 'update_fields(%s%s)' % (struct, '' if change is None else ', ' + change)
        change = 'WithField(%s)' % updated
    return updated


def _sort_order(detail):
    return '%s %s NULLS %s' % (
        expression_text(detail['child']),
        'ASC' if detail['direction'].endswith('_ASCENDING') else 'DESC',
        'FIRST' if detail['nullOrdering'].endswith('_FIRST') else 'LAST',
    )


def _window(detail):
    parts = []
    if detail.get('partitionSpec'):
        parts.append('PARTITION BY ' + ', '.join(expression_text(node) for node in detail['partitionSpec']))
    if detail.get('orderSpec'):
        parts.append('ORDER BY ' + ', '.join(_sort_order(node) for node in detail['orderSpec']))
    parts.append(_frame(detail['frameSpec']) if detail.get('frameSpec') else _NO_FRAME)
    return '%s OVER (%s)' % (expression_text(detail['windowFunction']), ' '.join(parts))


def _frame(frame):
    def boundary(bound, side):
        if 'currentRow' in bound:
            return 'CURRENT ROW'
        if 'unbounded' in bound:
            return 'UNBOUNDED ' + side
        offset = int(expression_text(bound['value']))
        if IS_SPARK_2:
            return '%d %s' % (abs(offset), 'PRECEDING' if offset < 0 else 'FOLLOWING')
        return '%d FOLLOWING' % offset

    kind = 'ROWS' if frame['frameType'].endswith('_ROW') else 'RANGE'
    lower, upper = boundary(frame['lower'], 'PRECEDING'), boundary(frame['upper'], 'FOLLOWING')
    return '%s BETWEEN %s AND %s' % (kind, lower, upper)


def _lambda(detail):
    variables = [_variable(variable) for variable in detail['arguments']]
    return 'lambdafunction(%s)' % ', '.join([expression_text(detail['function'])] + variables)


def _variable(detail):
    return '.'.join(detail['nameParts'])


_WRITERS = {
    'unresolvedAttribute': _attribute,
    'shown': lambda detail: detail,
    'unresolvedStar': lambda detail: 'resolvedstar()' if 'planId' in detail else 'unresolvedstar()',
    'literal': _literal,
    'unresolvedFunction': _function,
    'expressionString': lambda detail: _sql_text(detail['expression']),
    'alias': _alias,
    'cast': _cast,
    'unresolvedExtractValue': _extract,
    'updateFields': _update_fields,
    'unresolvedRegex': lambda detail: 'unresolvedregex()',
    'sortOrder': _sort_order,
    'window': _window,
    'lambdaFunction': _lambda,
    'unresolvedNamedLambdaVariable': _variable,
}
