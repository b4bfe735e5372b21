import type { Batch } from '@graticule/columnar';
import { withFile } from '../../files/byteRange.js';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import { columnsOf, type OrcColumn } from './orcSchema.js';
import { readTail } from './orcTail.js';
import { stripeBatches } from './stripeReader.js';
import { StripeStreams } from './stripeStreams.js';

/** The top-level columns of a file. Throws SOURCE_MALFORMED for files that are no ORC. */
export async function orcColumns(file: DatasetFile): Promise<OrcColumn[]> {
  const { types } = await readTail(file);
  try {
    return columnsOf(types);
  } catch (error) {
    throw new SourceError('SOURCE_MALFORMED', `${file.name}: ${(error as Error).message}`, { cause: error });
  }
}

/** The rows of one stripe with some columns of its file. Only their streams are read. */
export async function* decodeStripe(
  file: DatasetFile,
  stripe: number,
  columns: readonly OrcColumn[],
): AsyncGenerator<Batch> {
  const tail = await readTail(file);
  const facts = tail.stripes[stripe];
  try {
    const wanted = (id: number) => columns.some((own) => id >= own.id && id < own.end);
    const streams = await withFile(file.path, (handle) =>
      StripeStreams.read(handle, facts, tail.packing, wanted),
    );
    yield* stripeBatches(tail, facts, columns, streams);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(
      'SOURCE_MALFORMED',
      `${file.name}: stripe ${stripe} cannot be decoded: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
