const EXACT_MAX = 22;
const LEAST = -342;
const GREATEST = 308;
const WHOLE_MAX = 16;
/** Where fieldValues.wat has the second table and the third. */
const SCALED_AT = 192;
const WHOLE_AT = SCALED_AT + 16 * (GREATEST - LEAST + 1);

/**
 * The tables at the start of fieldValues.wat's memory: 10^0 to 10^22 as doubles, which are exact; then the 128 uppermost
 * bits of 10^-342 to 10^308, the rest cut off, as 16 bytes, the lowest first; then 10^0 to
 * 10^16 as 64-bit integers.
 */
export function powersOfTen(): Uint8Array {
  const tables = new DataView(new ArrayBuffer(WHOLE_AT + 8 * (WHOLE_MAX + 1)));
  for (let exponent = 0; exponent <= EXACT_MAX; exponent++) {
    tables.setFloat64(8 * exponent, Number(`1e${exponent}`), true);
  }
  for (let exponent = LEAST; exponent <= GREATEST; exponent++) {
    const bits = upperBits(exponent);
    const at = SCALED_AT + 16 * (exponent - LEAST);
    tables.setBigUint64(at, BigInt.asUintN(64, bits), true);
    tables.setBigUint64(at + 8, bits >> 64n, true);
  }
  for (let exponent = 0; exponent <= WHOLE_MAX; exponent++) {
    tables.setBigUint64(WHOLE_AT + 8 * exponent, 10n ** BigInt(exponent), true);
  }
  return new Uint8Array(tables.buffer);
}

/** The 128 uppermost bits of 10^exponent. */
function upperBits(exponent: number): bigint {
  const power = 10n ** BigInt(Math.abs(exponent));
  const length = BigInt(power.toString(2).length);
  if (exponent < 0) return (1n << (length + 127n)) / power;
  return length < 128n ? power << (128n - length) : power >> (length - 128n);
}
