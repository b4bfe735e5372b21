import { isValid, listEnd, listStart, stringAt, valueAt } from '@graticule/columnar';
import type { Column, ListColumn } from '@graticule/columnar';
import { bigDecimalText, decimalAt, decimalText } from '../functions/decimal.js';
import type { SparkVersion } from '../functions/definition.js';
import { InstantReader } from './instant.js';
import { doubleText, floatText } from './numberText.js';
import { intervalLiteralText } from './unitInterval.js';
import { dateText, timestampText } from './timeText.js';
import { timeZone } from './timeZone.js';

export interface FormatOptions {
  readonly compat: SparkVersion;
  readonly timeZone: string;
  /**
   * 'cast': as CAST(... AS STRING) gives it; 'show': as show() prints it (2.2 differs: `[1.0,2.0]`, `Map(a -> 1)`,
   * `[WrappedArray(1, 2)]`; binary as `[0A FF]`).
   */
  readonly style?: 'cast' | 'show';
  /** Of what is inside arrays, maps and structs. */
  readonly nested?: true;
}

/** Text of one row; `null` for null at the top. Nested values by the version's rules. */
export function formatValue(column: Column, row: number, options: FormatOptions): string {
  return isValid(column, row) ? textWriter(column, options)(row) : 'null';
}

/** The function that writes valid rows of a column: what is the same for all rows is looked up once. */
export function textWriter(column: Column, options: FormatOptions): (row: number) => string {
  switch (column.layout) {
    case 'null':
      return () => 'null';
    case 'primitive':
      return primitiveWriter(column, options);
    case 'decimal': {
      const { words, type } = column;
      const scale = type.kind === 'decimal' ? type.scale : 0;
      return (row) => bigDecimalText(decimalAt(words, row), scale);
    }
    case 'bytes':
    case 'dictionary':
      if (column.type.kind === 'binary' && options.style === 'show') {
        return (row) => hexText(valueAt(column, row) as Uint8Array);
      }
      return (row) => stringAt(column, row);
    case 'interval':
      return (row) => intervalText(column.months[row], column.days[row], column.micros[row]);
    case 'list': {
      const element = nestedWriter(column.child, options);
      const wrapped = isShownInside(options);
      return column.type.kind === 'map'
        ? mapWriter(column, options)
        : (row) => {
            const items: string[] = [];
            for (let k = listStart(column, row), end = listEnd(column, row); k < end; k++)
              items.push(element(k));
            return wrapped ? `WrappedArray(${items.join(', ')})` : joined('[', items, ']', options);
          };
    }
    case 'struct': {
      const fields = column.children.map((child) => nestedWriter(child, options));
      const [open, close] = options.compat === '2.2' ? ['[', ']'] : ['{', '}'];
      const separator = options.compat === '2.2' && options.style === 'show' ? ',' : ', ';
      return (row) => open + fields.map((write) => write(row)).join(separator) + close;
    }
  }
}

/** 2.x prints what is inside other values as Scala and Java do. */
function isShownInside({ compat, style, nested }: FormatOptions): boolean {
  return compat === '2.2' && style === 'show' && nested === true;
}

function joined(open: string, items: readonly string[], close: string, options: FormatOptions): string {
  // 2.x leaves out the blank before an element that prints as nothing; nulls print as `null` in show.
  if (options.compat !== '2.2' || options.style === 'show') return open + items.join(', ') + close;
  return open + items.map((item, k) => (k === 0 ? item : item === '' ? ',' : `, ${item}`)).join('') + close;
}

/** Inside arrays, maps and structs: null as `null`, or as nothing in 2.x casts. */
function nestedWriter(column: Column, options: FormatOptions): (row: number) => string {
  const write = textWriter(column, { ...options, nested: true });
  const nothing = options.compat === '2.2' && options.style !== 'show' ? '' : 'null';
  return (row) => (isValid(column, row) ? write(row) : nothing);
}

function mapWriter(column: Column & { layout: 'list' }, options: FormatOptions): (row: number) => string {
  const entries = column.child as Column & { layout: 'struct' };
  const key = nestedWriter(entries.children[0], options);
  const value = nestedWriter(entries.children[1], options);
  const old = options.compat === '2.2';
  const [open, close] = !old ? ['{', '}'] : options.style === 'show' ? ['Map(', ')'] : ['[', ']'];
  const isScala = old && options.style === 'show';
  return (row) => {
    if (isScala) return open + distinctEntries(column, row, key, value).join(', ') + close;
    const items: string[] = [];
    for (let k = listStart(column, row), end = listEnd(column, row); k < end; k++) {
      const text = value(k);
      items.push(text === '' && old ? `${key(k)} ->` : `${key(k)} -> ${text}`);
    }
    return open + items.join(', ') + close;
  };
}

/** 2.x shows a map of Scala: of a key that is there twice the first place and the last value. */
function distinctEntries(
  column: ListColumn,
  row: number,
  key: (row: number) => string,
  value: (row: number) => string,
): string[] {
  const entries = new Map<string, string>();
  for (let k = listStart(column, row), end = listEnd(column, row); k < end; k++)
    entries.set(key(k), value(k));
  return Array.from(entries, ([name, text]) => (text === '' ? `${name} ->` : `${name} -> ${text}`));
}

function primitiveWriter(
  column: Column & { layout: 'primitive' },
  options: FormatOptions,
): (row: number) => string {
  const values = column.values;
  switch (column.type.kind) {
    case 'boolean':
      return (row) => (values[row] !== 0 ? 'true' : 'false');
    case 'double':
      return (row) => doubleText(values[row] as number);
    case 'float':
      return (row) => floatText(values[row] as number);
    case 'date':
      return (row) => dateText(values[row] as number);
    case 'yearMonthInterval':
    case 'dayTimeInterval': {
      const { type } = column;
      return (row) => intervalLiteralText(values[row], type);
    }
    case 'timestamp': {
      const reader = new InstantReader(values as BigInt64Array);
      const zone = timeZone(options.timeZone);
      const javaText = isShownInside(options);
      return (row) => {
        reader.read(row);
        const text = timestampText(reader.seconds, reader.micros, zone);
        return javaText && !text.includes('.') ? `${text}.0` : text;
      };
    }
    default:
      return (row) => String(values[row]);
  }
}

function hexText(bytes: Uint8Array): string {
  return `[${Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')}]`;
}

/** `1 years 2 months 3 days 4 hours 5 minutes 6.5 seconds`, parts that are 0 left out. */
export function intervalText(months: number, days: number, micros: bigint): string {
  const parts: string[] = [];
  const add = (value: number, unit: string): void => {
    if (value !== 0) parts.push(`${value} ${unit}`);
  };
  add(Math.trunc(months / 12), 'years');
  add(months % 12, 'months');
  add(days, 'days');
  add(Number(micros / 3_600_000_000n), 'hours');
  add(Number((micros / 60_000_000n) % 60n), 'minutes');
  const rest = micros % 60_000_000n;
  if (rest !== 0n) {
    const size = rest < 0n ? -rest : rest;
    const fraction = decimalText(size, 6).replace(/\.?0+$/, '');
    parts.push(`${rest < 0n ? '-' : ''}${fraction} seconds`);
  }
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}
