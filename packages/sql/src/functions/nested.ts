import {
  PrimitiveBuilder,
  arrayType,
  concat,
  createBuilder,
  equality,
  isValid,
  listEnd,
  listStart,
  mapType,
  nullColumn,
  repeatRow,
  sortIndices,
  structColumn,
  structType,
  take,
  valueAt,
} from '@graticule/columnar';
import type { Column, DataType, StructType } from '@graticule/columnar';
import { sharedType, widestType } from '../types/coercion.js';
import { typeText } from '../types/text.js';
import { anyNullable, booleanColumn, returns, strideOf, valuesOf } from './columns.js';
import { defaultBoolean } from './defaultArguments.js';
import { ArgumentError } from './definition.js';
import { keptEntries } from './mapEntries.js';
import type { ArgumentType, ScalarFunction, SparkVersion } from './definition.js';

const INT = { kind: 'int' } as const;
const NULL_TYPE: DataType = { kind: 'null' };
const BOOLEAN = { kind: 'boolean' } as const;

type List = Column & { layout: 'list' };

function full(column: Column, length: number): Column {
  return column.length === length ? column : repeatRow(column, 0, length);
}

function commonType(name: string, types: readonly DataType[]): DataType {
  const common = types.length === 0 ? ({ kind: 'null' } as const) : widestType(types);
  if (common === null)
    throw new ArgumentError(
      `${name} expects values of one type, found ${types.map((t) => t.kind).join(', ')}`,
    );
  return common;
}

const namedStruct: ScalarFunction = {
  kind: 'scalar',
  names: ['named_struct'],
  doc: 'A struct of field names and values in turn.',
  deterministic: true,
  inputTypes: { rule: 'custom', min: 0, max: Infinity, types: (args) => args.map((arg) => arg.type) },
  resultType: (args) => {
    if (args.length % 2 !== 0) throw new ArgumentError('named_struct expects names and values in pairs');
    const fields = [];
    for (let k = 0; k < args.length; k += 2) {
      const name = args[k].literal;
      if (typeof name !== 'string')
        throw new ArgumentError(`named_struct expects a literal name as argument ${k + 1}`);
      fields.push({ name, type: args[k + 1].type, nullable: args[k + 1].nullable });
    }
    return { type: structType(fields), nullable: false };
  },
  evaluate: (args, length, _, type) =>
    structColumn(
      type as StructType,
      args.filter((__, k) => k % 2 === 1).map((arg) => full(arg, length)),
      length,
    ),
};

/** Columns side by side as lists of columns.length elements: element k of row i is columns[k][i]. */
function interleave(columns: readonly Column[], element: DataType, length: number): Column {
  const width = columns.length;
  const joined = concat(
    element,
    columns.map((column) => (column.layout === 'null' ? nullColumn(element, length) : full(column, length))),
  );
  const rows = new Int32Array(width * length);
  for (let i = 0, at = 0; i < length; i++) for (let k = 0; k < width; k++) rows[at++] = k * length + i;
  return take(joined, rows);
}

function evenOffsets(width: number, length: number): Int32Array {
  const offsets = new Int32Array(length + 1);
  for (let i = 0; i <= length; i++) offsets[i] = i * width;
  return offsets;
}

const array: ScalarFunction = {
  kind: 'scalar',
  names: ['array'],
  doc: 'An array of the arguments, brought to one type.',
  deterministic: true,
  inputTypes: { rule: 'widest', min: 0 },
  resultType: (args) => ({
    type: arrayType(
      commonType(
        'array',
        args.map((arg) => arg.type),
      ),
      args.some((arg) => arg.nullable),
    ),
    nullable: false,
  }),
  evaluate: (args, length, _, type) => ({
    layout: 'list',
    type,
    length,
    validity: null,
    offsets: evenOffsets(args.length, length),
    stride: 0,
    child: interleave(args, (type as DataType & { kind: 'array' }).element, length),
  }),
};

function mapTypes(args: readonly ArgumentType[]): readonly DataType[] {
  if (args.length % 2 !== 0) throw new ArgumentError('map expects a positive even number of arguments.');
  const key = commonType(
    'map',
    args.filter((_, k) => k % 2 === 0).map((arg) => arg.type),
  );
  const value = commonType(
    'map',
    args.filter((_, k) => k % 2 === 1).map((arg) => arg.type),
  );
  return args.map((_, k) => (k % 2 === 0 ? key : value));
}

