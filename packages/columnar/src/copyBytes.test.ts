import { expect, test } from 'vitest';
import { copyBytes } from './copyBytes.js';

const SIZE = 50_000;

test.each([
  ['own to own memory', false, false],
  ['shared to own memory', true, false],
  ['own to shared memory', false, true],
  ['shared to shared memory', true, true],
])('copies from any place to any other and nothing more, %s', (_, fromShared, toShared) => {
  const memory = (shared: boolean): Uint8Array =>
    shared ? new Uint8Array(new SharedArrayBuffer(SIZE)) : new Uint8Array(SIZE);
  const source = memory(fromShared).map((__, i) => (i * 31) % 251);
  const from = memory(fromShared);
  from.set(source);
  for (const length of [0, 1, 255, 256, 16_384, 16_385, 40_000]) {
    for (let place = 0; place < 64; place++) {
      const start = place >> 3;
      const [base, at] = [place & 3, place & 7];
      const target = memory(toShared);
      copyBytes(from.subarray(start, start + length), target.subarray(base), at);
      const expected = new Uint8Array(SIZE);
      expected.set(source.subarray(start, start + length), base + at);
      if (Buffer.compare(target, expected) !== 0)
        expect(`${length} bytes from ${start} to ${base + at}`).toBe('right');
    }
  }
});
