import { GrowingBytes } from './growingBytes.js';

const REPEATS_MIN = 3;
const REPEATS_MAX = 130;
const LITERALS_MAX = 128;

/** Bytes with runs, as ByteRuns of the reader describes them. */
export function encodeByteRuns(bytes: Uint8Array | Int8Array): Uint8Array {
  const out = new GrowingBytes();
  let at = 0;
  while (at < bytes.length) {
    const repeats = repeatsAt(bytes, at, REPEATS_MAX);
    if (repeats >= REPEATS_MIN) {
      out.push(repeats - REPEATS_MIN);
      out.push(bytes[at]);
      at += repeats;
      continue;
    }
    const start = at;
    do at++;
    while (at < bytes.length && at - start < LITERALS_MAX && repeatsAt(bytes, at, REPEATS_MIN) < REPEATS_MIN);
    out.push(256 - (at - start));
    for (let i = start; i < at; i++) out.push(bytes[i]);
  }
  return out.finish();
}

function repeatsAt(bytes: Uint8Array | Int8Array, at: number, limit: number): number {
  const end = Math.min(bytes.length, at + limit);
  let next = at + 1;
  while (next < end && bytes[next] === bytes[at]) next++;
  return next - at;
}

/** Bits given as bytes 0 or 1: eight to a byte, the first in the highest bit, the bytes with runs. */
export function encodeBitRuns(bits: Uint8Array): Uint8Array {
  const bytes = new Uint8Array((bits.length + 7) >> 3);
  for (let i = 0; i < bits.length; i++) bytes[i >> 3] |= bits[i] << (7 - (i & 7));
  return encodeByteRuns(bytes);
}
