/** An Int32Array that grows by doubling; for results whose size is not known before. */
export class GrowingInt32 {
  values: Int32Array;
  length = 0;

  constructor(capacity: number) {
    this.values = new Int32Array(Math.max(16, capacity));
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  /** The values so far, not copied. */
  view(): Int32Array {
    return this.values.subarray(0, this.length);
  }
}
