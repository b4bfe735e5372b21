import { isFieldSet } from '@bufbuild/protobuf';
import type { Value } from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import { parseDecimal } from '@graticule/sql';
import type { ColumnRange } from '../pruning.js';
import { gregorianDay } from '../oldCalendar.js';
import type { OrcColumn } from './orcSchema.js';
import type { OrcStripe, OrcTail } from './orcTail.js';

/** Times before it depend on calendars and on clocks of old: nothing is left out by them. */
const SURE_MS = -2_208_900_000_000n;

/** What a file says of the values of a column in a stripe; null when it says nothing that can be used. */
export function rangeOfStripe(
  { julian, textRanges }: OrcTail,
  { statistics, rows }: OrcStripe,
  { id, type }: OrcColumn,
): ColumnRange | null {
  const known = statistics[id];
  if (known === undefined || type === null) return null;
  const counted = isFieldSet(known, orc.ColumnStatisticsSchema.field.numberOfValues);
  const range = (min: Value | Uint8Array | null, max: Value | Uint8Array | null): ColumnRange => ({
    min,
    max,
    nulls: counted ? Number(known.numberOfValues) < rows : true,
    values: counted ? known.numberOfValues > 0n : true,
  });
  switch (type.kind) {
    case 'boolean': {
      const trues = known.bucketStatistics?.count[0];
      return trues === undefined ? range(null, null) : range(trues === known.numberOfValues, trues > 0n);
    }
    case 'byte':
    case 'short':
    case 'int': {
      const found = known.intStatistics;
      return found ? range(Number(found.minimum), Number(found.maximum)) : range(null, null);
    }
    case 'long': {
      const found = known.intStatistics;
      return found ? range(found.minimum, found.maximum) : range(null, null);
    }
    case 'float':
    case 'double': {
      const found = known.doubleStatistics;
      const sure = found && !Number.isNaN(found.minimum) && !Number.isNaN(found.maximum);
      return sure ? range(found.minimum, found.maximum) : range(null, null);
    }
    case 'string': {
      const found = textRanges ? known.stringStatistics : undefined;
      const { minimum, maximum } = orc.StringStatisticsSchema.field;
      return range(
        found && isFieldSet(found, minimum) ? found.minimum : null,
        found && isFieldSet(found, maximum) ? found.maximum : null,
      );
    }
    case 'date': {
      const found = known.dateStatistics;
      if (!found) return range(null, null);
      const day = (stored: number) => (julian ? gregorianDay(stored) : stored);
      return range(day(found.minimum), day(found.maximum));
    }
    case 'timestamp': {
      const found = known.timestampStatistics;
      const set = found && isFieldSet(found, orc.TimestampStatisticsSchema.field.minimumUtc);
      if (!set || found.minimumUtc < SURE_MS) return range(null, null);
      // Milliseconds, and the seconds before 1970 are not always those of the values.
      return range((found.minimumUtc - 1000n) * 1000n, (found.maximumUtc + 1001n) * 1000n);
    }
    case 'decimal': {
      const found = known.decimalStatistics;
      if (!found) return range(null, null);
      const { minimum, maximum } = orc.DecimalStatisticsSchema.field;
      return range(
        isFieldSet(found, minimum) ? parseDecimal(found.minimum, type.scale) : null,
        isFieldSet(found, maximum) ? parseDecimal(found.maximum, type.scale) : null,
      );
    }
    default:
      return range(null, null);
  }
}
