import type { Batch, DataType, Field } from '@graticule/columnar';
import type { DatasetFile } from '../../files/datasetFiles.js';
import type { ColumnRange } from '../pruning.js';
import { SourceError } from '../sourceError.js';

/**
 * Files that keep columns apart, in groups of rows: row groups of Parquet, stripes of ORC. Of a file only its end and the
 * columns that are wanted are read; a group is a split.
 */
export interface ColumnarFormat {
  /** For messages. */
  readonly label: 'Parquet' | 'ORC';
  /** Reads the end of a file. Throws SOURCE_MALFORMED when it is not of the format. */
  open(file: DatasetFile): Promise<ColumnarFile>;
}

export interface ColumnarFile {
  readonly columns: readonly ColumnarColumn[];
  readonly groups: readonly ColumnarGroup[];
  /** The named columns of a group, in the file's own order; without any, batches only count. */
  decode(group: number, names: ReadonlySet<string>): AsyncIterable<Batch>;
}

/** A top-level column. */
export interface ColumnarColumn {
  readonly name: string;
  /** Null when it has no counterpart among our types. */
  readonly type: DataType | null;
  /** The file's type, for messages. */
  readonly spelling: string;
}

export interface ColumnarGroup {
  readonly rows: number;
  /** About how many bytes the named columns have when decoded. */
  bytes(names: ReadonlySet<string>): number;
  /** What is known of the values of a column; null: nothing. */
  range(name: string): ColumnRange | null;
}

/** The field for a column, nullable. Throws SOURCE_UNSUPPORTED for a type without a counterpart. */
export function fieldOf({ name, type, spelling }: ColumnarColumn, file: DatasetFile): Field {
  if (type !== null) return { name, type, nullable: true };
  throw new SourceError(
    'SOURCE_UNSUPPORTED',
    `${file.name}: column ${name} has a type that is not supported (${spelling})`,
  );
}
