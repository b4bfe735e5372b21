import { expect, it } from 'vitest';
import { copyBits, getBit } from './bitmap.js';

it('copies bits to any place, without those past the end and without a change of the others', () => {
  const source = Uint8Array.from([0b10110101, 0b01011100, 0b11100011]);
  for (const bits of [source, null]) {
    for (let length = 0; length <= 24; length++) {
      for (let offset = 0; offset <= 17; offset++) {
        const target = new Uint8Array(6);
        target[0] = 1;
        const before = offset === 0 ? 0 : 1;
        if (offset === 0) target[0] = 0;
        copyBits(bits, length, target, offset);
        const found = Array.from({ length: 48 }, (_, i) => getBit(target, i));
        const expected = found.map((_, i) => {
          if (i >= offset && i < offset + length) return bits === null || getBit(bits, i - offset);
          return i === 0 && before === 1;
        });
        expect(found).toEqual(expected);
      }
    }
  }
});
