import { emptyBatches } from '../parquet/batches.js';
import { readFooter } from '../parquet/footer.js';
import { decodeRowGroup } from '../parquet/parquetFile.js';
import { rangeOfColumn } from '../parquet/statistics.js';
import type { DatasetFile } from '../../files/datasetFiles.js';
import type { ColumnarFile, ColumnarFormat, ColumnarGroup } from './columnarFile.js';
import { legacyTimes, rebased, type RebaseModes } from './legacyTimes.js';

/** modes: how files are read that do not say which calendar they keep to. */
export function parquetColumnar(modes: RebaseModes = {}): ColumnarFormat {
  return { label: 'Parquet', open: (file) => openParquet(file, modes) };
}

async function openParquet(file: DatasetFile, modes: RebaseModes): Promise<ColumnarFile> {
  const footer = await readFooter(file);
  const legacy = legacyTimes(footer, modes);
  const names = new Set(footer.columns.map(({ name }) => name));
  const groups = footer.rowGroups.map((group): ColumnarGroup => ({
    rows: group.rows,
    bytes: (wanted) =>
      group.chunks.reduce(
        (sum, { column, bytesDecoded }) => (wanted.has(column) ? sum + bytesDecoded : sum),
        0,
      ),
    // Ranges of times by the old calendar would have to be moved, too.
    range: (name) => (names.has(name) && legacy === null ? rangeOfColumn(footer, group, name) : null),
  }));
  return {
    columns: footer.columns,
    groups,
    async *decode(group, wanted) {
      if (wanted.size === 0) yield* emptyBatches(groups[group].rows);
      else {
        for await (const batch of decodeRowGroup(file, footer, group, wanted)) {
          yield legacy === null ? batch : rebased(batch, legacy);
        }
      }
    },
  };
}
