/** java.util.Random: a linear congruential generator of 48 bits. */
export class JavaRandom {
  private state: bigint;

  constructor(seed: bigint) {
    this.state = (seed ^ MULTIPLIER) & MASK;
  }

  /** The next bits (up to 32) as a signed number when there are 32. */
  private next(bits: number): number {
    this.state = (this.state * MULTIPLIER + 11n) & MASK;
    return Number(BigInt.asIntN(32, this.state >> BigInt(48 - bits)));
  }

  /** 64 bits with a sign. */
  nextLong(): bigint {
    const high = BigInt(this.next(32)) << 32n;
    return BigInt.asIntN(64, high + BigInt(this.next(32)));
  }

  /** From 0 inclusive to 1 exclusive. */
  nextDouble(): number {
    const high = this.next(26);
    return (high * 134217728 + this.next(27)) / 9007199254740992;
  }

  /** From 0 inclusive to `bound` exclusive, up to 2^31 - 1. */
  nextInt(bound: number): number {
    let bits = this.next(31);
    if ((bound & -bound) === bound) return Math.floor((bound * bits) / 2147483648);
    let value = bits % bound;
    while (bits - value + bound - 1 > 2147483647) {
      bits = this.next(31);
      value = bits % bound;
    }
    return value;
  }
}

const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;
