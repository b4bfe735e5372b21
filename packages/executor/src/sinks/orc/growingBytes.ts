/** Bytes that are appended to. */
export class GrowingBytes {
  private bytes = new Uint8Array(256);
  private end = 0;

  push(byte: number): void {
    if (this.end === this.bytes.length) this.reserve(1);
    this.bytes[this.end++] = byte;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** An unsigned 64-bit integer in seven bits a byte, the lowest first. */
  pushVarint(low: number, high: number): void {
    let [rest, above] = [low, high];
    while (above !== 0 || rest >>> 0 > 127) {
      this.push((rest & 127) | 128);
      rest = (rest >>> 7) | (above << 25);
      above >>>= 7;
    }
    this.push(rest);
  }

  private reserve(size: number): void {
    if (this.end + size <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.end + size));
    larger.set(this.bytes.subarray(0, this.end));
    this.bytes = larger;
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.end);
  }
}
