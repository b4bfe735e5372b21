/** The generator behind Spark's rand and randn: Marsaglia's 64-bit XORShift, seeded through Murmur3. */

/** Murmur3 (x86, 32 bit) of whole words, as scala.util.hashing has it. */
function murmurOfWords(words: readonly number[], seed: number): number {
  let h = seed;
  for (const word of words) {
    let k = Math.imul(word, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= 4 * words.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const swapped = (word: number): number =>
  ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);

const ARRAY_SEED = 0x3c074a61;

export class XorShift {
  private high: number;
  private low: number;
  /** The second normal number of a pair; NaN when there is none. */
  private spare = NaN;

  /** seed: 64 bits. paddedSeed: 2.x hashed the seed with 56 zero bytes behind it. */
  constructor(seed: bigint, paddedSeed: boolean) {
    const bits = BigInt.asUintN(64, seed);
    const words = [swapped(Number(bits >> 32n) | 0), swapped(Number(bits & 0xffffffffn) | 0)];
    if (paddedSeed) for (let i = 0; i < 14; i++) words.push(0);
    this.low = murmurOfWords(words, ARRAY_SEED);
    this.high = murmurOfWords(words, this.low);
  }

  copy(): XorShift {
    const other = new XorShift(0n, false);
    other.high = this.high;
    other.low = this.low;
    other.spare = this.spare;
    return other;
  }

  /** The lowest bits (mask) of the next state. */
  private next(mask: number): number {
    let { high, low } = this;
    high ^= (high << 21) | (low >>> 11);
    low ^= low << 21;
    low ^= high >>> 3;
    high ^= (high << 4) | (low >>> 28);
    low ^= low << 4;
    this.high = high;
    this.low = low;
    return low & mask;
  }

  /** Uniform in [0, 1), as java.util.Random puts 53 bits together. */
  nextDouble(): number {
    const upper = this.next(0x3ffffff);
    return (upper * 134217728 + this.next(0x7ffffff)) / 9007199254740992;
  }

  /** Standard normal, by Marsaglia's polar method as in java.util.Random. */
  nextGaussian(): number {
    if (this.spare === this.spare) {
      const value = this.spare;
      this.spare = NaN;
      return value;
    }
    for (;;) {
      const x = 2 * this.nextDouble() - 1;
      const y = 2 * this.nextDouble() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.spare = y * factor;
      return x * factor;
    }
  }
}
