"""Running the text of a script as `__main__`, and telling how it ended."""

import builtins
import linecache
import os
import sys
import traceback
import types

FILE_NAME = '<script>'
_OWN_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

SUCCEEDED, RAISED = 'SUCCEEDED', 'RAISED'
_INSTALLED_BY_SETUP = ('numpy', 'pandas', 'pyarrow', 'cloudpickle')


def run(text, names):
    """Compiles and runs a script with `names` in its globals: (outcome, exit code, error text)."""
    lines = text.splitlines(True)
    if lines and not lines[-1].endswith('\n'):
        lines[-1] += '\n'
    # No modification time: linecache keeps the lines although there is no file.
    linecache.cache[FILE_NAME] = (len(text), None, lines, FILE_NAME)
    try:
        code = compile(text, FILE_NAME, 'exec', dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return RAISED, 1, _syntax_error(error)
    module = types.ModuleType('__main__')
    module.__dict__.update(names, __builtins__=builtins)
    sys.modules['__main__'] = module
    sys.argv = [FILE_NAME]
    try:
        exec(code, module.__dict__)
    except SystemExit as end:
        return _exit(end)
    except BaseException as error:
        return RAISED, 1, format_exception(error)
    return SUCCEEDED, 0, ''


def _exit(end):
    if end.code is None or end.code == 0:
        return SUCCEEDED, 0, ''
    if isinstance(end.code, int):
        return RAISED, end.code, 'the script ended with sys.exit(%d)' % end.code
    return RAISED, 1, str(end.code)


def _syntax_error(error):
    if not isinstance(error, SyntaxError):
        return 'the script cannot be compiled: %s' % error
    place = 'line %s' % error.lineno
    if error.offset:
        place += ', column %d' % error.offset
    text = ''.join(traceback.format_exception_only(type(error), error)).rstrip('\n')
    return '%s at %s of the script: %s\n%s' % (type(error).__name__, place, error.msg, text)


def format_exception(error):
    """Message and traceback of an exception, with the frames of the script and its libraries, not those of ours."""
    text = ''.join(_chain(error, set())).rstrip('\n')
    if isinstance(error, ImportError) and error.name in _INSTALLED_BY_SETUP:
        text += '\n`npm run setup:python` installs %s' % error.name
    return text


def _chain(error, seen):
    seen.add(id(error))
    parts = []
    cause, context = error.__cause__, error.__context__
    if cause is not None and id(cause) not in seen:
        parts += _chain(cause, seen)
        parts.append('\nThe above exception was the direct cause of the following exception:\n\n')
    elif context is not None and not error.__suppress_context__ and id(context) not in seen:
        # Errors our own code handled on the way are not the script's story.
        if _frames(context):
            parts += _chain(context, seen)
            parts.append('\nDuring handling of the above exception, another exception occurred:\n\n')
    frames = _frames(error)
    if frames:
        parts.append('Traceback (most recent call last):\n')
        parts += traceback.format_list(frames)
    parts += traceback.format_exception_only(type(error), error)
    return parts


def _frames(error):
    return [frame for frame in traceback.extract_tb(error.__traceback__) if not _is_own(frame.filename)]


def _is_own(filename):
    if filename.startswith('<'):
        return filename == '<geoanalytics>'
    return os.path.abspath(filename).startswith(_OWN_FOLDER + os.sep)
