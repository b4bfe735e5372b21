"""JSON text of values of any depth: the standard encoder stops where Python's recursion limit is."""

import json

_encode = json.JSONEncoder(separators=(',', ':')).encode


def dumps(value):
    """Compact JSON text; a chain of ten thousand operators is a value ten thousand levels deep."""
    try:
        return _encode(value)
    except RecursionError:
        return ''.join(_parts(value))


def _parts(value):
    """The pieces of the text in order, from a stack of what is still to be written: (is it text already, piece)."""
    pending = [(False, value)]
    while pending:
        is_text, item = pending.pop()
        if is_text:
            yield item
        elif isinstance(item, dict) and item:
            pending.append((True, '}'))
            for position, (key, member) in enumerate(reversed(list(item.items()))):
                separator = '{' if position == len(item) - 1 else ','
                pending.append((False, member))
                pending.append((True, separator + _encode(key) + ':'))
        elif isinstance(item, (list, tuple)) and item:
            pending.append((True, ']'))
            for position, member in enumerate(reversed(item)):
                pending.append((False, member))
                pending.append((True, '[' if position == len(item) - 1 else ','))
        else:
            yield _encode(item)
