/**
 * Bytes with runs: a control byte n of 0 .. 127 repeats the next byte n + 3 times, one of -1 .. -128 is followed by that
 * many bytes as they are.
 */
export class ByteRuns {
  private at = 0;
  private left = 0;
  private repeats = false;

  constructor(private readonly bytes: Uint8Array) {}

  /** The next `count` bytes. Throws when there are fewer. */
  read(into: Uint8Array | Int8Array, count: number): void {
    const { bytes } = this;
    for (let done = 0; done < count;) {
      if (this.left === 0) this.nextRun();
      const length = Math.min(this.left, count - done);
      if (this.repeats) into.fill(bytes[this.at], done, done + length);
      else {
        if (this.at + length > bytes.length) throw new RangeError('a stream of bytes is cut off');
        for (let i = 0; i < length; i++) into[done + i] = bytes[this.at + i];
        this.at += length;
      }
      this.left -= length;
      done += length;
      if (this.repeats && this.left === 0) this.at++;
    }
  }

  private nextRun(): void {
    if (this.at + 1 >= this.bytes.length) throw new RangeError('a stream of bytes ends early');
    const control = this.bytes[this.at++];
    this.repeats = control < 128;
    this.left = this.repeats ? control + 3 : 256 - control;
  }
}
