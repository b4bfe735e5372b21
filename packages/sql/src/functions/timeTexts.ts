import {
  BytesBuilder,
  int64ToNumber,
  int64Words,
  isSafeInt64,
  nullColumn,
  primitiveColumn,
  setBit,
} from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { castColumn } from '../evaluation/cast.js';
import { InstantReader, writeInstant } from '../evaluation/instant.js';
import { timeParser, timeWriter } from '../evaluation/patterns/index.js';
import type { TimeParser, TimeWriter } from '../evaluation/patterns/index.js';
import {
  commonValidity,
  isRowValid,
  returns,
  returnsNullable,
  strideOf,
  textReader,
  valuesOf,
} from './columns.js';
import { inputType, isNumeric } from '../types/coercion.js';
import { defaultText } from './defaultArguments.js';
import { ArgumentError } from './definition.js';
import type { ArgumentType, EvaluationContext, ScalarFunction } from './definition.js';
import type { Expression } from '../plan/expression.js';

/** Functions between texts and times by patterns. */

const DATE = { kind: 'date' } as const;
const TIMESTAMP = { kind: 'timestamp' } as const;
const STRING = { kind: 'string' } as const;
const LONG = { kind: 'long' } as const;

const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

const isTime = ({ type }: ArgumentType): boolean => type.kind === 'date' || type.kind === 'timestamp';

/** A column of the one text. */
function constantText(text: string): Column {
  const builder = new BytesBuilder(STRING);
  builder.appendString(text);
  return builder.finish();
}

/** What `make` gives for the pattern of each row, made once per pattern. */
function byPattern<T>(pattern: Column, length: number, make: (pattern: string) => T): (row: number) => T {
  const read = textReader(pattern, length);
  const made = new Map<string, T>();
  let last: string | null = null;
  let current: T;
  return (row) => {
    const text = read(row);
    if (text !== last) {
      last = text;
      const known = made.get(text);
      current = known ?? make(text);
      if (known === undefined) made.set(text, current);
    }
    return current;
  };
}

/** 2.x takes what is no pattern for one that fits no text. */
function parserOf(context: EvaluationContext): (pattern: string) => TimeParser {
  if (context.compat !== '2.2') return (pattern) => timeParser(pattern, context);
  return (pattern) => {
    try {
      return timeParser(pattern, context);
    } catch (error) {
      if (error instanceof ArgumentError) return () => null;
      throw error;
    }
  };
}

/** Texts by patterns (constant or per row) as timestamps; null where the text does not fit. */
function toTimestamps(text: Column, pattern: Column, length: number, context: EvaluationContext): Column {
  if (text.layout === 'null' || pattern.layout === 'null') return nullColumn(TIMESTAMP, length);
  const given = commonValidity([text, pattern], length);
  const values = new BigInt64Array(length);
  const words = int64Words(values);
  const validity = new Uint8Array((length + 7) >> 3);
  const read = textReader(text, length);
  const parserAt = byPattern(pattern, length, parserOf(context));
  for (let i = 0; i < length; i++) {
    if (!isRowValid(given, i)) continue;
    const instant = parserAt(i)(read(i));
    if (instant === null) continue;
    setBit(validity, i);
    // 2.x goes by whole seconds.
    writeInstant(values, words, i, instant.seconds, context.compat === '2.2' ? 0 : instant.micros);
  }
  return primitiveColumn(TIMESTAMP, values, validity);
}

/** Spark 3 makes the parser or writer of a known pattern before it looks at rows. */
function refusePattern(
  pattern: Expression | undefined,
  context: EvaluationContext,
  make: (pattern: string, context: EvaluationContext) => unknown,
): void {
  if (context.compat === '2.2' || pattern?.kind !== 'literal' || typeof pattern.value !== 'string') return;
  make(pattern.value, context);
}

const refuseParsing: ScalarFunction['refuseLiterals'] = ([value, pattern], context) => {
  if (value.type.kind === 'string') refusePattern(pattern, context, timeParser);
};

const refuseWriting: ScalarFunction['refuseLiterals'] = ([, pattern], context) =>
  refusePattern(pattern, context, timeWriter);

/** With a pattern only text is parsed; dates and timestamps are cast as they are. */
function converter(name: string, doc: string, type: DataType): ScalarFunction {
  return {
    kind: 'scalar',
    names: [name],
    doc,
    raises: true,
    deterministic: true,
    inputTypes: {
      rule: 'custom',
      min: 1,
      max: 2,
      types: (args, compat) =>
        args.map((arg, k) => {
          const alone =
            args.length === 1 && (compat === '2.2' || (name === 'to_timestamp' && isNumeric(arg.type)));
          const asItIs = k === 0 && arg.type.kind !== 'null' && (alone || isTime(arg));
          if (asItIs || inputType(arg.type, STRING) !== null) return asItIs ? arg.type : STRING;
          throw new ArgumentError(`${name} expects texts, dates or timestamps, found ${arg.type.kind}`);
        }),
    },
    resultType: returnsNullable(type),
    refuseLiterals: refuseParsing,
    evaluate: (args, length, context) => {
      const parses = args.length > 1 && args[0].type.kind === 'string';
      const column = parses ? toTimestamps(args[0], args[1], length, context) : args[0];
      return castColumn(column, type, context);
    },
  };
}

