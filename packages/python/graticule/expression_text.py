"""Text of an expression as Spark prints it in ``Column<'...'>``."""

_INFIX = {
    '+': '+', '-': '-', '*': '*', '/': '/', '%': '%', '==': '=', '<': '<', '<=': '<=', '>': '>', '>=': '>=',
    '<=>': '<=>', 'and': 'AND', 'or': 'OR', '&': '&', '|': '|', '^': '^',
}


def expression_text(node):
    """Spark's text for a Connect expression."""
    kind, detail = next(iter(node.items()))
    return _WRITERS[kind](detail)


def _attribute(detail):
    return detail['unparsedIdentifier'].replace('`', '')


def _star(detail):
    return detail.get('unparsedTarget', '*')


def _literal(detail):
    kind, value = next(iter(detail.items()))
    if kind == 'null':
        return 'NULL'
    if kind == 'boolean':
        return str(value).lower()
    if kind == 'decimal':
        return value['value']
    if kind == 'date':
        import datetime

        return str(datetime.date(1970, 1, 1) + datetime.timedelta(days=value))
    if kind == 'timestamp':
        from graticule.time_zone import session_zone

        return str(session_zone().from_micros(int(value)))
    return str(value)


def _function(detail):
    name = detail['functionName']
    if name in _INFIX and len(detail['arguments']) == 2:
        return _infix(detail)
    arguments = [expression_text(argument) for argument in detail['arguments']]
    if name == 'not':
        return '(NOT %s)' % arguments[0]
    if name == 'negative':
        return '(- %s)' % arguments[0]
    if name in ('isnull', 'isnotnull'):
        return '(%s IS %sNULL)' % (arguments[0], 'NOT ' if name == 'isnotnull' else '')
    if name == 'in':
        return '(%s IN (%s))' % (arguments[0], ', '.join(arguments[1:]))
    if name in ('like', 'rlike', 'ilike') and len(arguments) == 2:
        return '%s %s %s' % (arguments[0], name.upper(), arguments[1])
    if name == 'when':
        return _case(arguments)
    distinct = 'DISTINCT ' if detail.get('isDistinct') else ''
    return '%s(%s%s)' % (name, distinct, ', '.join(arguments))


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


def _alias(detail):
    names = detail['name']
    shown = names[0] if len(names) == 1 else 'ARRAY(%s)' % ', '.join(names)
    return '%s AS %s' % (expression_text(detail['expr']), shown)


def _cast(detail):
    if 'typeStr' in detail:
        name = detail['typeStr'].upper()
    else:
        from graticule.wire_types import from_wire

        data_type = from_wire(detail['type'])
        name = data_type.simpleString().upper()
    return 'CAST(%s AS %s)' % (expression_text(detail['expr']), name)


def _extract(detail):
    return '%s[%s]' % (expression_text(detail['child']), expression_text(detail['extraction']))


def _update_fields(detail):
    text = expression_text(detail['structExpression'])
    value = detail.get('valueExpression')
    # All but the last name of a path are structs inside structs.
    structs = [text]
    for name in detail['fieldName'].split('.')[:-1]:
        structs.append('%s[%s]' % (structs[-1], name))
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
    if detail.get('frameSpec'):
        parts.append(_frame(detail['frameSpec']))
    return '%s OVER (%s)' % (expression_text(detail['windowFunction']), ' '.join(parts))


def _frame(frame):
    def boundary(bound, side):
        if 'currentRow' in bound:
            return 'CURRENT ROW'
        if 'unbounded' in bound:
            return 'UNBOUNDED ' + side
        offset = int(expression_text(bound['value']))
        return '%d %s' % (abs(offset), 'PRECEDING' if offset < 0 else 'FOLLOWING')

    kind = 'ROWS' if frame['frameType'].endswith('_ROW') else 'RANGE'
    lower, upper = boundary(frame['lower'], 'PRECEDING'), boundary(frame['upper'], 'FOLLOWING')
    return '%s BETWEEN %s AND %s' % (kind, lower, upper)


def _lambda(detail):
    variables = ['namedlambdavariable()' for _ in detail['arguments']]
    return 'lambdafunction(%s)' % ', '.join([expression_text(detail['function'])] + variables)


_WRITERS = {
    'unresolvedAttribute': _attribute,
    'unresolvedStar': _star,
    'literal': _literal,
    'unresolvedFunction': _function,
    'expressionString': lambda detail: detail['expression'],
    'alias': _alias,
    'cast': _cast,
    'unresolvedExtractValue': _extract,
    'updateFields': _update_fields,
    'unresolvedRegex': lambda detail: 'unresolvedregex()',
    'sortOrder': _sort_order,
    'window': _window,
    'lambdaFunction': _lambda,
    'unresolvedNamedLambdaVariable': lambda detail: 'namedlambdavariable()',
}
