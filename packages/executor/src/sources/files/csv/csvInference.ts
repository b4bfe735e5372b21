import { STRING, type DataType } from '@graticule/columnar';
import {
  PLAIN,
  fieldText,
  typeOfCsvText,
  widenedCsvType,
  type CsvOptions,
  type FilesSource,
} from '@graticule/sql';
import { parseDouble, parseInteger } from '../../delimited/parseNumber.js';
import type { ListedFile } from '../listing.js';
import { readRecords, type CsvRecords } from './csvRecords.js';

/**
 * Types of the columns from all records of all files: each value is tried as int, bigint, decimal (whole numbers beyond
 * bigint), double, timestamp, boolean, from what the column was so far; values that do not meet make it string.
 */
export async function inferTypes(
  files: readonly ListedFile[],
  source: FilesSource,
  options: CsvOptions,
  width: number,
): Promise<DataType[]> {
  const types: (DataType | null)[] = new Array<null>(width).fill(null);
  for (const file of files) {
    if (file.bytes === 0) continue;
    const whole = { start: 0, end: null };
    const parts = readRecords(file, whole, source, options, width, (records) => {
      types.forEach((type, column) => (types[column] = widened(type, column, records, options)));
    });
    for await (const _ of parts);
  }
  return types.map((type) => type ?? STRING);
}

/** The type of a column that was of this type so far, with the values of these records. */
function widened(
  before: DataType | null,
  column: number,
  records: CsvRecords,
  options: CsvOptions,
): DataType | null {
  const { bytes, tokens, header } = records;
  const { starts, ends, kinds, width, count } = tokens;
  let type = before;
  for (let row = header ? 1 : 0, at = row * width + column; row < count; row++, at += width) {
    if (type?.kind === 'string') break;
    const start = starts[at];
    const end = ends[at];
    if (start < 0 || (start === end && kinds[at] === PLAIN)) continue;
    if (kinds[at] === PLAIN && isSame(type, bytes, start, end)) continue;
    const text = fieldText(records, at, options);
    if (text === null || text === '') continue;
    type = widenedCsvType(type, typeOfCsvText(type, text, options));
  }
  return type;
}

/** A quick yes for numbers in a column of numbers. */
function isSame(type: DataType | null, bytes: Uint8Array, start: number, end: number): boolean {
  if (type === null || bytes[start] <= 32 || !(bytes[end - 1] - 48 <= 9 && bytes[end - 1] >= 48))
    return false;
  if (type.kind === 'int') return end - start < 10 && Number.isInteger(parseInteger(bytes, start, end));
  return type.kind === 'double' && Number.isFinite(parseDouble(bytes, start, end));
}
