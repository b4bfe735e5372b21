"""pyspark types to and from the forms the engine takes: Connect's (proto3 JSON), and plain trees for local rows."""

import json

from graticule.compat import IS_SPARK_2
from pyspark.sql import types as t

from graticule.unreadable import UnreadableType

_NAMES = {
    t.NullType: 'null',
    t.BinaryType: 'binary',
    t.BooleanType: 'boolean',
    t.ByteType: 'byte',
    t.ShortType: 'short',
    t.IntegerType: 'integer',
    t.LongType: 'long',
    t.FloatType: 'float',
    t.DoubleType: 'double',
    t.StringType: 'string',
    t.DateType: 'date',
    t.TimestampType: 'timestamp',
}
# The columns of the engine have one name of their own.
_PLAIN_KINDS = dict(_NAMES)
_PLAIN_KINDS[t.IntegerType] = 'int'
_CLASSES = {name: cls for cls, name in _NAMES.items()}


def to_wire(data_type):
    """The Connect DataType of a pyspark type."""
    cls = type(data_type)
    if cls in _NAMES:
        return {_NAMES[cls]: {}}
    if cls is t.DecimalType:
        return {'decimal': {'precision': data_type.precision, 'scale': data_type.scale}}
    if cls is t.DayTimeIntervalType:
        return {'dayTimeInterval': {'startField': data_type.startField, 'endField': data_type.endField}}
    if cls is t.ArrayType:
        return {'array': {'elementType': to_wire(data_type.elementType), 'containsNull': data_type.containsNull}}
    if cls is t.MapType:
        return {
            'map': {
                'keyType': to_wire(data_type.keyType),
                'valueType': to_wire(data_type.valueType),
                'valueContainsNull': data_type.valueContainsNull,
            }
        }
    if cls is t.StructType:
        return {'struct': {'fields': [_field_to_wire(field) for field in data_type.fields]}}
    raise TypeError('type %r is not supported yet by Graticule' % (data_type,))


def _field_to_wire(field):
    wire = {'name': field.name, 'dataType': to_wire(field.dataType), 'nullable': field.nullable}
    if field.metadata:
        wire['metadata'] = json.dumps(field.metadata)
    return wire


def from_wire(wire):
    """The pyspark type of a Connect DataType. Values proto3 JSON leaves out (false, empty) are filled in."""
    for kind, detail in wire.items():
        if kind in _CLASSES:
            return _CLASSES[kind]()
        if kind == 'decimal':
            return t.DecimalType(detail.get('precision', 10), detail.get('scale', 0))
        if kind == 'dayTimeInterval':
            return t.DayTimeIntervalType(detail.get('startField', 0), detail.get('endField', 3))
        if kind == 'yearMonthInterval':
            return UnreadableType(_months_text(detail.get('startField', 0), detail.get('endField', 1)))
        if kind == 'calendarInterval':
            return UnreadableType('calendarinterval' if IS_SPARK_2 else 'interval')
        if kind == 'array':
            return t.ArrayType(from_wire(detail['elementType']), detail.get('containsNull', False))
        if kind == 'map':
            return t.MapType(
                from_wire(detail['keyType']), from_wire(detail['valueType']), detail.get('valueContainsNull', False)
            )
        if kind == 'struct':
            return t.StructType([_field_from_wire(field) for field in detail.get('fields', ())])
        raise NotImplementedError('type %s is not supported yet by Graticule' % kind)
    raise ValueError('the engine sent a type without a kind')


def _months_text(first, last):
    names = ('year', 'month')
    return 'interval %s' % (names[first] if first == last else '%s to %s' % (names[first], names[last]))


def _field_from_wire(wire):
    metadata = json.loads(wire['metadata']) if wire.get('metadata') else None
    return t.StructField(wire.get('name', ''), from_wire(wire['dataType']), wire.get('nullable', False), metadata)


def to_plain(data_type):
    """The type as the columns of the engine have it (packages/columnar types.ts), for rows sent to the gateway."""
    cls = type(data_type)
    if cls in _PLAIN_KINDS:
        return {'kind': _PLAIN_KINDS[cls]}
    if cls is t.DecimalType:
        return {'kind': 'decimal', 'precision': data_type.precision, 'scale': data_type.scale}
    if cls is t.DayTimeIntervalType:
        return {'kind': 'dayTimeInterval', 'start': data_type.startField, 'end': data_type.endField}
    if cls is t.ArrayType:
        return {'kind': 'array', 'element': to_plain(data_type.elementType), 'containsNull': data_type.containsNull}
    if cls is t.MapType:
        return {
            'kind': 'map',
            'key': to_plain(data_type.keyType),
            'value': to_plain(data_type.valueType),
            'valueContainsNull': data_type.valueContainsNull,
        }
    if cls is t.StructType:
        return {'kind': 'struct', 'fields': [_field_to_plain(field) for field in data_type.fields]}
    raise TypeError('type %r is not supported yet by Graticule' % (data_type,))


def _field_to_plain(field):
    plain = {'name': field.name, 'type': to_plain(field.dataType), 'nullable': field.nullable}
    if field.metadata:
        plain['metadata'] = field.metadata
    return plain
