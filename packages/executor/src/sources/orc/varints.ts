/** Reads integers of variable length: seven bits a byte, the lowest first, the highest bit of a byte: more follow. */
export class Varints {
  at = 0;
  /** The words of the integer that was read last. */
  low = 0;
  high = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** The next 64-bit integer; zigzag when signed. Throws when it is cut off or longer. */
  next(signed: boolean): void {
    const { bytes } = this;
    let low = 0;
    let high = 0;
    let byte = 128;
    for (let shift = 0; byte >= 128; shift += 7) {
      if (this.at >= bytes.length || shift > 63) throw new RangeError('an integer is cut off');
      byte = bytes[this.at++];
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
    }
    if (signed) {
      const sign = -(low & 1);
      low = ((low >>> 1) | (high << 31)) ^ sign;
      high = (high >>> 1) ^ sign;
    }
    this.low = low;
    this.high = high;
  }
}
