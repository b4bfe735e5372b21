import {
  BytesBuilder,
  allocateValues,
  createBuilder,
  int64Words,
  packBytes,
  take,
  writeInt64,
  type Column,
  type DataType,
  type PrimitiveValues,
} from '@graticule/columnar';
import {
  ESCAPED,
  PLAIN,
  dateBytes,
  fieldText,
  textParser,
  timestampBytes,
  type CsvOptions,
  type CsvTokens,
  type TextParser,
} from '@graticule/sql';
import { NULL, UNDECIDED, VALUE, type FieldValues } from '../../delimited/fieldValues.js';
import { stringColumn } from '../../delimited/stringColumn.js';
import { dictionaryWhereItPays, withDictionary } from '../../dictionaryChoice.js';
import type { CsvRecords } from './csvRecords.js';

const INTEGER_LIMITS: Readonly<Record<string, number>> = {
  byte: 0x80,
  short: 0x8000,
  int: 0x80000000,
};
const TEXTS_MAX = 4096;

/** Field `slot` of the records from `first` on, which is to become a column of the type. */
interface CsvField {
  readonly records: CsvRecords;
  readonly first: number;
  readonly slot: number;
  readonly type: DataType;
  readonly options: CsvOptions;
  /** Gets a 1 for every record whose field is not of the type. */
  readonly bad: Uint8Array;
}

/** The column of a field, with null where it is not of the type. */
export function csvColumn(field: CsvField): Column {
  switch (field.type.kind) {
    case 'string':
      return strings(field);
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'double':
      return numbers(field);
    case 'date':
    case 'timestamp':
      return times(field);
    default:
      return others(field);
  }
}

