import {
  DATE,
  DOUBLE,
  INT,
  LONG,
  STRING,
  TIMESTAMP,
  field,
  fromValues,
  nullColumn,
  repeatRow,
  type Column,
  type Field,
  type Value,
} from '@graticule/columnar';
import type { FileSession, FilesSource } from '@graticule/sql';
import { SourceError } from '../sourceError.js';
import type { ListedFile } from './listing.js';
import { textParser, type TextFormats } from './textValue.js';

const LADDER = [INT, LONG, DOUBLE, DATE, TIMESTAMP] as const;

/** Columns that the folders' names give, typed as Spark does: int, bigint, double, date, timestamp, else string. */
export function partitionFields(files: readonly ListedFile[], session: FileSession): Field[] {
  if (files.length === 0) return [];
  const names = Object.keys(files[0].partition);
  for (const { partition, name } of files) {
    if (Object.keys(partition).join('\n') === names.join('\n')) continue;
    throw new SourceError(
      'SOURCE_MALFORMED',
      `Conflicting directory structures detected: partition columns [${names.join(', ')}] and ` +
        `[${Object.keys(partition).join(', ')}] (${name})`,
    );
  }
  const formats = plainFormats(session);
  return names.map((name) => {
    const texts = files.map(({ partition }) => partition[name]).filter((text) => text !== null);
    const fits = (type: (typeof LADDER)[number]) => {
      const parse = textParser(type, formats)!;
      return texts.every(
        (text) => /^\S.*$/.test(text) && isTyped(type.kind, text) && parse(text) !== undefined,
      );
    };
    return field(name, (texts.length > 0 && LADDER.find(fits)) || STRING);
  });
}

/** Casts accept more than what makes a column a number or a time. */
function isTyped(kind: string, text: string): boolean {
  if (kind === 'date') return /^\d{4}-\d{1,2}-\d{1,2}$/.test(text);
  if (kind === 'timestamp') return /^\d{4}-\d{1,2}-\d{1,2}[ T]/.test(text);
  return !/[dDfF]$/.test(text);
}

/** `length` rows of a partition's value. */
export function constantColumn(
  { name, type }: Field,
  text: string | null,
  length: number,
  source: FilesSource,
): Column {
  if (text === null) return nullColumn(type, length);
  const value: Value | undefined = textParser(type, plainFormats(source.session))?.(text);
  if (value === undefined) {
    throw new SourceError(
      'SOURCE_MALFORMED',
      `Partition column ${name}: expected ${type.kind}, found ${JSON.stringify(text)}`,
    );
  }
  return repeatRow(fromValues(type, [value]), 0, length);
}

function plainFormats(session: FileSession): TextFormats {
  return { session, nanValue: 'NaN', positiveInf: 'Inf', negativeInf: '-Inf' };
}