/** 2.x gives null for what is no pattern in from_unixtime, but fails in date_format. */
function formatColumn(
  times: Column,
  pattern: Column,
  length: number,
  context: EvaluationContext,
  forgiving: boolean,
): Column {
  if (times.layout === 'null' || pattern.layout === 'null') return nullColumn(STRING, length);
  const validity = commonValidity([times, pattern], length);
  const reader = new InstantReader(valuesOf<BigInt64Array>(times));
  const step = strideOf(times, length);
  const writerAt = byPattern(pattern, length, (text): TimeWriter | null => {
    try {
      return timeWriter(text, context);
    } catch (error) {
      if (error instanceof ArgumentError && forgiving && context.compat === '2.2') return null;
      throw error;
    }
  });
  const builder = new BytesBuilder(STRING);
  for (let i = 0; i < length; i++) {
    const write = isRowValid(validity, i) ? writerAt(i) : null;
    if (write === null) {
      builder.appendNull();
      continue;
    }
    reader.read(i * step);
    builder.appendString(write(reader.seconds, reader.micros));
  }
  return builder.finish();
}

const dateFormat: ScalarFunction = {
  kind: 'scalar',
  names: ['date_format'],
  doc: 'A timestamp written by a pattern, on the session’s wall clock.',
  raises: true,
  deterministic: true,
  inputTypes: { rule: 'each', types: [TIMESTAMP, STRING] },
  resultType: returns(STRING),
  refuseLiterals: refuseWriting,
  evaluate: (args, length, context) => formatColumn(args[0], args[1], length, context, false),
};

/** Seconds of timestamps, cut towards 1970, as bigint. */
function secondsOf(times: Column): Column {
  if (times.layout === 'null') return nullColumn(LONG, times.length);
  const reader = new InstantReader(valuesOf<BigInt64Array>(times));
  const out = new BigInt64Array(times.length);
  const words = int64Words(out);
  for (let i = 0; i < times.length; i++) {
    reader.read(i);
    const seconds = reader.seconds < 0 && reader.micros > 0 ? reader.seconds + 1 : reader.seconds;
    writeInstant(out, words, i, 0, seconds);
  }
  return primitiveColumn(LONG, out, times.validity);
}

const unixTimestamp: ScalarFunction = {
  kind: 'scalar',
  names: ['unix_timestamp', 'to_unix_timestamp'],
  doc: 'Seconds since 1970-01-01 UTC of a date, a timestamp or a text by a pattern.',
  raises: true,
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 1,
    max: 2,
    types: (args) =>
      args.map((arg, k) => {
        if (k > 0 || arg.type.kind === 'null') return STRING;
        if (isTime(arg) || arg.type.kind === 'string') return arg.type;
        throw new ArgumentError(
          `argument 1 requires (string or date or timestamp) type, however, it is of ${arg.type.kind} type.`,
        );
      }),
  },
  defaults: [defaultText(DEFAULT_PATTERN)],
  resultType: returnsNullable(LONG),
  refuseLiterals: refuseParsing,
  evaluate: (args, length, context) => {
    if (args[0].layout === 'null') return nullColumn(LONG, length);
    if (args[0].type.kind !== 'string') return secondsOf(castColumn(args[0], TIMESTAMP, context));
    const pattern = args.at(1) ?? constantText(DEFAULT_PATTERN);
    return secondsOf(toTimestamps(args[0], pattern, length, context));
  },
};

/** Timestamps of seconds; what is out of range wraps, as a product of Java's. */
function timesOf(seconds: Column, length: number): Column {
  if (seconds.layout === 'null') return nullColumn(TIMESTAMP, length);
  const values = valuesOf<BigInt64Array>(seconds);
  const words = int64Words(values);
  const out = new BigInt64Array(values.length);
  const outWords = int64Words(out);
  for (let i = 0; i < values.length; i++) {
    if (isSafeInt64(words, i)) writeInstant(out, outWords, i, int64ToNumber(words, i), 0);
    else out[i] = BigInt.asIntN(64, values[i] * 1_000_000n);
  }
  return primitiveColumn(TIMESTAMP, out, seconds.validity);
}

const fromUnixtime: ScalarFunction = {
  kind: 'scalar',
  names: ['from_unixtime'],
  doc: 'Seconds since 1970-01-01 UTC as text by a pattern, on the session’s wall clock.',
  raises: true,
  deterministic: true,
  inputTypes: { rule: 'each', types: [LONG, STRING], optional: 1 },
  defaults: [defaultText(DEFAULT_PATTERN)],
  resultType: returnsNullable(STRING),
  refuseLiterals: refuseWriting,
  evaluate: (args, length, context) => {
    return formatColumn(
      timesOf(args[0], length),
      args.at(1) ?? constantText(DEFAULT_PATTERN),
      length,
      context,
      true,
    );
  },
};

export const timeTextFunctions: readonly ScalarFunction[] = [
  converter(
    'to_date',
    'A date from a text (by a pattern), a date or a timestamp; null when it cannot be read.',
    DATE,
  ),
  converter(
    'to_timestamp',
    'A timestamp from a text (by a pattern), a date or a timestamp; null when it cannot be read.',
    TIMESTAMP,
  ),
  dateFormat,
  unixTimestamp,
  fromUnixtime,
];
