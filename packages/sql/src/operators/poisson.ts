/**
 * Poisson numbers of this mean, those that Commons Math draws for Spark: uniform numbers are multiplied until the product
 * falls below e^-mean (Knuth, The Art of Computer Programming 2, 3.4.1). Means of 40 and more are summed from parts, because
 * e^-mean would vanish; there the numbers are others than Spark's.
 */
export function poissonNumbers(mean: number, seed: bigint): () => number {
  const parts = mean < 40 ? 1 : Math.ceil(mean / 30);
  const limit = Math.exp(-mean / parts);
  const uniform = new Well19937(seed);
  return () => {
    let total = 0;
    if (mean <= 0) return total;
    for (let part = 0; part < parts; part++) {
      let product = uniform.nextDouble();
      while (product >= limit) {
        total++;
        product *= uniform.nextDouble();
      }
    }
    return total;
  };
}

const WORDS = 624;

/** WELL19937c (Panneton, L'Ecuyer and Matsumoto, ACM TOMS 32, 2006), seeded from 64 bits as in Commons Math. */
class Well19937 {
  private readonly state = new Int32Array(WORDS);
  private index = 0;

  constructor(seed: bigint) {
    const { state } = this;
    state[0] = Number(BigInt.asIntN(32, seed >> 32n));
    state[1] = Number(BigInt.asIntN(32, seed));
    for (let i = 2; i < WORDS; i++) {
      // In 64 bits there, which makes a difference for the bits that move down.
      const word = BigInt(state[i - 2]);
      state[i] = Number(BigInt.asIntN(32, 1812433253n * (word ^ (word >> 30n)) + BigInt(i)));
    }
  }

  /** The next 26 bits. */
  private next(): number {
    const { state, index } = this;
    const last = index === 0 ? WORDS - 1 : index - 1;
    const beforeLast = index < 2 ? index + WORDS - 2 : index - 2;
    const own = state[index];
    const first = state[(index + 70) % WORDS];
    const second = state[(index + 179) % WORDS];
    const third = state[(index + 449) % WORDS];
    const z0 = (state[last] & 0x80000000) ^ (state[beforeLast] & 0x7fffffff);
    const z1 = own ^ (own << 25) ^ first ^ (first >>> 27);
    const z2 = (second >>> 9) ^ third ^ (third >>> 1);
    const z3 = z1 ^ z2;
    let z4 = z0 ^ z1 ^ (z1 << 9) ^ z2 ^ (z2 << 21) ^ z3 ^ (z3 >>> 21);
    state[index] = z3;
    state[last] = z4;
    state[beforeLast] &= 0x80000000;
    this.index = last;
    z4 ^= (z4 << 7) & 0xe46e1700;
    z4 ^= (z4 << 15) & 0x9b868000;
    return z4 >>> 6;
  }

  /** Uniform in [0, 1), of 52 bits. */
  nextDouble(): number {
    const upper = this.next();
    return (upper * 67108864 + this.next()) / 4503599627370496;
  }
}