const map: ScalarFunction = {
  kind: 'scalar',
  names: ['map'],
  doc: 'A map of keys and values in turn; keys must not be null.',
  raises: true,
  deterministic: true,
  inputTypes: { rule: 'custom', min: 0, max: Infinity, types: mapTypes },
  resultType: (args) => ({
    type: mapType(
      args[0]?.type ?? NULL_TYPE,
      args[1]?.type ?? NULL_TYPE,
      args.some((arg, k) => k % 2 === 1 && arg.nullable),
    ),
    nullable: false,
  }),
  evaluate: (args, length, context, type) => {
    const { key, value } = type as DataType & { kind: 'map' };
    const width = args.length / 2;
    const keyArgs = args.filter((__, k) => k % 2 === 0);
    const keys = interleave(keyArgs, key, length);
    const values = interleave(
      args.filter((__, k) => k % 2 === 1),
      value,
      length,
    );
    const offsets = evenOffsets(width, length);
    // Keys that are literals, as most are, need one look.
    const same =
      keyArgs.every((arg) => arg.length === 1) &&
      keptEntries(interleave(keyArgs, key, 1), evenOffsets(width, 1), context) === null;
    const kept = same ? null : keptEntries(keys, offsets, context);
    const entries = structType([
      { name: 'key', type: key, nullable: false },
      { name: 'value', type: value, nullable: true },
    ]);
    const child =
      kept === null
        ? structColumn(entries, [keys, values], keys.length)
        : structColumn(entries, [take(keys, kept.keys), take(values, kept.values)], kept.keys.length);
    return {
      layout: 'list',
      type,
      length,
      validity: null,
      offsets: kept?.offsets ?? offsets,
      stride: 0,
      child,
    };
  },
};

/** Child rows chosen per row of a list (-1: null), as a column. */
function pick(child: Column, rows: Int32Array, type: DataType): Column {
  return child.length === 0 ? nullColumn(type, rows.length) : take(child, rows);
}

function itemAt(list: List, keys: Column, length: number, type: DataType, oneBased: boolean): Column {
  const rows = new Int32Array(length).fill(-1);
  const stepList = strideOf(list, length);
  const stepKey = strideOf(keys, length);
  if (list.type.kind === 'map') {
    const [mapKeys, mapValues] = (list.child as Column & { layout: 'struct' }).children;
    const equal = equality(mapKeys, keys);
    for (let i = 0; i < length; i++) {
      if (!isValid(list, i * stepList) || !isValid(keys, i * stepKey)) continue;
      for (let k = listStart(list, i * stepList), end = listEnd(list, i * stepList); k < end; k++) {
        if (!equal(k, i * stepKey)) continue;
        rows[i] = k;
        break;
      }
    }
    return pick(mapValues, rows, type);
  }
  const positions = valuesOf<Int32Array>(keys);
  for (let i = 0; i < length; i++) {
    if (!isValid(list, i * stepList) || !isValid(keys, i * stepKey)) continue;
    const start = listStart(list, i * stepList);
    const size = listEnd(list, i * stepList) - start;
    const position = Number(positions[i * stepKey]);
    if (oneBased && position === 0)
      throw new ArgumentError('element_at: positions count from 1, or from -1 backwards');
    const index = !oneBased ? position : position > 0 ? position - 1 : size + position;
    if (index >= 0 && index < size) rows[i] = start + index;
  }
  return pick(list.child, rows, type);
}

/** Whether the item at a position of an array written out can be null. */
function itemNullable(
  elements: readonly ArgumentType[],
  position: ArgumentType['literal'],
  oneBased: boolean,
): boolean {
  if (typeof position !== 'number') return true;
  const index = oneBased && position > 0 ? position - 1 : oneBased ? elements.length + position : position;
  return elements[index]?.nullable ?? true;
}

