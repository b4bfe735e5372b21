import {
  allocateValues,
  int64Words,
  packBytes,
  writeInt64,
  type Column,
  type DataType,
} from '@graticule/columnar';
import { withDictionary } from '../dictionaryChoice.js';
import type { TimeFieldRecipe } from '../dataset/datasetFields.js';
import { NO_OFFSET, OFFSET, clearParts, parseParts, partsToMicros } from '../dataset/timeFormat.js';
import { NULL, UNDECIDED, VALUE, type FieldValues } from './fieldValues.js';
import { stringColumn } from './stringColumn.js';
import { isNotANumberText, parseDouble, parseLong } from './parseNumber.js';
import type { RecordIndex } from './recordIndex.js';
import { copyText, type TextEncodingTable } from './textEncoding.js';

/**
 * Parses one field of all records of an index into a column. A value that is not of the type marks the record with
 * `fault`; records that are marked already are passed over. Empty text is null. loaded: the fields of the same index.
 */
export function parseField(
  bytes: Uint8Array,
  index: RecordIndex,
  loaded: FieldValues,
  slot: number,
  type: DataType,
  fault: number,
  encoding: TextEncodingTable,
): Column {
  switch (type.kind) {
    case 'string':
      return encoding === null
        ? stringColumn(loaded, slot, type, 0, index.count)
        : encodedStrings(bytes, index, slot, type, encoding);
    case 'double':
    case 'float':
      return parseDoubles(bytes, index, loaded, slot, type, fault);
    case 'long':
      return parseLongs(bytes, index, loaded, slot, type, fault);
    default:
      return parseIntegers(index, loaded, slot, type, fault);
  }
}

function parseDoubles(
  bytes: Uint8Array,
  index: RecordIndex,
  loaded: FieldValues,
  slot: number,
  type: DataType,
  fault: number,
): Column {
  const { starts, ends, faults, slots, count } = index;
  const values = allocateValues(type, count) as Float64Array;
  values.set(loaded.doubles(slot));
  const states = loaded.lastStates();
  for (let row = states.indexOf(UNDECIDED); row >= 0; row = states.indexOf(UNDECIDED, row + 1)) {
    const start = starts[row * slots + slot];
    const end = ends[row * slots + slot];
    const value = end < 0 ? NaN : parseDouble(bytes, start, end);
    if (value !== value && (end < 0 || !isNotANumberText(bytes, start, end))) {
      faults[row] = fault;
      states[row] = NULL;
      continue;
    }
    values[row] = value;
    states[row] = VALUE;
  }
  return { layout: 'primitive', type, length: count, validity: packBytes(states, count), values };
}

const INTEGER_LIMITS: Readonly<Record<string, number>> = { byte: 0x80, short: 0x8000, int: 0x80000000 };

function parseIntegers(
  index: RecordIndex,
  loaded: FieldValues,
  slot: number,
  type: DataType,
  fault: number,
): Column {
  const { faults, count } = index;
  const values = allocateValues(type, count) as Int32Array;
  values.set(loaded.integers(slot, INTEGER_LIMITS[type.kind]));
  const states = loaded.lastStates();
  for (let row = states.indexOf(UNDECIDED); row >= 0; row = states.indexOf(UNDECIDED, row + 1)) {
    faults[row] = fault;
    states[row] = NULL;
  }
  return { layout: 'primitive', type, length: count, validity: packBytes(states, count), values };
}

function parseLongs(
  bytes: Uint8Array,
  index: RecordIndex,
  loaded: FieldValues,
  slot: number,
  type: DataType,
  fault: number,
): Column {
  const { starts, ends, faults, slots, count } = index;
  const values = loaded.longs(slot).slice();
  const states = loaded.lastStates();
  for (let row = states.indexOf(UNDECIDED); row >= 0; row = states.indexOf(UNDECIDED, row + 1)) {
    const at = row * slots + slot;
    const long = parseLong(bytes, starts[at], ends[at] < 0 ? ~ends[at] : ends[at]);
    if (long === null) {
      faults[row] = fault;
      states[row] = NULL;
      continue;
    }
    values[row] = long;
    states[row] = VALUE;
  }
  return { layout: 'primitive', type, length: count, validity: packBytes(states, count), values };
}

/** Strings of a file in another encoding than UTF-8. */
function encodedStrings(
  bytes: Uint8Array,
  index: RecordIndex,
  slot: number,
  type: DataType,
  encoding: NonNullable<TextEncodingTable>,
): Column {
  const { starts, ends, faults, slots, count } = index;
  let size = 0;
  for (let row = 0, at = slot; row < count; row++, at += slots) {
    if (faults[row] === 0) size += (ends[at] < 0 ? ~ends[at] : ends[at]) - starts[at];
  }
  const data = new Uint8Array(3 * size);
  const offsets = new Int32Array(count + 1);
  const valid = new Uint8Array(count);
  let written = 0;
  for (let row = 0, at = slot; row < count; row++, at += slots) {
    if (faults[row] === 0 && starts[at] !== ends[at]) {
      written = copyText(bytes, starts[at], ends[at], encoding, data, written);
      valid[row] = 1;
    }
    offsets[row + 1] = written;
  }
  return withDictionary({
    layout: 'bytes',
    type,
    length: count,
    validity: packBytes(valid, count),
    offsets,
    data: data.slice(0, written),
  });
}

/**
 * One moment per record from one or several fields, as timestamps (microseconds UTC). Null when all its fields are empty;
 * a record with only some of them, or with text that fits no format, is marked.
 */
export function parseMoments(
  bytes: Uint8Array,
  index: RecordIndex,
  fieldSlots: Int32Array,
  recipes: readonly TimeFieldRecipe[],
  toUtc: (wall_us: number) => number,
  type: DataType,
  fault: number,
): Column {
  const { starts, ends, faults, slots, count } = index;
  const values = new BigInt64Array(count);
  const words = int64Words(values);
  const valid = new Uint8Array(count);
  const parts = new Int32Array(9);
  for (let row = 0, base = 0; row < count; row++, base += slots) {
    if (faults[row] !== 0) continue;
    let filled = 0;
    let good = true;
    let epoch = NaN;
    clearParts(parts);
    for (let f = 0; f < fieldSlots.length && good; f++) {
      if (fieldSlots[f] < 0) continue;
      const start = starts[base + fieldSlots[f]];
      const end = ends[base + fieldSlots[f]];
      if (start === end) continue;
      filled++;
      good = false;
      const { formats } = recipes[f];
      for (let k = 0; k < formats.length && !good; k++) {
        const { epochUnit_us: unit, steps } = formats[k];
        if (unit === 0) good = parseParts(steps, bytes, start, end, parts);
        else {
          epoch = Math.round(parseDouble(bytes, start, end) * unit);
          good = epoch === epoch;
        }
      }
    }
    if (filled === 0) continue;
    let moment = epoch;
    if (epoch !== epoch) {
      moment = partsToMicros(parts);
      if (parts[OFFSET] === NO_OFFSET && moment === moment) moment = toUtc(moment);
    }
    if (!good || filled < fieldSlots.length || !(Math.abs(moment) <= Number.MAX_SAFE_INTEGER * 64)) {
      faults[row] = fault;
      continue;
    }
    if (Math.abs(moment) <= Number.MAX_SAFE_INTEGER) writeInt64(words, row, moment);
    else values[row] = BigInt(moment);
    valid[row] = 1;
  }
  return { layout: 'primitive', type, length: count, validity: packBytes(valid, count), values };
}
