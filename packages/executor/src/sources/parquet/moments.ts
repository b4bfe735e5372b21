import { int64Words, plainBytes, writeInt64, type Column } from '@graticule/columnar';
import type { TimeFieldRecipe } from '../dataset/datasetFields.js';
import { NO_OFFSET, OFFSET, clearParts, parseParts, partsToMicros } from '../dataset/timeFormat.js';
import { wallClockToUtc } from '../dataset/timeZone.js';
import { SourceError } from '../sourceError.js';

const DAY_US = 86_400_000_000;

/**
 * One moment per row from typed columns: a timestamp or date as it is, numbers as the manifest's epoch, text by its
 * formats (several text columns complete one another). Rows with text that fits no format are marked with `fault`.
 */
export function momentsOf(
  recipes: readonly TimeFieldRecipe[],
  zone: string,
  columnOf: (name: string) => Column,
  length: number,
  faults: Int16Array,
  fault: number,
): Column {
  const columns = recipes.map((recipe) => columnOf(recipe.column));
  const [first] = columns;
  if (columns.length === 1 && first.type.kind === 'timestamp') return first;
  if (columns.length === 1 && first.layout === 'primitive') return numericMoments(first, recipes[0]);
  if (columns.every((column) => column.layout === 'bytes' || column.layout === 'dictionary')) {
    return textMoments(recipes, zone, columns, length, faults, fault);
  }
  const found = recipes.map((recipe, i) => `${recipe.column} (${columns[i].type.kind})`).join(', ');
  throw new SourceError('SOURCE_UNSUPPORTED', `time from columns ${found} is not supported`);
}

function numericMoments(column: Column & { layout: 'primitive' }, recipe: TimeFieldRecipe): Column {
  const unit =
    column.type.kind === 'date'
      ? DAY_US
      : (recipe.formats.find((f) => f.epochUnit_us > 0)?.epochUnit_us ?? 0);
  if (unit === 0) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `time from column ${recipe.column}: a column of numbers needs the format epoch_millis or epoch_seconds`,
    );
  }
  const values = new BigInt64Array(column.length);
  const words = int64Words(values);
  for (let row = 0; row < column.length; row++)
    writeInt64(words, row, Math.round(Number(column.values[row]) * unit));
  return { ...column, type: { kind: 'timestamp' }, values };
}

function textMoments(
  recipes: readonly TimeFieldRecipe[],
  zone: string,
  columns: readonly Column[],
  length: number,
  faults: Int16Array,
  fault: number,
): Column {
  const texts = columns.map((column) => plainBytes(column as Parameters<typeof plainBytes>[0]));
  const toUtc = wallClockToUtc(zone);
  const values = new BigInt64Array(length);
  const words = int64Words(values);
  const validity = new Uint8Array((length + 7) >> 3);
  const parts = new Int32Array(9);
  for (let row = 0; row < length; row++) {
    let filled = 0;
    let good = true;
    clearParts(parts);
    for (let f = 0; f < texts.length && good; f++) {
      const { offsets, data } = texts[f];
      if (offsets[row] === offsets[row + 1]) continue;
      filled++;
      good = false;
      const { formats } = recipes[f];
      for (let k = 0; k < formats.length && !good; k++) {
        good =
          formats[k].epochUnit_us === 0 &&
          parseParts(formats[k].steps, data, offsets[row], offsets[row + 1], parts);
      }
    }
    if (filled === 0) continue;
    let moment = partsToMicros(parts);
    if (parts[OFFSET] === NO_OFFSET && moment === moment) moment = toUtc(moment);
    if (!good || filled < texts.length || !(Math.abs(moment) <= Number.MAX_SAFE_INTEGER)) {
      if (faults[row] === 0) faults[row] = fault;
      continue;
    }
    writeInt64(words, row, moment);
    validity[row >> 3] |= 1 << (row & 7);
  }
  return { layout: 'primitive', type: { kind: 'timestamp' }, length, validity, values };
}
