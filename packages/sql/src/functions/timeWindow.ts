import { createBuilder, isValid, stringAt, structType } from '@graticule/columnar';
import type { StructType } from '@graticule/columnar';
import { parseIntervalText } from '../evaluation/intervalText.js';
import { strideOf, valuesOf } from './columns.js';
import { ArgumentError } from './definition.js';
import type { ArgumentType, GeneratorFunction } from './definition.js';

const TIMESTAMP = { kind: 'timestamp' } as const;
const STRING = { kind: 'string' } as const;

const WINDOW: StructType = structType([
  { name: 'start', type: TIMESTAMP, nullable: true },
  { name: 'end', type: TIMESTAMP, nullable: true },
]);

/** Microseconds of a duration text; months have no fixed length. */
function duration(text: string, what: string): bigint {
  const interval = parseIntervalText(text);
  if (interval === null) throw new ArgumentError(`window: the ${what} '${text}' is no interval`);
  if (interval.months !== 0) {
    throw new ArgumentError(`Intervals greater than a month is not supported (${text}).`);
  }
  return BigInt(interval.days) * 86_400_000_000n + interval.micros;
}

interface Windows {
  readonly size: bigint;
  readonly slide: bigint;
  readonly start: bigint;
}

function windowsOf(texts: readonly (string | undefined)[]): Windows {
  const size = duration(texts[0] ?? '', 'duration');
  const slide = texts[1] === undefined ? size : duration(texts[1], 'slide');
  const start = texts[2] === undefined ? 0n : duration(texts[2], 'start time');
  if (size <= 0n) throw new ArgumentError('The window duration must be greater than 0.');
  if (slide <= 0n) throw new ArgumentError('The slide duration must be greater than 0.');
  if (slide > size)
    throw new ArgumentError('The slide duration must be less than or equal to the window duration.');
  if ((start < 0n ? -start : start) >= slide) {
    throw new ArgumentError('The absolute value of start time must be less than the slide duration.');
  }
  return { size, slide, start };
}

const literalTexts = (args: readonly ArgumentType[]): (string | undefined)[] =>
  args.map(({ literal }) => {
    if (typeof literal !== 'string') throw new ArgumentError('window expects literal durations');
    return literal;
  });

/**
 * `window`: the half-open spans of time, aligned to 1970-01-01 UTC plus the start time, that hold a timestamp; the
 * latest comes first. A row for each: null times give none.
 */
export const timeWindow: GeneratorFunction = {
  kind: 'generator',
  names: ['window'],
  doc: 'The time windows (start, end) of a duration that hold a timestamp, one row for each; rows without a time are left out.',
  outer: false,
  inputTypes: { rule: 'each', types: [TIMESTAMP, STRING, STRING, STRING], optional: 2 },
  resultType: (args, compat) => {
    const { size, slide } = windowsOf(literalTexts(args.slice(1)));
    // Windows that overlap may be null to Spark, before 3.0 all.
    const nullable = slide !== size || compat === '2.2';
    return { type: structType([{ name: 'window', type: WINDOW, nullable }]), nullable: false };
  },
  generate: ([times, ...texts], length) => {
    const rows: number[] = [];
    const builder = createBuilder(WINDOW);
    if (times.layout !== 'null' && length > 0) {
      const { size, slide, start } = windowsOf(texts.map((text) => stringAt(text, 0)));
      const values = valuesOf<BigInt64Array>(times);
      const step = strideOf(times, length);
      for (let i = 0; i < length; i++) {
        if (!isValid(times, i * step)) continue;
        const time = values[i * step];
        const rest = (((time - start) % slide) + slide) % slide;
        for (let from = time - rest; from + size > time; from -= slide) {
          builder.append([from, from + size]);
          rows.push(i);
        }
      }
    }
    return { rows: Int32Array.from(rows), columns: [builder.finish()] };
  },
};
