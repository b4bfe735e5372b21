let numbers = new Int32Array(65_536);

/** At least `length` numbers of memory that the next caller gets, too. */
export function scratchNumbers(length: number): Int32Array {
  if (numbers.length < length) numbers = new Int32Array(Math.max(length, 2 * numbers.length));
  return numbers;
}
