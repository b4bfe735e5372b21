/** How many digits a decimal number has, and how many of them behind the point (less than none: zeros before it). */
export interface DecimalShape {
  readonly precision: number;
  readonly scale: number;
}

/** The shape of a text that Java's BigDecimal reads; null: it is none. */
export function decimalShape(text: string): DecimalShape | null {
  const match = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (match === null) return null;
  const [, whole, fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  return {
    precision: Math.max(1, (whole + fraction).replace(/^0+/, '').length),
    scale: fraction.length - Number(exponent),
  };
}
