import type { Column, DataType, Value } from '@graticule/columnar';
import { createBuilder, isValid, stringAt, valueAt } from '@graticule/columnar';
import { textWriter } from '../evaluation/format.js';
import { anyNullable, strideOf } from './columns.js';
import { decimalText } from './decimal.js';
import { ArgumentError } from './definition.js';
import type { EvaluationContext, ScalarFunction } from './definition.js';
import { groupThousands, printf } from './printf.js';
import type { PrintfArgument } from './printf.js';
import { maybe, valueFunction } from './values.js';

const STRING = { kind: 'string' } as const;
const INT = { kind: 'int' } as const;

/** What %s prints: dates and timestamps as their numbers, as Spark's internal values are. */
function shownBy(column: Column, context: EvaluationContext): (row: number) => string {
  const { kind } = column.type;
  if (kind === 'date' || kind === 'timestamp') return (row) => String(valueAt(column, row));
  return textWriter(column, context);
}

const formatString: ScalarFunction = {
  kind: 'scalar',
  names: ['format_string', 'printf'],
  doc: 'A text by a format with %d, %s, %f ... and the values for it.',
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 1,
    max: Infinity,
    types: (args) => args.map((arg, k) => (k === 0 ? STRING : arg.type)),
  },
  resultType: (args) => ({ type: STRING, nullable: args[0].nullable || anyNullable([args[0]]) }),
  evaluate: (args, length, context) => {
    const [format, ...values] = args;
    const step = strideOf(format, length);
    const steps = values.map((value) => strideOf(value, length));
    const writers = values.map((value) => shownBy(value, context));
    const builder = createBuilder(STRING);
    for (let i = 0; i < length; i++) {
      if (!isValid(format, i * step)) {
        builder.appendNull();
        continue;
      }
      const row = values.map((column, k): PrintfArgument => {
        const at = i * steps[k];
        const value = valueAt(column, at) as PrintfArgument['value'];
        return { value, text: value === null ? 'null' : writers[k](at), type: column.type };
      });
      builder.append(printf(stringAt(format, i * step), row));
    }
    return builder.finish();
  },
};

/** A DecimalFormat pattern: optional grouping, digits that must and may be there. */
const PATTERN = /^([#,]*)([0,]*)(?:\.(0*)(#*))?$/;

interface NumberPattern {
  readonly group: number;
  readonly wholeMin: number;
  readonly fractionMin: number;
  readonly fractionMax: number;
}

function numberPattern(text: string): NumberPattern {
  const match = PATTERN.exec(text);
  if (match === null) throw new ArgumentError(`the number pattern '${text}' is not supported`);
  const whole = match[1] + match[2];
  const comma = whole.lastIndexOf(',');
  return {
    group: comma < 0 ? 0 : whole.length - comma - 1,
    wholeMin: match[2].replaceAll(',', '').length,
    fractionMin: match[3]?.length ?? 0,
    fractionMax: (match[3]?.length ?? 0) + (match[4]?.length ?? 0),
  };
}

/** The exact decimal expansion of a number as unscaled value and scale. */
function exactDecimal(value: Value, type: DataType): { readonly unscaled: bigint; readonly scale: number } {
  if (typeof value === 'bigint') return { unscaled: value, scale: type.kind === 'decimal' ? type.scale : 0 };
  let number = value as number;
  let scale = 0;
  // Every double is a whole number over a power of two; times 10 as often, it becomes whole.
  while (!Number.isInteger(number)) {
    number *= 2;
    scale++;
  }
  return { unscaled: BigInt(number) * 5n ** BigInt(scale), scale };
}

/** Rounded half to even on the exact value, as DecimalFormat does. */
function formatNumber(value: Value, type: DataType, pattern: NumberPattern): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return value !== value ? 'NaN' : value < 0 ? '-∞' : '∞';
  }
  const { unscaled, scale } = exactDecimal(value, type);
  const negative = unscaled < 0n || Object.is(value, -0);
  let size = unscaled < 0n ? -unscaled : unscaled;
  const { fractionMax, fractionMin } = pattern;
  if (scale > fractionMax) {
    const unit = 10n ** BigInt(scale - fractionMax);
    const rest = size % unit;
    size /= unit;
    if (2n * rest > unit || (2n * rest === unit && size % 2n === 1n)) size++;
  } else size *= 10n ** BigInt(fractionMax - scale);
  const text = decimalText(size, fractionMax);
  const [whole, fraction = ''] = text.split('.');
  let kept = fraction;
  while (kept.length > fractionMin && kept.endsWith('0')) kept = kept.slice(0, -1);
  const integer = whole === '0' && pattern.wholeMin === 0 ? '' : whole.padStart(pattern.wholeMin, '0');
  const groups = pattern.group === 3 ? groupThousands(integer) : integer;
  return (
    (negative ? '-' : '') + (groups === '' && kept === '' ? '0' : groups) + (kept === '' ? '' : `.${kept}`)
  );
}

export const formatFunctions: readonly ScalarFunction[] = [
  formatString,
  valueFunction({
    names: ['format_number'],
    doc: 'A number with thousands grouped and some digits after the point (half to even), or by a pattern like #,###.00.',
    inputTypes: {
      rule: 'custom',
      min: 2,
      max: 2,
      types: ([{ type }, places]) => {
        if (!['byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'null'].includes(type.kind)) {
          throw new ArgumentError(`format_number expects a number, found ${type.kind}`);
        }
        return [
          type.kind === 'null' ? { kind: 'double' } : type,
          places.type.kind === 'string' ? STRING : INT,
        ];
      },
    },
    resultType: maybe(STRING),
    prepare: (_, __, [type]) => {
      const patterns = new Map<string, NumberPattern>();
      return (value: Value, places: number | string) => {
        if (typeof places === 'string') {
          let pattern = patterns.get(places);
          if (pattern === undefined)
            patterns.set(places, (pattern = numberPattern(places === '' ? '#,###' : places)));
          return formatNumber(value, type, pattern);
        }
        if (places < 0) return null;
        return formatNumber(value, type, { group: 3, wholeMin: 1, fractionMin: places, fractionMax: places });
      };
    },
  }),
];
