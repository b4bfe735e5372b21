"""A Python function made from a tool definition."""

import datetime
import json
import re
import uuid

from geoanalytics.result import ToolResult, as_frame
from graticule import relations as r

_NAME = re.compile(r'[a-z_][a-z0-9_]*$')
_TYPE_HELP = {
    'layer': 'DataFrame',
    'layers': 'list of DataFrames',
    'fields': 'field name, list of names, or comma separated names',
    'statistics': 'list of {"statisticType", "onStatisticField"}',
    'date': 'datetime, epoch milliseconds, or ISO text',
    'spatialReference': 'wkid, WKT, or {"wkid"}',
    'json': 'list, dict, or JSON text',
}


def python_name(parameter):
    """The Python name of a parameter: given, or the REST name in snake_case."""
    given = parameter.get('python')
    if given:
        return given
    parted = re.sub(r'([a-z0-9])([A-Z])', r'\1_\2', parameter['name'])
    return re.sub(r'([A-Z]+)([A-Z][a-z])', r'\1_\2', parted).lower()


def tool_function(definition):
    """The function of a tool, with a real signature and docstring.

    Unknown or missing arguments raise TypeError, wrong values the error of the engine's checks. `output_name` and
    `context`, which belong to the REST form of the tools, are accepted and change nothing.
    """
    function_name = definition['function']
    parameters = definition['parameters']
    names = [python_name(parameter) for parameter in parameters]
    for name in names + [function_name]:
        # The text below is compiled: names must be names.
        if not _NAME.match(name):
            raise ValueError('tool definition has a name that is no Python name: %r' % name)
    signature, defaults, must_be_given = _signature(parameters, names)
    source = 'def %s(%s, *, output_name=None, context=None):\n    return _run(_tool, _must, (%s,))\n' % (
        function_name,
        signature,
        ', '.join(names),
    )
    scope = {'_run': _run, '_tool': definition, '_must': must_be_given, '_defaults': defaults}
    exec(compile(source, '<geoanalytics>', 'exec'), scope)
    function = scope[function_name]
    function.__doc__ = _documentation(definition, names)
    function.__module__ = 'geoanalytics'
    return function


def _signature(parameters, names):
    """(text, defaults, positions that must be given although an earlier one has a default)."""
    texts, defaults, must = [], [], []
    optional = False
    for position, (parameter, name) in enumerate(zip(parameters, names)):
        default = parameter.get('default')
        required = parameter.get('required', False) and default is None
        if required and not optional:
            texts.append(name)
        else:
            optional = True
            if required:
                must.append(position)
            texts.append('%s=_defaults[%d]' % (name, len(defaults)))
            defaults.append(default)
    return ', '.join(texts), defaults, must


def _documentation(definition, names):
    lines = [definition.get('description', ''), '']
    for parameter, name in zip(definition['parameters'], names):
        kind = _TYPE_HELP.get(parameter['type'], parameter['type'])
        wanted = 'required' if parameter.get('required') else 'optional'
        lines.append('%s (%s, %s): %s' % (name, kind, wanted, parameter.get('description', '')))
        if parameter.get('choices'):
            lines.append('    One of: %s.' % ', '.join(str(choice) for choice in parameter['choices']))
    outputs = definition['outputs']
    lines.append('')
    if len(outputs) == 1:
        lines.append('Returns a DataFrame: %s' % outputs[0].get('description', ''))
    else:
        lines.append('Returns DataFrames by name:')
        lines.extend('    %s: %s' % (output['name'], output.get('description', '')) for output in outputs)
    return '\n'.join(lines)


def _run(definition, must_be_given, values):
    names = [python_name(parameter) for parameter in definition['parameters']]
    missing = [names[position] for position in must_be_given if values[position] is None]
    if missing:
        raise TypeError(
            '%s() missing %d required argument%s: %s'
            % (definition['function'], len(missing), 's' if len(missing) > 1 else '', ', '.join(map(repr, missing)))
        )
    inputs, plain, spark = {}, {}, None
    for parameter, name, value in zip(definition['parameters'], names, values):
        if value is None:
            continue
        place = '%s(): %s' % (definition['function'], name)
        rest_name = parameter['name']
        if parameter['type'] == 'layer':
            frame = as_frame(value, place)
            inputs[rest_name], spark = frame._relation, frame.sparkSession
        elif parameter['type'] == 'layers':
            for index, item in enumerate(value if isinstance(value, (list, tuple)) else [value]):
                frame = as_frame(item, place)
                inputs['%s.%d' % (rest_name, index)], spark = frame._relation, frame.sparkSession
        else:
            plain[rest_name] = plain_value(parameter['type'], value, place)
    if spark is None:
        raise TypeError('%s() needs at least one input layer' % definition['function'])
    return _outputs(definition, inputs, json.dumps(plain), spark)


def _outputs(definition, inputs, parameters_json, spark):
    run_id = uuid.uuid4().hex
    outputs = [output['name'] for output in definition['outputs']]

    def frame(output):
        return spark._frame(r.tool(definition['name'], inputs, parameters_json, output, run_id))

    # The first is made now, so that wrong arguments are an error of this call.
    first = frame(outputs[0])
    return first if len(outputs) == 1 else ToolResult(outputs, first, frame)


def plain_value(kind, value, place):
    """A parameter that is no layer, as JSON. Raises TypeError naming the place when it has no JSON form."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return _epoch_milliseconds(value)
    if kind == 'fields' and isinstance(value, str):
        return [name.strip() for name in value.split(',') if name.strip()]
    if kind in ('json', 'statistics') and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError('%s should be a list, a dict or JSON text, found %r: %s' % (place, value, error))
    if hasattr(value, 'tolist') and type(value).__module__ == 'numpy':
        value = value.tolist()
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        raise TypeError('%s can not be %r of type %s' % (place, value, type(value).__name__))
    return value


def _epoch_milliseconds(value):
    from graticule.time_zone import session_zone

    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    return session_zone().to_micros(value) // 1000
