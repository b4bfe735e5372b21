import {
  createBuilder,
  isValid,
  listColumn,
  mapEntryType,
  mapType,
  sameType,
  structColumn,
  valueAt,
} from '@graticule/columnar';
import type { DataType, Value } from '@graticule/columnar';
import { widerType } from '../types/coercion.js';
import { typeText } from '../types/text.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';
import { checkCount, mapOf } from './lambdaArguments.js';
import type { MapOf } from './lambdaArguments.js';
import { valueKey } from './valueOrder.js';

/** The type that holds the keys of both maps; null when there is none. */
function commonKey(left: DataType, right: DataType): DataType | null {
  return widerType(mapOf('map_zip_with', left).key, mapOf('map_zip_with', right).key);
}

export const mapZipWith: ScalarFunction = {
  kind: 'scalar',
  names: ['map_zip_with'],
  doc: 'A map of all keys of two maps with values made by a function of the key and both values.',
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 3,
    max: 3,
    types: (args) => {
      const key = commonKey(args[0].type, args[1].type);
      return args.map(({ type }, k) =>
        k < 2 && key !== null ? { ...mapOf('map_zip_with', type), key } : type,
      );
    },
  },
  lambdaParameters: (args, count) => {
    if (args.length < 2) return null;
    checkCount('map_zip_with', 3, count);
    const [a, b] = args.map(({ type }) => mapOf('map_zip_with', type));
    return [
      { type: widerType(a.key, b.key) ?? a.key, nullable: false },
      { type: a.value, nullable: true },
      { type: b.value, nullable: true },
    ];
  },
  resultType: ([a, b, value]) => {
    const [left, right] = [a, b].map(({ type }) => mapOf('map_zip_with', type));
    if (!sameType(left.key, right.key)) {
      throw new ArgumentError(
        'The input to function map_zip_with should have been two maps with compatible key types, but the key types are ' +
          `[${typeText(left.key)}, ${typeText(right.key)}].`,
      );
    }
    return { type: mapType(left.key, value.type, value.nullable), nullable: a.nullable || b.nullable };
  },
  evaluate: ([a, b], length, _, type, [lambda]) => {
    const mapA = mapOf('', a.type);
    const builders = [mapA.key, mapA.value, mapOf('', b.type).value].map(createBuilder);
    const offsets = new Int32Array(length + 1);
    const rows: number[] = [];
    const validity = new Uint8Array((length + 7) >> 3);
    for (let i = 0; i < length; i++) {
      if (isValid(a, i) && isValid(b, i)) {
        validity[i >> 3] |= 1 << (i & 7);
        const merged = new Map<unknown, Value[]>();
        [a, b].forEach((map, side) => {
          for (const [key, value] of valueAt(map, i) as unknown as readonly [Value, Value][]) {
            const id = valueKey(key);
            const entry = merged.get(id) ?? [key, null, null];
            entry[side + 1] = value;
            merged.set(id, entry);
          }
        });
        for (const entry of merged.values()) {
          builders.forEach((builder, k) => builder.append(entry[k]));
          rows.push(i);
        }
      }
      offsets[i + 1] = rows.length;
    }
    const parameters = builders.map((builder) => builder.finish());
    const values = lambda(parameters, Int32Array.from(rows));
    const child = structColumn(mapEntryType(type as MapOf), [parameters[0], values], rows.length);
    return listColumn(type, offsets, child, validity);
  },
};
