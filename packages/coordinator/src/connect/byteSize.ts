import type { SparkVersion } from '@graticule/sql';
import { SparkError } from './errors.js';

const UNITS = ['b', 'k', 'm', 'g', 't', 'p'];
const EXPECTED =
  'Size must be specified as bytes (b), kibibytes (k), mebibytes (m), gibibytes (g), tebibytes (t), or pebibytes(p). ' +
  'E.g. 50b, 100k, or 250m.';

/**
 * The bytes that a setting's text stands for, as `10485760`, `10m`, `10MB` or, for none, a negative number. Of Spark 2 a
 * whole number without a unit. Raises IllegalArgumentException.
 */
export function byteSize(key: string, text: string, compat: SparkVersion): number {
  if (compat === '2.2') {
    if (/^[+-]?\d+$/.test(text)) return Number(text);
    throw new SparkError('IllegalArgumentException', `${key} should be long, but was ${text}`);
  }
  const given = text.trim().toLowerCase();
  const [, sign, whole, fraction, unit = 'b'] = /^(-?)(\d+)(\.\d+)?([a-z]+)?$/.exec(given) ?? [];
  if (whole === undefined) throw invalid(`Failed to parse byte string: ${given}`);
  if (fraction !== undefined)
    throw invalid(`Fractional values are not supported. Input was: ${whole}${fraction}`);
  const power = UNITS.findIndex((name) => unit === name || (name !== 'b' && unit === `${name}b`));
  if (power < 0) throw invalid(`Invalid suffix: "${unit}"`);
  return (sign === '-' ? -1 : 1) * Number(whole) * 1024 ** power;
}

function invalid(detail: string): SparkError {
  return new SparkError('IllegalArgumentException', `${EXPECTED}\n${detail}`);
}