function extraction(name: string, doc: string, oneBased: boolean): ScalarFunction {
  return {
    kind: 'scalar',
    names: [name],
    doc,
    raises: oneBased ? true : undefined,
    deterministic: true,
    inputTypes: {
      rule: 'custom',
      min: 2,
      max: 2,
      types: ([{ type }, key]) => {
        if (type.kind === 'map') return [type, type.key];
        if (type.kind === 'array' && (!oneBased || ['byte', 'short', 'int'].includes(key.type.kind))) {
          return [type, INT];
        }
        if (type.kind === 'array') {
          throw new ArgumentError(
            `Input to function ${name} should have been array followed by a int, but it's ` +
              `[${typeText(type)}, ${typeText(key.type)}].`,
          );
        }
        throw new ArgumentError(
          `The first argument to function ${name} should have been array or map type, but its ${typeText(type)} type.`,
        );
      },
    },
    resultType: ([{ type, elements }, { literal }]) => ({
      type: type.kind === 'map' ? type.value : (type as DataType & { kind: 'array' }).element,
      nullable: elements === undefined || itemNullable(elements, literal, oneBased),
    }),
    evaluate: ([list, key], length, _, type) =>
      list.layout !== 'list' || key.layout === 'null'
        ? nullColumn(type, length)
        : itemAt(list, key, length, type, oneBased),
  };
}

const size: ScalarFunction = {
  kind: 'scalar',
  names: ['size', 'cardinality'],
  doc: 'Number of elements of an array or map; -1 for null.',
  deterministic: true,
  inputTypes: { rule: 'each', types: ['collection'] },
  resultType: () => ({ type: INT, nullable: false }),
  evaluate: ([list], length) => {
    const builder = new PrimitiveBuilder(INT, length);
    for (let i = 0; i < length; i++) {
      const known = list.layout === 'list' && isValid(list, i);
      builder.appendNumber(known ? listEnd(list, i) - listStart(list, i) : -1);
    }
    return builder.finish();
  },
};

/** Before 3.0 text is compared with values of other types as text. */
function sharedElement(element: DataType, value: DataType, compat: SparkVersion): DataType | null {
  return compat === '2.2' ? widestType([element, value]) : sharedType(element, value);
}

const arrayContains: ScalarFunction = {
  kind: 'scalar',
  names: ['array_contains'],
  doc: 'Whether a value is in an array; null when it is not and the array has nulls.',
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 2,
    max: 2,
    types: ([list, value], compat) => {
      if (value.type.kind === 'null')
        throw new ArgumentError('Null typed values cannot be used as arguments');
      const element =
        list.type.kind === 'array' ? sharedElement(list.type.element, value.type, compat) : null;
      if (list.type.kind === 'array' && element !== null) return [{ ...list.type, element }, element];
      const found = `[${typeText(list.type)}, ${typeText(value.type)}]`;
      throw new ArgumentError(
        'Input to function array_contains should have been array followed by a value with same element type, ' +
          `but it's ${found}.`,
      );
    },
  },
  resultType: (args) => ({
    type: BOOLEAN,
    nullable: anyNullable(args) || (args[0].type.kind === 'array' && args[0].type.containsNull),
  }),
  evaluate: ([list, value], length) => {
    if (list.layout !== 'list' || value.layout === 'null') return nullColumn(BOOLEAN, length);
    const equal = equality(list.child, value);
    const stepList = strideOf(list, length);
    const stepValue = strideOf(value, length);
    const out = new Uint8Array(length);
    const validity = new Uint8Array((length + 7) >> 3);
    for (let i = 0; i < length; i++) {
      const row = i * stepList;
      if (!isValid(list, row) || !isValid(value, i * stepValue)) continue;
      let unknown = false;
      for (let k = listStart(list, row); k < listEnd(list, row) && out[i] === 0; k++) {
        if (!isValid(list.child, k)) unknown = true;
        else if (equal(k, i * stepValue)) out[i] = 1;
      }
      if (out[i] === 1 || !unknown) validity[i >> 3] |= 1 << (i & 7);
    }
    return booleanColumn(out, validity);
  },
};

