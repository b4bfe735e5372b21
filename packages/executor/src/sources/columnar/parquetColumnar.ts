import { emptyBatches } from '../parquet/batches.js';
import { readFooter } from '../parquet/footer.js';
import { decodeRowGroup } from '../parquet/parquetFile.js';
import { rangeOfColumn } from '../parquet/statistics.js';
import type { ColumnarFormat, ColumnarGroup } from './columnarFile.js';

export const parquetColumnar: ColumnarFormat = {
  label: 'Parquet',

  async open(file) {
    const footer = await readFooter(file);
    const names = new Set(footer.columns.map(({ name }) => name));
    const groups = footer.rowGroups.map((group): ColumnarGroup => ({
      rows: group.rows,
      bytes: (wanted) =>
        group.chunks.reduce(
          (sum, { column, bytesDecoded }) => (wanted.has(column) ? sum + bytesDecoded : sum),
          0,
        ),
      range: (name) => (names.has(name) ? rangeOfColumn(footer, group, name) : null),
    }));
    return {
      columns: footer.columns,
      groups,
      async *decode(group, wanted) {
        if (wanted.size === 0) yield* emptyBatches(groups[group].rows);
        else yield* decodeRowGroup(file, footer, group, wanted);
      },
    };
  },
};
