import {
  createBuilder,
  int64Words,
  int64ToNumber,
  isSafeInt64,
  isValid,
  listEnd,
  listStart,
  stringAt,
  valueAt,
  type Batch,
  type Column,
  type DataType,
  type ListColumn,
  type PrimitiveColumn,
  type StructColumn,
  type StructType,
  type Value,
} from '@graticule/columnar';

/**
 * Typed JSON rows, the form in which rows travel between a driver and its gateway; packages/python/graticule/rows.py is
 * the other end and has the table. In short: a row is an array of its values, a struct too; a long beyond 2^53 in size,
 * a decimal and the three floats JSON lacks are strings; dates are days and timestamps microseconds since 1970-01-01
 * UTC; binary is base64; a map is an array of [key, value]; null is null.
 */
type CellWriter = (row: number) => string;

/** The rows of a batch as the text of one JSON array. */
export function encodeRows(batch: Batch): string {
  const writers = batch.columns.map(cellWriter);
  const rows: string[] = [];
  for (let row = 0; row < batch.length; row++) {
    let text = '';
    for (let k = 0; k < writers.length; k++) text += (k === 0 ? '' : ',') + writers[k](row);
    rows.push(`[${text}]`);
  }
  return `[${rows.join(',')}]`;
}

/** Chosen once per column, so that nothing asks for types per row. */
function cellWriter(column: Column): CellWriter {
  const write = valueWriter(column);
  if (column.layout !== 'null' && column.validity === null) return write;
  return (row) => (isValid(column, row) ? write(row) : 'null');
}

function valueWriter(column: Column): CellWriter {
  switch (column.layout) {
    case 'null':
      return () => 'null';
    case 'primitive':
      return primitiveWriter(column);
    case 'decimal': {
      const scale = column.type.kind === 'decimal' ? column.type.scale : 0;
      return (row) => `"${decimalText(valueAt(column, row) as bigint, scale)}"`;
    }
    case 'bytes':
    case 'dictionary':
      if (column.type.kind === 'string') return (row) => JSON.stringify(stringAt(column, row));
      return (row) => `"${Buffer.from(valueAt(column, row) as Uint8Array).toString('base64')}"`;
    case 'list':
      return listWriter(column);
    case 'struct':
      return structWriter(column);
    case 'interval':
      // Python has no type for it and says so, as in Spark, when it sees the row.
      return (row) => `[${column.months[row]},${column.days[row]},"${column.micros[row]}"]`;
  }
}

function primitiveWriter(column: PrimitiveColumn): CellWriter {
  const { values } = column;
  if (values instanceof BigInt64Array) {
    const words = int64Words(values);
    return (row) => (isSafeInt64(words, row) ? String(int64ToNumber(words, row)) : `"${values[row]}"`);
  }
  if (column.type.kind === 'boolean') return (row) => (values[row] === 0 ? 'false' : 'true');
  if (values instanceof Float64Array || values instanceof Float32Array) {
    return (row) => floatText(values[row]);
  }
  return (row) => String(values[row]);
}

/** JavaScript writes -0 as 0; the sign is part of the value. */
function floatText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value);
  return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"';
}

/** Plain digits with all of the scale: 12345 at scale 2 is 123.45. */
function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return scale === 0
    ? sign + digits
    : `${sign}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`;
}

/** Arrays; maps too, whose entries are structs of key and value and so become [key, value]. */
function listWriter(column: ListColumn): CellWriter {
  const write = cellWriter(column.child);
  return (row) => {
    const end = listEnd(column, row);
    let text = '';
    for (let k = listStart(column, row); k < end; k++) text += (text === '' ? '' : ',') + write(k);
    return `[${text}]`;
  };
}

function structWriter(column: StructColumn): CellWriter {
  const writers = column.children.map(cellWriter);
  return (row) => `[${writers.map((write) => write(row)).join(',')}]`;
}

type CellReader = (json: unknown) => Value;

/**
 * Typed JSON rows as a batch. Throws TypeError naming the column when a value does not have the form its type asks for
 * (the Python side checks first, with better words).
 */
export function decodeRows(schema: StructType, rows: readonly (readonly unknown[])[]): Batch {
  const columns = schema.fields.map((field, k) => {
    const read = cellReader(field.type);
    const builder = createBuilder(field.type);
    for (let row = 0; row < rows.length; row++) {
      const cell = rows[row][k] ?? null;
      try {
        if (cell === null) builder.appendNull();
        else builder.append(read(cell));
      } catch (error) {
        throw new TypeError(`row ${row}, column ${field.name}: ${(error as Error).message}`);
      }
    }
    return builder.finish();
  });
  return { schema, length: rows.length, columns };
}

function cellReader(type: DataType): CellReader {
  const read = valueReader(type);
  return (json) => (json === null ? null : read(json));
}

function valueReader(type: DataType): CellReader {
  switch (type.kind) {
    case 'boolean':
      return (json) => expect(json, 'boolean');
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
    case 'yearMonthInterval':
      return (json) => expect(json, 'number');
    case 'long':
    case 'timestamp':
    case 'dayTimeInterval':
      return (json) => (typeof json === 'string' ? BigInt(json) : BigInt(expect<number>(json, 'number')));
    case 'float':
    case 'double':
      return readFloat;
    case 'decimal':
      return (json) => unscaled(expect(json, 'string'), type.scale);
    case 'string':
      return (json) => expect(json, 'string');
    case 'binary':
      return (json) => new Uint8Array(Buffer.from(expect<string>(json, 'string'), 'base64'));
    case 'array': {
      const read = cellReader(type.element);
      return (json) => expectArray(json).map(read);
    }
    case 'map': {
      const key = cellReader(type.key);
      const value = cellReader(type.value);
      return (json) =>
        expectArray(json).map((entry) => {
          const [k, v] = expectArray(entry);
          return [key(k), value(v ?? null)];
        });
    }
    case 'struct': {
      const readers = type.fields.map((field) => cellReader(field.type));
      return (json) => {
        const values = expectArray(json);
        return readers.map((read, k) => read(values[k] ?? null));
      };
    }
    case 'null':
    case 'interval':
      return () => {
        throw new TypeError(`values of type ${type.kind} cannot be sent`);
      };
  }
}

function expect<T extends Value>(json: unknown, kind: 'boolean' | 'number' | 'string'): T {
  if (typeof json !== kind) throw new TypeError(`expected a ${kind}, found ${JSON.stringify(json)}`);
  return json as T;
}

function expectArray(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw new TypeError(`expected an array, found ${JSON.stringify(json)}`);
  return json;
}

const FLOAT_WORDS: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
};

function readFloat(json: unknown): number {
  if (typeof json === 'string' && json in FLOAT_WORDS) return FLOAT_WORDS[json];
  return expect(json, 'number');
}

/** `-123.45` at scale 2 is -12345n; digits beyond the scale are refused. */
function unscaled(text: string, scale: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[3] ?? '';
  if (match === null || fraction.length > scale) {
    throw new TypeError(`expected a decimal with at most ${scale} digits after the point, found "${text}"`);
  }
  const digits = BigInt(match[2] + fraction.padEnd(scale, '0'));
  return match[1] === '-' ? -digits : digits;
}
