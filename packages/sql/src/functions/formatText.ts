import type { Value } from '@graticule/columnar';
import { createBuilder, isValid, stringAt, valueAt } from '@graticule/columnar';
import { anyNullable, strideOf } from './columns.js';
import { decimalPattern, formatDecimal } from './decimalPattern.js';
import type { DecimalPattern } from './decimalPattern.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';
import { internalText } from './internalText.js';
import { printf } from './printf.js';
import type { PrintfArgument } from './printf.js';
import { maybe, valueFunction } from './values.js';

const STRING = { kind: 'string' } as const;
const INT = { kind: 'int' } as const;

const formatString: ScalarFunction = {
  kind: 'scalar',
  names: ['format_string', 'printf'],
  doc: 'A text by a format with %d, %s, %f ... and the values for it.',
  raises: true,
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 1,
    max: Infinity,
    types: (args) => args.map((arg, k) => (k === 0 ? STRING : arg.type)),
  },
  resultType: (args) => ({ type: STRING, nullable: args[0].nullable || anyNullable([args[0]]) }),
  evaluate: (args, length) => {
    const [format, ...values] = args;
    const step = strideOf(format, length);
    const steps = values.map((value) => strideOf(value, length));
    const builder = createBuilder(STRING);
    for (let i = 0; i < length; i++) {
      if (!isValid(format, i * step)) {
        builder.appendNull();
        continue;
      }
      const row = values.map((column, k): PrintfArgument => {
        const at = i * steps[k];
        const value = valueAt(column, at);
        return { value, text: internalText(value, column.type), type: column.type };
      });
      builder.append(printf(stringAt(format, i * step), row));
    }
    return builder.finish();
  },
};

/** The pattern of a number of digits after the point; an empty one only groups the thousands. */
function patternText(places: number | string): string {
  if (typeof places === 'string') return places === '' ? '#,##0' : places;
  return places === 0 ? '#,##0' : `#,##0.${'0'.repeat(places)}`;
}

export const formatFunctions: readonly ScalarFunction[] = [
  formatString,
  valueFunction({
    names: ['format_number'],
    doc: 'A number with thousands grouped and some digits after the point (half to even), or by a pattern like #,###.00.',
    raises: (args) => args[1].type.kind === 'string',
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
      const patterns = new Map<number | string, DecimalPattern>();
      return (value: Value, places: number | string) => {
        if (typeof places === 'number' && places < 0) return null;
        let pattern = patterns.get(places);
        if (pattern === undefined) patterns.set(places, (pattern = decimalPattern(patternText(places))));
        return formatDecimal(value, type, pattern);
      };
    },
  }),
];
