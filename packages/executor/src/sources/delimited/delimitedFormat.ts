import { DOUBLE, field, type Field } from '@graticule/columnar';
import type { DatasetSource } from '@graticule/sql';
import { attributeType } from '../dataset/attributeType.js';
import { datasetFields, type DatasetFields } from '../dataset/datasetFields.js';
import { SourceError } from '../sourceError.js';
import type { Dialect } from './recordIndex.js';
import { textEncoding, type TextEncodingTable } from './textEncoding.js';

/** A delimited dataset's manifest, checked. */
export interface DelimitedFormat {
  readonly dialect: Dialect;
  readonly encoding: TextEncodingTable;
  readonly hasHeader: boolean;
  readonly fields: DatasetFields;
  /** All fields of the manifest's schema: what files are read by, including encoded geometry. */
  readonly schema: readonly Field[];
}

/** Reads the manifest. Throws SOURCE_UNSUPPORTED for what is not supported, naming it. */
export function delimitedFormat(source: DatasetSource): DelimitedFormat {
  const { format, schema, geometry } = source.manifest;
  const unsupported = (what: string) =>
    new SourceError('SOURCE_UNSUPPORTED', `dataset ${source.name}: ${what} is not supported`);
  const terminator = format.recordTerminator ?? '\n';
  if (terminator !== '\n' && terminator !== '\r\n') {
    throw unsupported(`record terminator ${JSON.stringify(terminator)}`);
  }
  const coordinates = new Set(
    geometry?.fields.filter((f) => f.formats.some((word) => /^[xy]$/i.test(word))).map((f) => f.name),
  );
  const fields = schema.fields.map((f) => {
    const type = coordinates.has(f.name) ? DOUBLE : attributeType(f.type);
    if (type === null) throw unsupported(`field ${f.name} of type ${f.type}`);
    return field(f.name, type);
  });
  if (fields.length === 0)
    throw new SourceError('SOURCE_MALFORMED', `dataset ${source.name}: its manifest has no fields`);
  const delimiter = singleByte(format.fieldDelimiter === '\\t' ? '\t' : (format.fieldDelimiter ?? ','));
  const quote = format.quoteChar === '' ? -1 : singleByte(format.quoteChar ?? '"');
  if (delimiter === null) throw unsupported(`field delimiter ${JSON.stringify(format.fieldDelimiter)}`);
  if (quote === null) throw unsupported(`quote character ${JSON.stringify(format.quoteChar)}`);
  return {
    dialect: { delimiter, quote, width: 0 },
    encoding: textEncoding(format.encoding, source.name),
    hasHeader: format.hasHeaderRow ?? true,
    fields: datasetFields(source, fields),
    schema: fields,
  };
}

function singleByte(text: string): number | null {
  const code = text.length === 1 ? text.charCodeAt(0) : 128;
  return code < 128 && code !== 10 && code !== 13 ? code : null;
}
