import {
  createBuilder,
  field,
  int32Of,
  isValid,
  listEnd,
  listStart,
  nullColumn,
  primitiveColumn,
  structType,
  take,
  valueAt,
} from '@graticule/columnar';
import type { Column, DataType, StructColumn, StructType } from '@graticule/columnar';
import { widestType } from '../types/coercion.js';
import { typeInMessage } from '../types/text.js';
import { strideOf, valuesOf } from './columns.js';
import { ArgumentError } from './definition.js';
import type { ArgumentType, GeneratedRows, GeneratorFunction, InputTypes } from './definition.js';

/** Functions that make any number of rows of one. */

const INT = { kind: 'int' } as const;
const LONG = { kind: 'long' } as const;

/** Input row and place in the child of every element of the lists of a column. */
function elementPlaces(
  list: Column,
  length: number,
): { rows: Int32Array; places: Int32Array; starts: Int32Array } {
  const step = strideOf(list, length);
  let total = 0;
  if (list.layout === 'list') {
    for (let i = 0; i < length; i++) {
      if (isValid(list, i * step)) total += listEnd(list, i * step) - listStart(list, i * step);
    }
  }
  const rows = new Int32Array(total);
  const places = new Int32Array(total);
  const starts = new Int32Array(total);
  if (list.layout !== 'list') return { rows, places, starts };
  for (let i = 0, at = 0; i < length; i++) {
    if (!isValid(list, i * step)) continue;
    const start = listStart(list, i * step);
    for (let k = start, end = listEnd(list, i * step); k < end; k++, at++) {
      rows[at] = i;
      places[at] = k;
      starts[at] = k - start;
    }
  }
  return { rows, places, starts };
}

function takeAll(column: Column, places: Int32Array, type: DataType): Column {
  return column.length === 0 ? nullColumn(type, places.length) : take(column, places);
}

/** explode and posexplode: `col` of an array, `key` and `value` of a map, with `pos` in front. */
function explosion(name: string, doc: string, position: boolean, outer: boolean): GeneratorFunction {
  return {
    kind: 'generator',
    names: [name],
    doc,
    outer,
    inputTypes: {
      rule: 'custom',
      min: 1,
      max: 1,
      types: ([{ type }], compat) => {
        if (type.kind === 'array' || type.kind === 'map') return [type];
        const found = typeInMessage(type, compat);
        throw new ArgumentError(`input to function explode should be array or map type, not ${found}`);
      },
    },
    resultType: ([{ type }]) => {
      const columns =
        type.kind === 'map'
          ? [field('key', type.key, outer), field('value', type.value, outer || type.valueContainsNull)]
          : type.kind === 'array'
            ? [field('col', type.element, outer || type.containsNull)]
            : [];
      return {
        type: structType(position ? [field('pos', INT, outer), ...columns] : columns),
        nullable: false,
      };
    },
    generate: ([list], length, _, type) => {
      const { rows, places, starts } = elementPlaces(list, length);
      const values =
        list.layout !== 'list'
          ? []
          : list.type.kind === 'map'
            ? (list.child as StructColumn).children
            : [list.child];
      const fields = position ? type.fields.slice(1) : type.fields;
      const columns = fields.map((output, k) =>
        values.length === 0 ? nullColumn(output.type, 0) : takeAll(values[k], places, output.type),
      );
      return { rows, columns: position ? [primitiveColumn(INT, starts), ...columns] : columns };
    },
  };
}

