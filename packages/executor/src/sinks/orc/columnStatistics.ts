import { create } from '@bufbuild/protobuf';
import {
  decodeText,
  valueAt,
  valueComparison,
  type BytesColumn,
  type Column,
  type DataType,
  type Value,
} from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';

/** Longer texts are not worth their place among the statistics. */
const TEXT_MAX = 1024;

/** What a file says about the values of a column in one stripe. values: without nulls. */
export function statisticsOf(values: Column, hasNull: boolean): orc.ColumnStatistics {
  const statistics = create(orc.ColumnStatisticsSchema, {
    numberOfValues: BigInt(values.length),
    hasNull,
  });
  if (values.length > 0) addValues(values, statistics);
  return statistics;
}

function addValues(values: Column, statistics: orc.ColumnStatistics): void {
  const { type } = values;
  switch (type.kind) {
    case 'byte':
    case 'short':
    case 'int':
    case 'long': {
      const [minimum, maximum] = extremes(values).map((value) => BigInt(value as number | bigint));
      statistics.intStatistics = create(orc.IntegerStatisticsSchema, { minimum, maximum });
      return;
    }
    case 'float':
    case 'double': {
      const [minimum, maximum] = extremes(values) as number[];
      // NaN sorts last and has no place in a range; the signs of zeros are not told apart.
      if (Number.isNaN(maximum)) return;
      statistics.doubleStatistics = create(orc.DoubleStatisticsSchema, { minimum, maximum });
      return;
    }
    case 'boolean': {
      const flags = (values as Column & { layout: 'primitive' }).values as Uint8Array;
      const count = flags.reduce((sum, flag) => sum + flag, 0);
      statistics.bucketStatistics = create(orc.BucketStatisticsSchema, { count: [BigInt(count)] });
      return;
    }
    case 'date': {
      const [minimum, maximum] = extremes(values) as number[];
      statistics.dateStatistics = create(orc.DateStatisticsSchema, { minimum, maximum });
      return;
    }
    case 'timestamp': {
      // Milliseconds; the largest is rounded up, so that it is not below a value.
      const [low, high] = extremes(values) as bigint[];
      const minimum = (low - (((low % 1000n) + 1000n) % 1000n)) / 1000n;
      const maximum = (high + (((-high % 1000n) + 1000n) % 1000n)) / 1000n;
      statistics.timestampStatistics = create(orc.TimestampStatisticsSchema, {
        minimum,
        maximum,
        minimumUtc: minimum,
        maximumUtc: maximum,
      });
      return;
    }
    case 'decimal': {
      const [minimum, maximum] = extremes(values).map((value) => decimalText(value as bigint, type));
      statistics.decimalStatistics = create(orc.DecimalStatisticsSchema, { minimum, maximum });
      return;
    }
    case 'string':
      addTexts(values, statistics);
      return;
    case 'binary': {
      const { offsets, length } = values as BytesColumn;
      statistics.binaryStatistics = create(orc.BinaryStatisticsSchema, {
        sum: BigInt(offsets[length] - offsets[0]),
      });
      return;
    }
  }
}

function addTexts(values: Column, statistics: orc.ColumnStatistics): void {
  // All entries of a dictionary that was just made are used.
  const texts = values.layout === 'dictionary' ? values.dictionary : (values as BytesColumn);
  const { offsets, data } = texts;
  const [low, high] = extremeRows(texts);
  if (offsets[low + 1] - offsets[low] > TEXT_MAX || offsets[high + 1] - offsets[high] > TEXT_MAX) return;
  statistics.stringStatistics = create(orc.StringStatisticsSchema, {
    minimum: decodeText(data, offsets[low], offsets[low + 1]),
    maximum: decodeText(data, offsets[high], offsets[high + 1]),
  });
}

function extremes(values: Column): [Value, Value] {
  const [low, high] = extremeRows(values);
  return [valueAt(values, low), valueAt(values, high)];
}

/** Rows of the least and the greatest value. */
function extremeRows(values: Column): [number, number] {
  const compare = valueComparison(values, values);
  let low = 0;
  let high = 0;
  for (let row = 1; row < values.length; row++) {
    if (compare(row, low) < 0) low = row;
    else if (compare(row, high) > 0) high = row;
  }
  return [low, high];
}

function decimalText(unscaled: bigint, { scale }: DataType & { kind: 'decimal' }): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

/** Statistics of several stripes as one: counts only, because what is skipped by values is skipped by stripe. */
export function countsOf(stripes: readonly orc.ColumnStatistics[]): orc.ColumnStatistics {
  return create(orc.ColumnStatisticsSchema, {
    numberOfValues: stripes.reduce((sum, { numberOfValues }) => sum + numberOfValues, 0n),
    hasNull: stripes.some(({ hasNull }) => hasNull),
  });
}
