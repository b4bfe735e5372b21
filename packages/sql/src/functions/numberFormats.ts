import { ArgumentError } from './definition.js';
import type { ArgumentType, ScalarFunction } from './definition.js';
import { powerOfTen } from './decimal.js';
import { maybe, valueFunction } from './values.js';

/** to_number: texts read by formats like 'S999,999.99'. */

const STRING = { kind: 'string' } as const;

interface NumberFormat {
  /** Digits before the point, by group between separators; '0' must be there, '9' may. */
  readonly groups: readonly string[];
  readonly fraction: string;
  readonly currency: boolean;
  /** Where a sign may stand: S takes + and -, MI only -. */
  readonly sign: 'leading' | 'trailing' | null;
  readonly plus: boolean;
  /** Negative numbers stand in angle brackets. */
  readonly angle: boolean;
}

const FORMAT = /^(MI|S)?(\$)?([09]*(?:[,G][09]+)*)(?:[.D]([09]*))?(MI|S|PR)?$/;

const formats = new Map<string, NumberFormat>();
const CACHE_LIMIT = 256;

function formatOf(text: string): NumberFormat {
  let format = formats.get(text);
  if (format === undefined) {
    format = parseFormat(text);
    if (formats.size >= CACHE_LIMIT) formats.clear();
    formats.set(text, format);
  }
  return format;
}

function parseFormat(text: string): NumberFormat {
  const match = FORMAT.exec(text.toUpperCase());
  const refused = (reason: string): ArgumentError =>
    new ArgumentError(`The number format '${text}' is invalid: ${reason}`);
  if (match === null) throw refused('expected [MI|S] [$] [0|9|G|,] [.|D] [0|9] [$] [PR|MI|S]');
  const [, leading, currency, whole, fraction = '', trailing] = match as (string | undefined)[];
  if (whole === '' && fraction === '') throw refused('it has no digits');
  if (leading !== undefined && (trailing === 'S' || trailing === 'MI')) throw refused('it has two signs');
  const digits = (whole ?? '').replace(/[,G]/g, '').length + fraction.length;
  if (digits > 38) throw refused('it has more than 38 digits');
  const sign = leading === undefined ? trailing : leading;
  return {
    groups: (whole ?? '').split(/[,G]/),
    fraction,
    currency: currency !== undefined,
    sign: leading !== undefined ? 'leading' : trailing === 'S' || trailing === 'MI' ? 'trailing' : null,
    plus: sign === 'S',
    angle: trailing === 'PR',
  };
}

/** A decimal that has just the digits of the format. */
function decimalOf({ groups, fraction }: NumberFormat): ArgumentType['type'] {
  const precision = groups.join('').length + fraction.length;
  return { kind: 'decimal', precision, scale: fraction.length };
}

/** The unscaled value of a text; null when it does not fit the format. */
function readNumber(text: string, format: NumberFormat): bigint | null {
  let rest = text.trim();
  let negative = false;
  if (format.angle && rest.startsWith('<') && rest.endsWith('>')) {
    negative = true;
    rest = rest.slice(1, -1);
  }
  const signs = format.plus ? /[+-]/ : /-/;
  if (format.sign === 'leading' && signs.test(rest[0] ?? '')) {
    negative = rest.startsWith('-');
    rest = rest.slice(1);
  } else if (format.sign === 'trailing' && signs.test(rest.at(-1) ?? '')) {
    negative = rest.endsWith('-');
    rest = rest.slice(0, -1);
  }
  if (format.currency) {
    if (!rest.startsWith('$')) return null;
    rest = rest.slice(1);
  }
  const match = /^([\d,]*)(?:\.(\d*))?$/.exec(rest);
  if (match === null) return null;
  const [whole, fraction = ''] = [match[1], match[2] as string | undefined];
  if (!fits(whole.split(','), format.groups) || fraction.length > format.fraction.length) return null;
  const digits = whole.replaceAll(',', '') + fraction;
  if (digits === '') return null;
  const value = BigInt(digits) * powerOfTen(format.fraction.length - fraction.length);
  return negative ? -value : value;
}

/** Groups of digits from the right, the last ones complete. */
function fits(found: readonly string[], groups: readonly string[]): boolean {
  if (found.length > groups.length) return false;
  const missing = groups.length - found.length;
  for (let i = 0; i < missing; i++) if (groups[i].includes('0')) return false;
  return found.every((digits, i) => {
    const group = groups[missing + i];
    if (digits.length > group.length) return false;
    const left = group.slice(0, group.length - digits.length);
    return (i === 0 || left === '') && !left.includes('0');
  });
}

function reader(name: string, doc: string, onMisfit: (text: string, format: string) => null): ScalarFunction {
  return valueFunction({
    names: [name],
    doc,
    raises: true,
    inputTypes: { rule: 'each', types: [STRING, STRING] },
    resultType: ([, format]) => {
      if (format.literal === null)
        return { type: { kind: 'decimal', precision: 10, scale: 0 }, nullable: true };
      if (typeof format.literal !== 'string') throw new ArgumentError(`${name} expects a literal format`);
      return maybe(decimalOf(formatOf(format.literal)))();
    },
    prepare: () => (text: string, format: string) =>
      readNumber(text, formatOf(format)) ?? onMisfit(text, format),
  });
}

export const numberFormatFunctions: readonly ScalarFunction[] = [
  reader(
    'to_number',
    'A decimal from text by a format of digits (0, 9), separators, point, sign and $.',
    (text, format) => {
      throw new ArgumentError(
        `The input string '${text}' does not match the given number format: '${format}'`,
        'IllegalArgumentException',
      );
    },
  ),
  reader('try_to_number', 'As to_number, but null for text that does not fit.', () => null),
];
