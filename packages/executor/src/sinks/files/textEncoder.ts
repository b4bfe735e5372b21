import { isValid, stringAt, type StructType } from '@graticule/columnar';
import { unsupportedType } from '@graticule/sql';
import { SourceError } from '../../sources/sourceError.js';
import type { FileSink } from './fileSink.js';
import type { TextEncoder } from './partWriter.js';

/** Lines of text: one string column, null as an empty line. */
export function textEncoder({ fields }: StructType, { options }: FileSink): TextEncoder {
  const other = fields.find(({ type }) => type.kind !== 'string');
  if (other !== undefined) throw unsupportedType('Text', other.type);
  if (fields.length !== 1) {
    throw new SourceError(
      'SINK_UNSUPPORTED',
      `Text data source supports only a single column, and you have ${fields.length} columns.`,
    );
  }
  const end = options.linesep ?? '\n';
  return {
    head: '',
    encode({ columns: [column], length }) {
      let out = '';
      for (let row = 0; row < length; row++) out += (isValid(column, row) ? stringAt(column, row) : '') + end;
      return out;
    },
  };
}
