import {
  BytesBuilder,
  allocateValues,
  createBuilder,
  int64Words,
  packBytes,
  writeInt64,
  type Column,
  type DataType,
} from '@graticule/columnar';
import {
  ESCAPED,
  PLAIN,
  QUOTED,
  fieldText,
  textParser,
  type CsvOptions,
  type CsvTokens,
  type TextParser,
} from '@graticule/sql';
import { parseDouble, parseInteger } from '../../delimited/parseNumber.js';
import { withDictionary } from '../../dictionaryChoice.js';
import type { CsvRecords } from './csvRecords.js';

const INTEGER_LIMITS: Readonly<Record<string, number>> = {
  byte: 0x80,
  short: 0x8000,
  int: 0x80000000,
  long: Number.MAX_SAFE_INTEGER,
};
const TEXTS_MAX = 4096;

/**
 * Field `slot` of the records first .. count as a column. Records whose field is not of the type get null there and a 1
 * in `bad`.
 */
export function csvColumn(
  records: CsvRecords,
  first: number,
  slot: number,
  type: DataType,
  options: CsvOptions,
  bad: Uint8Array,
): Column {
  switch (type.kind) {
    case 'string':
      return strings(records, first, slot, type, options);
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'double':
      return numbers(records, first, slot, type, options, bad);
    default:
      return others(records, first, slot, type, options, bad);
  }
}

function strings(
  records: CsvRecords,
  first: number,
  slot: number,
  type: DataType,
  options: CsvOptions,
): Column {
  const { bytes, tokens, clean } = records;
  const { starts, ends, kinds, width, count } = tokens;
  const nothing = Buffer.from(options.nullValue, 'utf8');
  const builder = new BytesBuilder(type);
  for (let row = first, at = first * width + slot; row < count; row++, at += width) {
    const start = starts[at];
    const end = ends[at];
    if (start < 0 || (start === end && kinds[at] === PLAIN)) builder.appendNull();
    else if (kinds[at] === ESCAPED || start === end || !clean) {
      const text = fieldText(records, at, options);
      if (text === null) builder.appendNull();
      else builder.appendString(text);
    } else if (end - start === nothing.length && isText(bytes, start, nothing)) builder.appendNull();
    else builder.appendBytes(bytes, start, end);
  }
  return withDictionary(builder.finish() as Column & { layout: 'bytes' });
}

function isText(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}

/** Plain digits are read from the bytes; everything else goes the way of other types. */
function numbers(
  records: CsvRecords,
  first: number,
  slot: number,
  type: DataType,
  options: CsvOptions,
  bad: Uint8Array,
): Column {
  const { bytes, tokens } = records;
  const { starts, ends, kinds, width, count } = tokens;
  const length = count - first;
  const values = allocateValues(type, length)!;
  const words = values instanceof BigInt64Array ? int64Words(values) : null;
  const valid = new Uint8Array(length);
  const limit = INTEGER_LIMITS[type.kind] ?? 0;
  const fraction = type.kind === 'double';
  const parse = textParser(type, options.formats)!;
  const digitsAreNull = /^[\d.+-]/.test(options.nullValue);
  const digitsAreSpecial = [
    options.formats.nanValue,
    options.formats.positiveInf,
    options.formats.negativeInf,
  ].some((text) => /^[+-]?[\d.]+$/.test(text));
  const direct = !digitsAreNull && !(fraction && digitsAreSpecial);
  for (let row = 0, at = first * width + slot; row < length; row++, at += width) {
    const start = starts[at];
    const end = ends[at];
    if (start < 0 || (start === end && kinds[at] === PLAIN)) continue;
    if (
      direct &&
      kinds[at] <= QUOTED &&
      start < end &&
      bytes[start] > 32 &&
      bytes[end - 1] >= 48 &&
      bytes[end - 1] <= 57
    ) {
      const value = fraction ? parseDouble(bytes, start, end) : parseInteger(bytes, start, end);
      if (value > -Infinity && value < Infinity && (fraction || (value >= -limit && value < limit))) {
        if (words !== null) writeInt64(words, row, value);
        else (values as Float64Array)[row] = value;
        valid[row] = 1;
        continue;
      }
    }
    const text = fieldText(records, at, options);
    if (text === null) continue;
    const value = parse(text);
    if (value === undefined) {
      bad[row] = 1;
      continue;
    }
    if (words !== null) (values as BigInt64Array)[row] = value as bigint;
    else (values as Float64Array)[row] = value as number;
    valid[row] = 1;
  }
  return { layout: 'primitive', type, length, validity: packBytes(valid, length), values };
}

function others(
  records: CsvRecords,
  first: number,
  slot: number,
  type: DataType,
  options: CsvOptions,
  bad: Uint8Array,
): Column {
  const { width, count } = records.tokens;
  const parse = remembered(textParser(type, options.formats)!);
  const builder = createBuilder(type);
  for (let row = first, at = first * width + slot; row < count; row++, at += width) {
    const text = fieldText(records, at, options);
    const value = text === null ? null : parse(text);
    if (value === undefined) {
      bad[row - first] = 1;
      builder.appendNull();
    } else builder.append(value);
  }
  return builder.finish();
}

/** Dates, times and words repeat: a text is parsed once as long as there are not too many. */
function remembered(parse: TextParser): TextParser {
  const known = new Map<string, ReturnType<TextParser>>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found;
    const value = parse(text);
    if (known.size < TEXTS_MAX) known.set(text, value);
    return value;
  };
}

/** The text of whole records where `bad` says so, null elsewhere. */
export function corruptRecords(
  bytes: Buffer,
  tokens: CsvTokens,
  first: number,
  bad: Uint8Array,
  type: DataType,
): Column {
  const builder = new BytesBuilder(type);
  for (let row = first; row < tokens.count; row++) {
    if (bad[row - first] === 0) builder.appendNull();
    else builder.appendString(bytes.toString('utf8', tokens.recordStarts[row], tokens.recordEnds[row]));
  }
  return builder.finish();
}