function inline(name: string, doc: string, outer: boolean): GeneratorFunction {
  const structOf = ({
    type,
  }: ArgumentType): { readonly struct: StructType; readonly containsNull: boolean } => {
    if (type.kind === 'array' && type.element.kind === 'struct') {
      return { struct: type.element, containsNull: type.containsNull };
    }
    throw new ArgumentError(`${name} expects an array of structs, found ${type.kind}`);
  };
  return {
    kind: 'generator',
    names: [name],
    doc,
    outer,
    inputTypes: { rule: 'each', types: ['array'] },
    resultType: ([list]) => {
      const { struct, containsNull } = structOf(list);
      const fields = struct.fields.map((f) => ({ ...f, nullable: outer || f.nullable || containsNull }));
      return { type: structType(fields), nullable: false };
    },
    generate: ([list], length, _, type) => {
      const { rows, places } = elementPlaces(list, length);
      if (list.layout !== 'list') return { rows, columns: type.fields.map((f) => nullColumn(f.type, 0)) };
      const structs = list.child as StructColumn;
      // The fields of a null struct are null.
      const valid = places.map((k) => (isValid(structs, k) ? k : -1));
      return { rows, columns: type.fields.map((f, k) => takeAll(structs.children[k], valid, f.type)) };
    },
  };
}

/** The number of rows of `stack`. */
function stackRows({ literal }: ArgumentType): number {
  if (typeof literal === 'number' && literal > 0) return literal;
  throw new ArgumentError('stack expects a literal number of rows above 0 as first argument');
}

const stackTypes: InputTypes = {
  rule: 'custom',
  min: 2,
  max: Infinity,
  types: ([count, ...values]) => {
    const rows = stackRows(count);
    const width = Math.ceil(values.length / rows);
    const common = Array.from({ length: width }, (_, c) => {
      const type = widestType(values.filter((__, k) => k % width === c).map((value) => value.type));
      if (type === null) throw new ArgumentError(`stack expects values of one type in column ${c}`);
      return type;
    });
    return [count.type, ...values.map((_, k) => common[k % width])];
  },
};

const stack: GeneratorFunction = {
  kind: 'generator',
  names: ['stack'],
  doc: 'A number of rows of the values that follow, row after row; nulls where they run out.',
  outer: false,
  inputTypes: stackTypes,
  resultType: ([count, ...values]) => {
    const width = Math.ceil(values.length / stackRows(count));
    const fields = Array.from({ length: width }, (_, c) => field(`col${c}`, values[c].type, true));
    return { type: structType(fields), nullable: false };
  },
  generate: ([count, ...values], length, _, type): GeneratedRows => {
    const height = valuesOf<Int32Array>(count)[0];
    const width = type.fields.length;
    const rows = int32Of(length * height, (k) => Math.floor(k / height));
    const steps = values.map((value) => strideOf(value, length));
    const columns = type.fields.map((output, c) => {
      const builder = createBuilder(output.type);
      for (let i = 0; i < length; i++) {
        for (let r = 0; r < height; r++) {
          const k = r * width + c;
          builder.append(k < values.length ? valueAt(values[k], i * steps[k]) : null);
        }
      }
      return builder.finish();
    });
    return { rows, columns };
  },
};

const replicateRows: GeneratorFunction = {
  kind: 'generator',
  names: ['replicate_rows'],
  doc: 'The row a number of times, without new columns (INTERSECT ALL and EXCEPT ALL).',
  internal: true,
  outer: false,
  inputTypes: { rule: 'each', types: [LONG] },
  resultType: () => ({ type: structType([]), nullable: false }),
  generate: ([counts], length) => {
    const step = strideOf(counts, length);
    const times = int32Of(length, (i) =>
      isValid(counts, i * step) ? Math.max(Number(valuesOf<BigInt64Array>(counts)[i * step]), 0) : 0,
    );
    const rows = new Int32Array(times.reduce((sum, count) => sum + count, 0));
    for (let i = 0, at = 0; i < length; at += times[i++]) rows.fill(i, at, at + times[i]);
    return { rows, columns: [] };
  },
};

export const generatorFunctions: readonly GeneratorFunction[] = [
  explosion('explode', 'A row for every element of an array, or entry of a map.', false, false),
  explosion('explode_outer', 'As explode; a row of nulls where there is no element.', false, true),
  explosion('posexplode', 'As explode, with the position from 0.', true, false),
  explosion('posexplode_outer', 'As posexplode; a row of nulls where there is no element.', true, true),
  inline('inline', 'A row for every struct of an array, its fields as columns.', false),
  inline('inline_outer', 'As inline; a row of nulls where there is no struct.', true),
  stack,
  replicateRows,
];
