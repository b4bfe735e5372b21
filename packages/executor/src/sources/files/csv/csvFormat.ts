import {
  STRING,
  field,
  structType,
  takeBatch,
  withValidity,
  type Batch,
  type Column,
} from '@graticule/columnar';
import { checkCsvSchema, csvOptions, fieldText, recordFields, type CsvOptions } from '@graticule/sql';
import { SourceError } from '../../sourceError.js';
import type { FileFormatReader } from '../filesReader.js';
import { lineSplits, textBytes, type LineSplit } from '../lines.js';
import { largestFirst, type ListedFile } from '../listing.js';
import { corruptRecords, csvColumn } from './csvColumn.js';
import { inferTypes } from './csvInference.js';
import { readRecords, type CsvRecords } from './csvRecords.js';

const WHOLE: LineSplit = { start: 0, end: null };
const HEADER_FIELDS_MAX = 20_480;

/**
 * Delimited text as `spark.read.csv` reads it. Whether a record is malformed (too few or too many fields, a value that is
 * not of its type) does not depend on the columns that are asked for, so a count in mode DROPMALFORMED equals the number
 * of rows read.
 */
export const csvFormat: FileFormatReader = {
  async infer(files, source) {
    const options = csvOptions(source);
    // As tasks are given the largest files first, Spark meets their header first.
    const bySize = options.dialect.multiLine ? files : largestFirst(files);
    for (const file of bySize) {
      if (file.bytes === 0) continue;
      const first = await firstRecord(file, source, options);
      if (first === null) continue;
      const names = options.header ? safeNames(first, options.nullValue) : first.map((_, i) => `_c${i}`);
      const types = options.inferSchema ? await inferTypes(files, source, options, names.length) : null;
      return structType(names.map((name, i) => field(name, types?.[i] ?? STRING)));
    }
    if (files.length === 0) {
      throw new SourceError(
        'SOURCE_MALFORMED',
        'Unable to infer schema for CSV. It must be specified manually.',
      );
    }
    return structType([]);
  },

  check: checkCsvSchema,

  splits(file, _data, source) {
    if (!csvOptions(source).dialect.multiLine) return Promise.resolve(lineSplits(file, source));
    return Promise.resolve([{ bytes: textBytes(file), detail: { ...WHOLE } }]);
  },

  async *read(file, detail, data, needed, source, context) {
    const options = csvOptions(source);
    const fields = recordFields(data, options);
    const decode = decoder(fields, data.fields, needed.fields, options, source.session.compat === '2.2');
    const split = detail as unknown as LineSplit;
    yield* readRecords(file, split, source, options, fields.length, (records) => {
      const first = records.header ? 1 : 0;
      if (records.header && !options.enforceSchema) checkHeader(records, fields, options, file);
      const { columns, malformed } = decode(records, first);
      const batch: Batch = { schema: needed, length: records.tokens.count - first, columns };
      if (malformed === null || options.mode === 'PERMISSIVE') return batch;
      return takeBatch(batch, goodRows(malformed, records, first, options, file, context.rejected));
    });
  },
};

/** The fields of the first record of a file, as text; null: the file has none. */
async function firstRecord(
  file: ListedFile,
  source: Parameters<FileFormatReader['check']>[1],
  options: CsvOptions,
): Promise<(string | null)[] | null> {
  const texts = readRecords(file, WHOLE, source, options, HEADER_FIELDS_MAX, (records) =>
    Array.from({ length: records.tokens.counts[0] }, (_, i) => fieldText(records, i, options)),
  );
  for await (const first of texts) return first;
  return null;
}

