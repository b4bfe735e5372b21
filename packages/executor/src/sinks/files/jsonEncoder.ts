import { isValid, listEnd, listStart, valueAt, type Column, type StructType } from '@graticule/columnar';
import { unsupportedType, valueWriter } from '@graticule/sql';
import type { FileSink } from './fileSink.js';
import type { TextEncoder } from './partWriter.js';

/** One JSON object per line; fields without a value are left out (option ignoreNullFields). */
export function jsonEncoder(schema: StructType, sink: FileSink): TextEncoder {
  for (const { type } of schema.fields) {
    if (type.kind !== 'interval') continue;
    throw unsupportedType('JSON', type);
  }
  const end = sink.options.linesep ?? '\n';
  return {
    head: '',
    encode({ columns, length }) {
      const write = structWriter(schema, columns, sink);
      let out = '';
      for (let row = 0; row < length; row++) out += write(row) + end;
      return out;
    },
  };
}

/** JSON of a valid row. */
type JsonWriter = (row: number) => string;

function structWriter({ fields }: StructType, columns: readonly Column[], sink: FileSink): JsonWriter {
  const skipNulls = (sink.options.ignorenullfields ?? 'true').toLowerCase() === 'true';
  const names = fields.map(({ name }) => `${quoted(name)}:`);
  const writers = columns.map((column) => writerOf(column, sink));
  return (row) => {
    let out = '';
    for (let k = 0; k < writers.length; k++) {
      const valid = isValid(columns[k], row);
      if (!valid && skipNulls) continue;
      out += (out === '' ? '' : ',') + names[k] + (valid ? writers[k](row) : 'null');
    }
    return `{${out}}`;
  };
}

function writerOf(column: Column, sink: FileSink): JsonWriter {
  const { type } = column;
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'decimal':
      return valueWriter(column, sink);
    case 'float':
    case 'double': {
      const write = valueWriter(column, sink);
      return (row) => (Number.isFinite(valueAt(column, row)) ? write(row) : `"${write(row)}"`);
    }
    case 'binary':
      return (row) => `"${Buffer.from(valueAt(column, row) as Uint8Array).toString('base64')}"`;
    case 'struct':
      return structWriter(type, (column as Column & { layout: 'struct' }).children, sink);
    case 'array':
      return arrayWriter(column as Column & { layout: 'list' }, sink);
    case 'map':
      return mapWriter(column as Column & { layout: 'list' }, sink);
    default: {
      const write = valueWriter(column, sink);
      return (row) => quoted(write(row));
    }
  }
}

function arrayWriter(column: Column & { layout: 'list' }, sink: FileSink): JsonWriter {
  const { child } = column;
  const write = writerOf(child, sink);
  return (row) => {
    const items: string[] = [];
    for (let i = listStart(column, row), end = listEnd(column, row); i < end; i++) {
      items.push(isValid(child, i) ? write(i) : 'null');
    }
    return `[${items.join(',')}]`;
  };
}

function mapWriter(column: Column & { layout: 'list' }, sink: FileSink): JsonWriter {
  const [keys, values] = (column.child as Column & { layout: 'struct' }).children;
  // Times as keys are shown as the numbers that they are.
  const isTime = keys.type.kind === 'date' || keys.type.kind === 'timestamp';
  const key: JsonWriter = isTime ? (row) => String(valueAt(keys, row)) : valueWriter(keys, sink);
  const value = writerOf(values, sink);
  return (row) => {
    const items: string[] = [];
    for (let i = listStart(column, row), end = listEnd(column, row); i < end; i++) {
      items.push(`${quoted(key(i))}:${isValid(values, i) ? value(i) : 'null'}`);
    }
    return `{${items.join(',')}}`;
  };
}

/** JSON text with the hexadecimal digits of control characters in upper case. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /\\u00(1[a-f]|0[a-f])/g,
    (_, hex: string) => `\\u00${hex.toUpperCase()}`,
  );
}
