/** Microseconds since 1970 as ISO 8601 in UTC; the fraction only as far as it is not zero. */
export function timestampText(micros: bigint): string {
  const millis = (micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n;
  const date = new Date(Number(millis));
  if (Number.isNaN(date.getTime()))
    throw new RangeError(`timestamp ${micros} is outside the years that can be written`);
  const fraction = Number(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const seconds = date.toISOString().slice(0, -5);
  if (fraction === 0) return `${seconds}Z`;
  return `${seconds}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}Z`;
}

/** Days since 1970 as an ISO date. */
export function dateText(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, -14);
}
