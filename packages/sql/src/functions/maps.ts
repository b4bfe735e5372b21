import { arrayType, mapType, structType } from '@graticule/columnar';
import type { DataType, Value } from '@graticule/columnar';
import { widestType } from '../types/coercion.js';
import { elementOf } from './arrays.js';
import { anyNullable } from './columns.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';
import { checkedEntries } from './mapEntries.js';
import type { Entry } from './mapEntries.js';
import { valueKey } from './valueOrder.js';
import { maybe, valueFunction } from './values.js';

/** Functions of maps, value by value. */

const BOOLEAN = { kind: 'boolean' } as const;

type MapOf = DataType & { kind: 'map' };

function mapOf(name: string, type: DataType): MapOf {
  if (type.kind !== 'map') throw new ArgumentError(`${name} expects a map, found ${type.kind}`);
  return type;
}

export const mapFunctions: readonly ScalarFunction[] = [
  valueFunction({
    names: ['map_entries'],
    doc: 'The entries of a map as an array of structs of key and value.',
    inputTypes: { rule: 'each', types: ['map'] },
    resultType: ([{ type, nullable }]) => {
      const { key, value, valueContainsNull } = mapOf('map_entries', type);
      const entry = structType([
        { name: 'key', type: key, nullable: false },
        { name: 'value', type: value, nullable: valueContainsNull },
      ]);
      return { type: arrayType(entry, false), nullable };
    },
    prepare: () => (entries: Value) => entries,
  }),
  valueFunction({
    names: ['map_concat'],
    doc: 'One map of the entries of all.',
    raises: true,
    inputTypes: {
      rule: 'custom',
      min: 0,
      max: Infinity,
      types: (args) => {
        const common = widestType(args.map(({ type }) => type));
        if (common === null) throw new ArgumentError('map_concat expects maps of one type');
        for (const { type } of args) mapOf('map_concat', type);
        return args.map(() => common);
      },
    },
    resultType: (args) => ({
      type: args.length === 0 ? mapType({ kind: 'string' }, { kind: 'string' }, false) : args[0].type,
      nullable: anyNullable(args),
    }),
    prepare:
      (_, context) =>
      (...maps: (readonly Entry[])[]) =>
        checkedEntries(maps.flat(), context),
  }),
  valueFunction({
    names: ['map_from_arrays'],
    doc: 'A map of an array of keys and one of values.',
    raises: true,
    inputTypes: { rule: 'each', types: ['array', 'array'] },
    resultType: (args) => {
      const [keys, values] = args.map(({ type }) =>
        type.kind === 'null' ? arrayType(type) : elementOf('map_from_arrays', type),
      );
      return {
        type: mapType(keys.element, values.element, values.containsNull),
        nullable: anyNullable(args),
      };
    },
    prepare: (_, context) => (keys: readonly Value[], values: readonly Value[]) => {
      if (keys.length !== values.length) {
        throw new ArgumentError(
          `map_from_arrays expects arrays of one length, found ${keys.length} keys and ${values.length} values`,
        );
      }
      return checkedEntries(
        keys.map((key, i) => [key, values[i]]),
        context,
      );
    },
  }),
  valueFunction({
    names: ['map_from_entries'],
    doc: 'A map of an array of structs of key and value; null when one of them is null.',
    raises: true,
    inputTypes: { rule: 'each', types: ['array'] },
    resultType: ([{ type, nullable }]) => {
      const { element, containsNull } = elementOf('map_from_entries', type);
      if (element.kind !== 'struct' || element.fields.length !== 2) {
        throw new ArgumentError('map_from_entries expects an array of structs of two fields');
      }
      const [key, value] = element.fields;
      return { type: mapType(key.type, value.type, value.nullable), nullable: nullable || containsNull };
    },
    prepare: (_, context) => (entries: readonly (Entry | null)[]) =>
      entries.includes(null) ? null : checkedEntries(entries as readonly Entry[], context),
  }),
  valueFunction({
    names: ['map_contains_key'],
    doc: 'Whether a map has a key.',
    inputTypes: {
      rule: 'custom',
      min: 2,
      max: 2,
      types: ([map]) => [map.type, mapOf('map_contains_key', map.type).key],
    },
    resultType: maybe(BOOLEAN),
    prepare: () => (entries: readonly Entry[], key: Value) => {
      const wanted = valueKey(key);
      return entries.some(([other]) => Object.is(valueKey(other), wanted));
    },
  }),
];