/** Names of a header: empty ones are numbered, those that repeat (in any case) get their position appended. */
function safeNames(header: readonly (string | null)[], nullValue: string): string[] {
  const times = new Map<string, number>();
  for (const name of header) {
    const key = (name ?? '').toLowerCase();
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return header.map((name, i) => {
    if (name === null || name === '' || name === nullValue) return `_c${i}`;
    return times.get(name.toLowerCase())! > 1 ? `${name}${i}` : name;
  });
}

interface Decoded {
  readonly columns: readonly Column[];
  /** 1: the record is malformed. null: not looked at, because nothing depends on it. */
  readonly malformed: Uint8Array | null;
}

type Fields = readonly { readonly name: string; readonly type: Column['type'] }[];

/** Makes the needed columns of records. Before 3.x, a value that is not of its type made its whole row null. */
function decoder(
  fields: Fields,
  data: Fields,
  needed: Fields,
  options: CsvOptions,
  wholeRows: boolean,
): (records: CsvRecords, first: number) => Decoded {
  const names = new Map(fields.map(({ name }, i) => [name, i]));
  const wanted = new Set(needed.map(({ name }) => name));
  const wantsCorrupt = needed.some(({ name }) => !names.has(name));
  const hasCorrupt = data.length > fields.length;
  const checks = options.mode !== 'PERMISSIVE' || wantsCorrupt || wholeRows;
  return (records, first) => {
    const { tokens, bytes } = records;
    const length = tokens.count - first;
    const bad = new Uint8Array(length);
    const made = new Map<string, Column>();
    fields.forEach(({ name, type }, slot) => {
      if (!wanted.has(name) && (!checks || type.kind === 'string')) return;
      made.set(name, csvColumn({ records, first, slot, type, options, bad }));
    });
    const hidden = wholeRows && bad.includes(1) ? packGood(bad) : null;
    const malformed = checks ? bad.slice() : null;
    if (malformed && (!wholeRows || options.mode !== 'PERMISSIVE')) {
      for (let row = 0; row < length; row++) {
        if (tokens.counts[first + row] !== fields.length && fields.length > 0) malformed[row] = 1;
      }
    }
    const columns = needed.map(({ name, type }) => {
      const column = made.get(name);
      if (column === undefined) return corruptRecords(bytes, tokens, first, malformed ?? bad, type);
      return hidden === null ? column : masked(column, hidden);
    });
    return { columns, malformed: checks && !hasCorruptOnly(hasCorrupt, options) ? malformed : null };
  };
}

/** With a column for them, malformed records are kept in mode PERMISSIVE only. */
function hasCorruptOnly(hasCorrupt: boolean, { mode }: CsvOptions): boolean {
  return hasCorrupt && mode === 'PERMISSIVE';
}

function packGood(bad: Uint8Array): Uint8Array {
  const bits = new Uint8Array((bad.length + 7) >> 3);
  for (let i = 0; i < bad.length; i++) if (bad[i] === 0) bits[i >> 3] |= 1 << (i & 7);
  return bits;
}

function masked(column: Column, good: Uint8Array): Column {
  if (column.validity === null) return withValidity(column, good);
  return withValidity(
    column,
    good.map((bits, i) => bits & column.validity![i]),
  );
}

/** Rows that are not malformed. Mode FAILFAST throws instead; what is dropped is reported. */
function goodRows(
  malformed: Uint8Array,
  { bytes, tokens }: CsvRecords,
  first: number,
  { mode }: CsvOptions,
  file: ListedFile,
  rejected: (file: string, line: number, reason: string, text: string) => void,
): Int32Array {
  const good: number[] = [];
  for (let row = 0; row < malformed.length; row++) {
    if (malformed[row] === 0) {
      good.push(row);
      continue;
    }
    const record = first + row;
    const text = bytes.toString('utf8', tokens.recordStarts[record], tokens.recordEnds[record]).slice(0, 500);
    if (mode === 'FAILFAST') {
      throw new SourceError(
        'MALFORMED_RECORD',
        'Malformed records are detected in record parsing. Parse Mode: FAILFAST. To process malformed records as ' +
          `null result, try setting the option 'mode' as 'PERMISSIVE'. (${file.name}, line ${tokens.lines[record]}: ${text})`,
      );
    }
    rejected(
      file.name,
      tokens.lines[record],
      'the record does not fit the schema (mode DROPMALFORMED)',
      text,
    );
  }
  return Int32Array.from(good);
}

/** With enforceSchema=false the header must hold the schema's names, in order. */
function checkHeader(records: CsvRecords, fields: Fields, options: CsvOptions, file: ListedFile): void {
  const header = fields.map((_, i) => fieldText(records, i, options) ?? '');
  const count = records.tokens.counts[0];
  if (
    count === fields.length &&
    fields.every(({ name }, i) => name.toLowerCase() === header[i].toLowerCase())
  )
    return;
  throw new SourceError(
    'SOURCE_MALFORMED',
    `CSV header does not conform to the schema.\n Header: ${header.join(', ')}\n Schema: ${fields.map(({ name }) => name).join(', ')}\n` +
      `CSV file: ${file.name}`,
  );
}
