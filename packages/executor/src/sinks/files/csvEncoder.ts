import type { StructType } from '@graticule/columnar';
import { csvCells, nullableWriter, unsupportedType } from '@graticule/sql';
import type { FileSink } from './fileSink.js';
import type { TextEncoder } from './partWriter.js';

const NESTED = ['array', 'map', 'struct', 'interval', 'binary', 'null'];

/** Delimited text with Spark's options and defaults for writing. */
export function csvEncoder(schema: StructType, sink: FileSink): TextEncoder {
  for (const { type } of schema.fields) {
    if (!NESTED.includes(type.kind)) continue;
    throw unsupportedType('CSV', type);
  }
  const { separator, end, cell } = csvCells(sink);
  const hasHeader = (sink.options.header ?? 'false').toLowerCase() === 'true';
  const head = hasHeader ? schema.fields.map(({ name }, k) => cell(name, k === 0)).join(separator) + end : '';
  return {
    head,
    encode({ columns, length }) {
      const writers = columns.map((column) => nullableWriter(column, sink));
      let out = '';
      for (let row = 0; row < length; row++) {
        let line = '';
        for (let k = 0; k < writers.length; k++) {
          if (k > 0) line += separator;
          line += cell(writers[k](row), k === 0);
        }
        // A row of one column without a value would be a blank line, which readers pass over anyway.
        if (line !== '') out += line + end;
      }
      return out;
    },
  };
}