function strings(field: CsvField): Column {
  const { records, first, slot, type, options } = field;
  const { bytes, tokens, clean } = records;
  const { starts, ends, kinds, width, count } = tokens;
  const nothing = Buffer.from(options.nullValue, 'utf8');
  const values = loadedTexts(field);
  if (values !== null) {
    const nulls: number[] = [];
    for (let row = first, at = first * width + slot; nothing.length > 0 && row < count; row++, at += width) {
      if (ends[at] - starts[at] === nothing.length && isText(bytes, starts[at], nothing)) nulls.push(row);
    }
    return values.passingOver(nulls, () => stringColumn(values, slot, type, first, count));
  }
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

/** The records where WebAssembly reads them, if it takes the texts of a field for what they are: empty ones for null. */
function loadedTexts({ records, first, slot, options }: CsvField): FieldValues | null {
  const { values, clean, escaped } = records;
  const { starts, ends, kinds, width, count } = records.tokens;
  const { emptyValue, nullValue } = options;
  if (!clean) return null;
  if (!escaped && emptyValue === nullValue) return values;
  for (let row = first, at = first * width + slot; row < count; row++, at += width) {
    if (kinds[at] === PLAIN || starts[at] < 0) continue;
    if (kinds[at] === ESCAPED || (starts[at] === ends[at] && emptyValue !== nullValue)) return null;
  }
  return values;
}

/** Plain digits are read by WebAssembly; everything else goes the way of other types. */
function numbers(field: CsvField): Column {
  const { records, first, slot, type, options } = field;
  const { tokens, values: loaded, escaped } = records;
  const { kinds, width } = tokens;
  const length = tokens.count - first;
  const values = allocateValues(type, length)!;
  const states = new Uint8Array(length).fill(UNDECIDED);
  if (loaded !== null && !digitsAreSpecial(options)) {
    if (type.kind === 'double') (values as Float64Array).set(loaded.doubles(slot, false).subarray(first));
    else if (values instanceof BigInt64Array) values.set(loaded.longs(slot, false).subarray(first));
    else (values as Int32Array).set(loaded.integers(slot, INTEGER_LIMITS[type.kind], false).subarray(first));
    states.set(loaded.lastStates().subarray(first));
    for (let row = 0, at = first * width + slot; escaped && row < length; row++, at += width) {
      if (kinds[at] === ESCAPED) states[row] = UNDECIDED;
    }
  }
  return completed(field, values, states);
}

/** Times of the common layouts are read from the bytes; with a pattern of their own they go the way of other types. */
function times(field: CsvField): Column {
  const { records, first, slot, type, options } = field;
  const read = type.kind === 'date' ? dateBytes(options.formats) : timestampBytes(options.formats);
  if (read === null || digitsAreSpecial(options)) return others(field);
  const { bytes, tokens } = records;
  const { starts, ends, kinds, width, count } = tokens;
  const length = count - first;
  const values = allocateValues(type, length)!;
  const words = values instanceof BigInt64Array ? int64Words(values) : null;
  const states = new Uint8Array(length).fill(UNDECIDED);
  for (let row = 0, at = first * width + slot; row < length; row++, at += width) {
    if (kinds[at] === ESCAPED || starts[at] < 0) continue;
    const value = read(bytes, starts[at], ends[at]);
    if (value !== value) continue;
    if (words !== null) writeInt64(words, row, value);
    else (values as Int32Array)[row] = value;
    states[row] = VALUE;
  }
  return completed(field, values, states);
}

/** The column of values of which those that are not UNDECIDED are known; the others are read from their texts. */
function completed(field: CsvField, values: PrimitiveValues, states: Uint8Array): Column {
  const { records, first, slot, type, options, bad } = field;
  const { starts, ends, kinds, width } = records.tokens;
  const { length } = states;
  const parse = remembered(textParser(type, options.formats)!);
  const emptyIsNull = options.emptyValue === options.nullValue;
  for (let row = 0, at = first * width + slot; row < length; row++, at += width) {
    if (states[row] === VALUE || (states[row] === NULL && emptyIsNull)) continue;
    states[row] = NULL;
    if (starts[at] < 0 || (starts[at] === ends[at] && kinds[at] === PLAIN)) continue;
    const text = fieldText(records, at, options);
    if (text === null) continue;
    const value = parse(text);
    if (value === undefined) {
      bad[row] = 1;
      continue;
    }
    if (values instanceof BigInt64Array) values[row] = value as bigint;
    else values[row] = value as number;
    states[row] = VALUE;
  }
  return { layout: 'primitive', type, length, validity: packBytes(states, length), values };
}

/** Whether digits may stand for null or for something that is no number. */
function digitsAreSpecial({ nullValue, formats }: CsvOptions): boolean {
  const special = [formats.nanValue, formats.positiveInf, formats.negativeInf];
  return /^[\d.+-]/.test(nullValue) || special.some((text) => /^[+-]?[\d.]+$/.test(text));
}

function others(field: CsvField): Column {
  const { records, first, slot, type, options, bad } = field;
  const { width, count } = records.tokens;
  const repeated = repeatedValues(field);
  if (repeated !== null) return repeated;
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

/** As others, where so few texts are distinct that they are told apart first and parsed once each; else null. */
function repeatedValues(field: CsvField): Column | null {
  const { records, first, slot, type, options, bad } = field;
  const values = loadedTexts(field);
  if (values === null) return null;
  const { count } = records.tokens;
  const found = dictionaryWhereItPays(count, (rows, limit) => values.dictionary(slot, rows, limit));
  if (found === null) return null;
  const { offsets } = found;
  const data = Buffer.from(found.data);
  const parse = textParser(type, options.formats)!;
  const builder = createBuilder(type);
  const isBad = new Uint8Array(offsets.length - 1);
  for (let number = 0; number < isBad.length; number++) {
    const text = data.toString('utf8', offsets[number], offsets[number + 1]);
    const value = text === options.nullValue ? null : parse(text);
    if (value === undefined) isBad[number] = 1;
    builder.append(value ?? null);
  }
  const states = values.lastStates();
  const numbers = found.indices.slice(first);
  for (let row = 0; row < numbers.length; row++) {
    if (states[first + row] === NULL) numbers[row] = -1;
    else bad[row] |= isBad[numbers[row]];
  }
  return take(builder.finish(), numbers);
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
