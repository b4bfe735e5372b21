"""Writes the public surface of the pyspark that this Python finds to <major>.<minor>.json: what can be called, and how.

    venv/bin/python surface.py            with pyspark installed
    PYTHONPATH=pyspark-2.4.8:py4j ... surface.py   with an unpacked one; Java is not needed

For every module: functions with their parameters, classes with their members (parameters of a method, `property`,
`operator` for special methods, or the value of a constant), and for some the names that a star import brings. With `-`
as argument it prints instead, so that another package of that name can be compared. Python 3.6 syntax.
"""

import importlib
import inspect
import json
import os
import sys

MODULES = (
    'pyspark.conf', 'pyspark.storagelevel', 'pyspark.sql', 'pyspark.sql.catalog', 'pyspark.sql.column',
    'pyspark.sql.conf', 'pyspark.sql.context', 'pyspark.sql.dataframe', 'pyspark.sql.functions', 'pyspark.sql.group',
    'pyspark.sql.observation', 'pyspark.sql.readwriter', 'pyspark.sql.session', 'pyspark.sql.types', 'pyspark.sql.udf',
    'pyspark.sql.utils', 'pyspark.sql.window', 'py4j.protocol',
)  # fmt: skip
# Scripts import all of these.
STARRED = ('pyspark.sql', 'pyspark.sql.functions', 'pyspark.sql.types', 'pyspark.sql.window')
OPERATORS = (
    '__add__ __and__ __bool__ __call__ __contains__ __div__ __enter__ __eq__ __exit__ __ge__ __getattr__ __getitem__ '
    '__gt__ __hash__ __invert__ __iter__ __le__ __len__ __lt__ __mod__ __mul__ __ne__ __neg__ __nonzero__ __or__ '
    '__pow__ __radd__ __rand__ __rdiv__ __rmod__ __rmul__ __ror__ __rpow__ __rsub__ __rtruediv__ __sub__ __truediv__'
).split()
# Constructors that scripts call; those of the others take objects of the Java side.
CONSTRUCTED = ('pyspark.conf', 'pyspark.storagelevel', 'pyspark.sql.types', 'pyspark.sql.observation')
PLAIN = (bool, int, float, str, type(None))
# Scripts ask whether something is an instance of a base class of these.
INHERITED = ('pyspark.sql.context', 'pyspark.sql.types', 'pyspark.sql.utils', 'py4j.protocol')


def parameters(function):
    """The parameters as text, without annotations and without the first one of a method."""
    found = []
    for parameter in inspect.signature(function).parameters.values():
        text = {parameter.VAR_POSITIONAL: '*', parameter.VAR_KEYWORD: '**'}.get(parameter.kind, '') + parameter.name
        if parameter.kind == parameter.KEYWORD_ONLY:
            text = 'keyword ' + text
        if parameter.default is not parameter.empty:
            text += '=' + (repr(parameter.default) if isinstance(parameter.default, PLAIN) else '...')
        found.append(text)
    return found


def member(name, value, owner):
    """How a member of a class can be used; None for what is not public."""
    if name in OPERATORS:
        return None if value is None else 'operator'
    if name == '__init__' and owner.__module__ in CONSTRUCTED:
        return ', '.join(parameters(value)[1:]) if inspect.isfunction(value) else None
    if name.startswith('_'):
        return None
    if isinstance(value, property):
        return 'property'
    if isinstance(value, classmethod):
        return ', '.join(parameters(value.__func__)[1:])
    if isinstance(value, staticmethod):
        return ', '.join(parameters(value.__func__))
    if inspect.isfunction(value):
        return ', '.join(parameters(value)[1:])
    if inspect.isclass(value):
        return 'class'
    if type(value).__module__ in ('builtins', 'pyspark.storagelevel'):
        return 'value %r' % (value,)
    return 'property'


def class_surface(cls):
    """The members of a class, inherited ones too, but not what every object or error has."""
    members = {}
    for owner in reversed(cls.__mro__):
        if owner.__module__ == 'builtins':
            continue
        for name, value in vars(owner).items():
            described = member(name, value, owner)
            if described is None:
                members.pop(name, None)
            else:
                members[name] = described
    members.pop('__hash__', None)
    described = {'members': dict(sorted(members.items()))}
    if cls.__module__ in INHERITED:
        described['bases'] = [base.__name__ for base in cls.__mro__[1:-1]]
    return described


def module_surface(module):
    """What the module itself defines, and the names of a star import where scripts use one."""
    functions, classes = {}, {}
    for name, value in sorted(vars(module).items()):
        if name.startswith('_') or getattr(value, '__module__', None) != module.__name__:
            continue
        if inspect.isclass(value):
            classes[name] = class_surface(value)
        elif inspect.isfunction(value) and module.__name__ != 'py4j.protocol':
            functions[name] = ', '.join(parameters(value))
    found = {'functions': functions, 'classes': classes}
    if module.__name__ in STARRED:
        exported = getattr(module, '__all__', None)
        found['exports'] = sorted(exported or [name for name in vars(module) if not name.startswith('_')])
    return found


def surface():
    """The surface of all modules that exist."""
    found = {}
    for name in MODULES:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        found[name] = module_surface(module)
    return found


def main(arguments):
    """Writes the file of the release that is imported, or prints it."""
    import pyspark

    text = json.dumps(surface(), indent=0, sort_keys=True) + '\n'
    if arguments == ['-']:
        sys.stdout.write(text)
        return
    release = '.'.join(pyspark.__version__.split('.')[:2])
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), release + '.json'), 'w') as target:
        target.write(text)


if __name__ == '__main__':
    main(sys.argv[1:])
