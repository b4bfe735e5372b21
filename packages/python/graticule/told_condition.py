"""How Spark tells a condition in a message: names that are not looked up yet have a quote in front."""

from graticule.expression_text import expression_text, shown

_CALLED = {'isnull': 'isnull', 'isnotnull': 'isnotnull', 'startswith': 'StartsWith', 'endswith': 'EndsWith',
           'contains': 'Contains'}


def told_condition(expression):
    """The text of a condition's expression."""
    return expression_text(_told(expression))


def _told(node):
    if isinstance(node, list):
        return [_told(item) for item in node]
    if not isinstance(node, dict):
        return node
    kind, detail = next(iter(node.items())) if len(node) == 1 else (None, None)
    if kind == 'unresolvedAttribute' and 'planId' not in detail:
        return shown("'" + expression_text(node))
    if kind == 'cast':
        # The type is told in lower case.
        head, _, type_name = expression_text(dict(cast=dict(detail, expr=shown('')))).rpartition(' AS ')
        told = expression_text(_told(detail['expr']))
        return shown('cast(%s as %s)' % (told, type_name[:-1].lower())) if head else shown(told)
    if kind == 'unresolvedFunction':
        name, arguments = detail['functionName'], [expression_text(_told(one)) for one in detail['arguments']]
        if name in _CALLED:
            return shown('%s(%s)' % (_CALLED[name], ', '.join(arguments)))
        if name == 'not':
            return shown('NOT ' + arguments[0])
        if name == 'in':
            return shown('%s IN (%s)' % (arguments[0], ','.join(arguments[1:])))
    return {key: _told(value) for key, value in node.items()}