function mapPart(name: string, doc: string, part: 0 | 1): ScalarFunction {
  return {
    kind: 'scalar',
    names: [name],
    doc,
    deterministic: true,
    inputTypes: { rule: 'each', types: ['map'] },
    resultType: ([{ type, nullable }]) => {
      if (type.kind === 'null') return { type: arrayType(type), nullable };
      const { key, value } = type as DataType & { kind: 'map' };
      return { type: arrayType(part === 0 ? key : value), nullable };
    },
    evaluate: ([list], length, _, type) => {
      if (list.layout !== 'list') return nullColumn(type, length);
      return { ...list, type, child: (list.child as Column & { layout: 'struct' }).children[part] };
    },
  };
}

const sortArray: ScalarFunction = {
  kind: 'scalar',
  names: ['sort_array'],
  doc: 'The elements in order: nulls first when ascending, last when descending.',
  deterministic: true,
  inputTypes: { rule: 'each', types: ['array', BOOLEAN], optional: 1 },
  defaults: [defaultBoolean(true)],
  resultType: ([{ type, nullable }, order]) => {
    if (order !== undefined && typeof order.literal !== 'boolean') {
      throw new ArgumentError('Sort order in second argument requires a boolean literal.');
    }
    return { type: type.kind === 'null' ? arrayType(type) : type, nullable };
  },
  evaluate: ([list, ascending], length, _, type) => {
    if (list.layout !== 'list') return nullColumn(type, length);
    const up = ascending === undefined || valuesOf<Uint8Array>(ascending)[0] === 1;
    const { child } = list;
    // One sort by (row, value) orders every array at once.
    const owner = new Int32Array(child.length).fill(-1);
    for (let i = 0; i < length; i++) {
      if (isValid(list, i)) owner.fill(i, listStart(list, i), listEnd(list, i));
    }
    const owners: Column = {
      layout: 'primitive',
      type: INT,
      length: owner.length,
      validity: null,
      values: owner,
    };
    const orders = [
      { ascending: true, nullsFirst: true },
      { ascending: up, nullsFirst: up },
    ];
    const sorted = sortIndices([owners, child], orders, child.length);
    const first = owner.reduce((count, row) => count + (row < 0 ? 1 : 0), 0);
    const rows = new Int32Array(child.length);
    let at = first;
    for (let i = 0; i < length; i++) {
      if (!isValid(list, i)) continue;
      for (let k = listStart(list, i); k < listEnd(list, i); k++) rows[k] = sorted[at++];
    }
    return { ...list, child: take(child, rows) };
  },
};

const arrayJoin: ScalarFunction = {
  kind: 'scalar',
  names: ['array_join'],
  doc: 'The texts of an array joined by a delimiter; nulls are left out, or replaced by the third argument.',
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 2,
    max: 3,
    types: (args) => {
      const wrong = args.slice(1).find(({ type }) => type.kind !== 'string' && type.kind !== 'null');
      if (wrong !== undefined)
        throw new ArgumentError(`array_join expects text between, found ${wrong.type.kind}`);
      return args.map((_, k) => (k === 0 ? arrayType({ kind: 'string' }) : { kind: 'string' }));
    },
  },
  resultType: returns({ kind: 'string' }),
  evaluate: (args, length, _, type) => {
    const steps = args.map((arg) => strideOf(arg, length));
    const builder = createBuilder(type);
    for (let i = 0; i < length; i++) {
      const [list, delimiter, replacement] = args.map((arg, k) => valueAt(arg, i * steps[k]));
      if (list === null || delimiter === null || (args.length === 3 && replacement === null)) {
        builder.appendNull();
        continue;
      }
      const texts = (list as (string | null)[]).map(
        (text) => text ?? (replacement as string | undefined) ?? null,
      );
      builder.append(texts.filter((text) => text !== null).join(delimiter as string));
    }
    return builder.finish();
  },
};

export const nestedFunctions: readonly ScalarFunction[] = [
  namedStruct,
  array,
  map,
  extraction(
    'getitem',
    'Element of an array by position from 0, or of a map by key; null when there is none.',
    false,
  ),
  extraction(
    'element_at',
    'Element of an array by position from 1 (negative from the end), or of a map by key.',
    true,
  ),
  extraction('try_element_at', 'As element_at; null for every position that is not there.', true),
  size,
  arrayContains,
  mapPart('map_keys', 'Keys of a map as an array.', 0),
  mapPart('map_values', 'Values of a map as an array.', 1),
  sortArray,
  arrayJoin,
];
