import { isUtf8 } from 'node:buffer';
import {
  NULL,
  STRING,
  createBuilder,
  field,
  structType,
  type DataType,
  type Field,
  type Value,
} from '@graticule/columnar';
import { type FilesSource, type Split, unsupportedType } from '@graticule/sql';
import { SourceError } from '../../sourceError.js';
import type { FileFormatReader } from '../filesReader.js';
import { decodedText, encodingOf, encodingOfJson } from '../encoding.js';
import { lineSplits, readLines, textBytes, unpackedBytes, type LineSplit } from '../lines.js';
import type { ListedFile } from '../listing.js';
import { finalType, mergedType, typeOfJson } from './jsonInference.js';
import { jsonOptions, type JsonOptions } from './jsonOptions.js';
import { JsonArray, JsonObject, JsonSyntaxError, isBlankJson, parseJson, type JsonNode } from './jsonText.js';
import { jsonConverter } from './jsonValue.js';

const BATCH_ROWS = 16_384;

/** JSON as `spark.read.json` reads it: an object (or an array of objects) on each line, or with multiLine in each file. */
export const jsonFormat: FileFormatReader = {
  async infer(files, source) {
    const options = jsonOptions(source);
    let type: DataType = NULL;
    let corrupt = false;
    for (const file of files) {
      if (file.bytes === 0) continue;
      for await (const record of records(file, { start: 0, end: null }, source, options)) {
        const rows = rowsOf(record, options);
        if (rows !== null) {
          for (const row of rows) type = mergedType(type, typeOfJson(row, options), options);
        } else if (options.mode === 'FAILFAST') throw malformed(file, record.text);
        else corrupt = true;
      }
    }
    if (files.length === 0) {
      throw new SourceError(
        'SOURCE_MALFORMED',
        'Unable to infer schema for JSON. It must be specified manually.',
      );
    }
    const known = finalType(type, options);
    const fields: Field[] = known?.kind === 'struct' ? [...known.fields] : [];
    const { corruptRecord } = options;
    if (corrupt && options.mode === 'PERMISSIVE' && !fields.some(({ name }) => name === corruptRecord)) {
      fields.push(field(corruptRecord, STRING));
    }
    return structType(fields.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
  },

  check({ fields }, source) {
    const { corruptRecord } = jsonOptions(source);
    for (const { name, type } of fields) {
      if (holds(type, 'interval')) throw unsupportedType('JSON', type);
      if (name === corruptRecord && type.kind !== 'string') {
        throw new SourceError(
          'SOURCE_UNSUPPORTED',
          'The field for corrupt records must be string type and nullable',
        );
      }
    }
  },

  splits(file, _data, source) {
    if (!jsonOptions(source).multiLine) return Promise.resolve(lineSplits(file, source));
    const split: Split = { bytes: textBytes(file), detail: { start: 0, end: null } };
    return Promise.resolve([split]);
  },

  async *read(file, detail, data, needed, source, context) {
    const options = jsonOptions(source);
    const reader = rowReader(data.fields, options);
    const ordinals = needed.fields.map(({ name }) => data.fields.findIndex((known) => known.name === name));
    const split = detail as unknown as LineSplit;
    let builders = needed.fields.map(({ type }) => createBuilder(type));
    let length = 0;
    const batch = () => {
      const made = { schema: needed, length, columns: builders.map((builder) => builder.finish()) };
      builders = needed.fields.map(({ type }) => createBuilder(type));
      length = 0;
      return made;
    };
    let position = 0;
    for await (const record of records(file, split, source, options)) {
      position++;
      const { text } = record;
      const rows = reader(record);
      if (rows.malformed && options.mode !== 'PERMISSIVE') {
        if (options.mode === 'FAILFAST') throw malformed(file, text);
        const line = split.start === 0 ? position : 0;
        context.rejected(
          file.name,
          line,
          'the record does not fit the schema (mode DROPMALFORMED)',
          text.slice(0, 500),
        );
        continue;
      }
      for (const row of rows.values) {
        for (let k = 0; k < ordinals.length; k++) builders[k].append(row[ordinals[k]]);
        if (++length === BATCH_ROWS) yield batch();
      }
    }
    if (length > 0) yield batch();
  },
};

/** A text that should hold one JSON value. */
interface JsonRecord {
  readonly text: string;
  /** Its bytes are text in the file's encoding. */
  readonly valid: boolean;
}

/** The records of a part of a file. */
async function* records(
  file: ListedFile,
  split: LineSplit,
  source: FilesSource,
  { multiLine }: JsonOptions,
): AsyncGenerator<JsonRecord> {
  if (multiLine) {
    const bytes = await unpackedBytes(file);
    const encoding = encodingOf(source) ?? encodingOfJson(bytes);
    const text =
      encoding === null ? bytes.toString('utf8').replace(/^\ufeff/, '') : decodedText(bytes, encoding);
    if (!isBlankJson(text)) yield { text, valid: encoding !== null || isUtf8(bytes) };
    return;
  }
  for await (const { bytes, starts, ends, count } of readLines(file, split, source)) {
    const clean = count === 0 || isUtf8(bytes.subarray(starts[0], ends[count - 1]));
    for (let i = 0; i < count; i++) {
      const text = bytes.toString('utf8', starts[i], ends[i]);
      if (isBlankJson(text)) continue;
      yield { text, valid: clean || isUtf8(bytes.subarray(starts[i], ends[i])) };
    }
  }
}

/** The objects of a record, or null when it holds something else or is no JSON. */
function rowsOf({ text, valid }: JsonRecord, { dialect }: JsonOptions): readonly JsonObject[] | null {
  if (!valid) return null;
  let node: JsonNode;
  try {
    node = parseJson(text, dialect);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return null;
    throw error;
  }
  if (node instanceof JsonObject) return [node];
  if (!(node instanceof JsonArray)) return null;
  return node.items.every((item) => item instanceof JsonObject)
    ? (node.items as readonly JsonObject[])
    : null;
}

interface Rows {
  readonly values: readonly (readonly Value[])[];
  readonly malformed: boolean;
}

/**
 * Values of the fields for each object of a record. A value that is not of its field's type is null and makes the record
 * malformed; before 3.x it made the whole row null.
 */
function rowReader(fields: readonly Field[], options: JsonOptions): (record: JsonRecord) => Rows {
  const corrupt = fields.findIndex(({ name }) => name === options.corruptRecord);
  const ordinals = new Map(fields.map(({ name }, i) => [name, i]));
  if (corrupt >= 0) ordinals.delete(options.corruptRecord);
  const converters = fields.map(({ type }) => jsonConverter(type, options));
  const wholeRows = options.formats.session.compat === '2.2';
  const empty = (): Value[] => new Array<Value>(fields.length).fill(null);
  return (record) => {
    const { text } = record;
    const objects = rowsOf(record, options);
    if (objects === null) {
      const row = empty();
      if (corrupt >= 0) row[corrupt] = text;
      return { values: [row], malformed: true };
    }
    const values: Value[][] = [];
    for (const object of objects) {
      let row = empty();
      let bad = false;
      for (let i = 0; i < object.names.length; i++) {
        const ordinal = ordinals.get(object.names[i]);
        if (ordinal === undefined) continue;
        const value = converters[ordinal](object.values[i]);
        if (value === undefined) bad = true;
        row[ordinal] = value ?? null;
      }
      if (bad) {
        if (wholeRows) row = empty();
        if (corrupt >= 0) row[corrupt] = text;
        // The first object of an array that is bad stands for all of it.
        return { values: [row], malformed: true };
      }
      values.push(row);
    }
    return { values, malformed: false };
  };
}

function malformed(file: ListedFile, text: string): SourceError {
  return new SourceError(
    'MALFORMED_RECORD',
    'Malformed records are detected in record parsing. Parse Mode: FAILFAST. To process malformed records as null ' +
      `result, try setting the option 'mode' as 'PERMISSIVE'. (${file.name}: ${text.slice(0, 500)})`,
  );
}

function holds(type: DataType, kind: DataType['kind']): boolean {
  if (type.kind === kind) return true;
  if (type.kind === 'array') return holds(type.element, kind);
  if (type.kind === 'map') return holds(type.key, kind) || holds(type.value, kind);
  return type.kind === 'struct' && type.fields.some((own) => holds(own.type, kind));
}
