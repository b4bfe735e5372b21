/** Numbers as Java writes and reads them. */

/** Double.toString: shortest digits that read back the same; plain from 1.0E-3 to below 1.0E7, else scientific. */
export function doubleText(value: number): string {
  return javaText(value, digitsOf(value));
}

/** Float.toString: the shortest digits that give the same 32-bit number. */
export function floatText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return javaText(value, '');
  const small = Math.abs(value) < 1e-37;
  for (let precision = small ? 2 : 1; precision < 9; precision++) {
    const text = value.toExponential(precision - 1);
    if (Math.fround(Number(text)) === value) return javaText(value, text);
  }
  return javaText(value, value.toExponential(8));
}

/** Two digits at least: of the smallest numbers, whose one digit stands for a range, the second one, too. */
function digitsOf(value: number): string {
  if (!Number.isFinite(value)) return '';
  return Math.abs(value) < 1e-300 && /^-?\de/.test(value.toExponential())
    ? value.toExponential(1)
    : value.toExponential();
}

/** exponential: the number as `d.ddde±x`. */
function javaText(value: number, exponential: string): string {
  if (value !== value) return 'NaN';
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  const [mantissa, power] = (value < 0 ? exponential.slice(1) : exponential).split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(power);
  const sign = value < 0 ? '-' : '';
  if (size >= 1e-3 && size < 1e7) {
    if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
    const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
    return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
  }
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
}

const JAVA_DOUBLE = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;

/** Text read as Double.parseDouble does (blanks around, suffix d or f); NaN and Infinity by name; null when it is none. */
export function parseDouble(text: string, anyCaseNames: boolean): number | null {
  const trimmed = javaTrim(text);
  if (JAVA_DOUBLE.test(trimmed)) return Number(trimmed.replace(/[dDfF]$/, ''));
  const name =
    /^([+-]?)(NaN|Infinity)$/.exec(trimmed) ??
    (anyCaseNames ? /^([+-]?)(nan|inf|infinity)$/i.exec(trimmed) : null);
  if (name === null) return null;
  if (name[2].toLowerCase() === 'nan') return NaN;
  return name[1] === '-' ? -Infinity : Infinity;
}

/** Cuts everything up to U+0020 from both ends, as String.trim does. */
export function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Text as an unscaled value with `scale` digits after the point, rounded half up; null when it is no number. */
export function parseDecimal(text: string, scale: number): bigint | null {
  const match = DECIMAL.exec(javaTrim(text));
  if (match === null) return null;
  const [, sign, whole, fraction = '', power = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const shift = scale - fraction.length + Number(power);
  if (Math.abs(shift) > 1000) return shift < 0 ? 0n : null;
  let value = BigInt(whole + fraction);
  if (shift >= 0) value *= 10n ** BigInt(shift);
  else {
    const divisor = 10n ** BigInt(-shift);
    value = (2n * value + divisor) / (2n * divisor);
  }
  return sign === '-' ? -value : value;
}
