import { BytesBuilder, STRING, field, structType, type Batch, type StructType } from '@graticule/columnar';
import { booleanOption, unsupportedType } from '@graticule/sql';
import type { FileFormatReader } from '../filesReader.js';
import { lineSplits, readLines, unpackedBytes, type LineSplit } from '../lines.js';
import { SourceError } from '../../sourceError.js';

/** Lines of text (or whole files with the option wholetext) as the one column `value`. */
export const textFormat: FileFormatReader = {
  infer() {
    return Promise.resolve(structType([field('value', STRING)]));
  },

  check({ fields }) {
    if (fields.length !== 1) {
      throw new SourceError(
        'SOURCE_UNSUPPORTED',
        `Text data source supports only a single column, and you have ${fields.length} columns.`,
      );
    }
    if (fields[0].type.kind !== 'string') throw unsupportedType('Text', fields[0].type);
  },

  splits(file, _data, source) {
    const whole = booleanOption(source, 'wholetext', false);
    return Promise.resolve(whole ? [{ bytes: file.bytes, detail: {} }] : lineSplits(file, source));
  },

  async *read(file, detail, _data, needed, source) {
    if (booleanOption(source, 'wholetext', false)) {
      const values = new BytesBuilder(STRING);
      values.appendBytes(await unpackedBytes(file));
      yield batchOf(values, 1, needed);
      return;
    }
    for await (const { bytes, starts, ends, count } of readLines(
      file,
      detail as unknown as LineSplit,
      source,
    )) {
      const values = new BytesBuilder(STRING);
      for (let i = 0; i < count; i++) values.appendBytes(bytes, starts[i], ends[i]);
      yield batchOf(values, count, needed);
    }
  },
};

function batchOf(values: BytesBuilder, length: number, needed: StructType): Batch {
  return { schema: needed, length, columns: needed.fields.length === 0 ? [] : [values.finish()] };
}
