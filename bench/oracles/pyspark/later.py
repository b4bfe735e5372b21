"""What of an answer of an older PySpark tells only that it is older: functions, methods, arguments and syntax it lacks.

A script for the older one cannot hold such a program or call, so its fixtures leave them out.
"""

import re

#: Errors of a program or call that needs something newer; what follows the class is the error's text.
_LACKING = re.compile(
    r'(AttributeError|NameError|ImportError|ParseException|Py4JError)\b'
    r'|TypeError: .*(unexpected keyword argument|positional argument|is not callable|is not iterable)'
    r'|AnalysisException: .*(Undefined function|Invalid number of arguments for function)'
    # Texts of types that it cannot read, and functions of columns that take no names of columns.
    r"|ValueError: (Could not parse datatype|The strcut field string|'[>)]' should be the last|could not convert string)"
    r'|TypeError: schema should be StructType$'
)


def needs_later(answer, later):
    """Whether the older answered with an error of something that it lacks where the later one did not."""
    return _lacks(answer) and answer.get('error') != later.get('error')


def without_later_calls(answer, later):
    """The answer without calls of a list of calls that only the later one has."""
    calls, later_calls = _calls(answer), _calls(later)
    if calls is None or later_calls is None:
        return answer
    later_by_name = {call[0]: call for call in later_calls}
    kept = [call for call in calls if not _is_later_call(call, later_by_name.get(call[0]))]
    return dict(answer, value=kept)


def _lacks(answer):
    return _LACKING.match('%s: %s' % (answer.get('error'), answer.get('message'))) is not None


def _calls(answer):
    """Of a program that answers with [call, what came of it, ...] for each of its calls; None of others."""
    value = answer.get('value')
    if not isinstance(value, list) or not value:
        return None
    calls = [call for call in value if isinstance(call, list) and len(call) > 1 and isinstance(call[0], str)]
    return calls if len(calls) == len(value) else None


def _is_later_call(call, later):
    if later is None or call == later:
        return False
    pairs = zip(_texts(call[1:]), _texts(later[1:]))
    if any(_LACKING.match(found) and not _LACKING.match(other) for found, other in pairs):
        return True
    # The later one, which has the function or method, may find something else wrong.
    return _lacks_name(call) and not _lacks_name(later)


def _lacks_name(call):
    return any(text.startswith('AttributeError') for text in _texts(call[1:]))


def _texts(value):
    """Texts in a list and the lists in it."""
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []
