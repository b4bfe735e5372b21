import { createHash } from 'node:crypto';
import { primitiveColumn } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { strideOf } from '../columns.js';
import { ArgumentError } from '../definition.js';
import type { ArgumentType, InputTypes, ScalarFunction } from '../definition.js';
import { always, maybe, valueFunction } from '../values.js';
import { murmur3 } from './murmur3.js';
import { xxhash64 } from './xxhash64.js';

const BINARY = { kind: 'binary' } as const;
const STRING = { kind: 'string' } as const;
const INT = { kind: 'int' } as const;
const LONG = { kind: 'long' } as const;

const SEED = 42;

const anything = (name: string): InputTypes => ({
  rule: 'custom',
  min: 1,
  max: Infinity,
  types: (args, compat) => {
    if (compat !== '2.2') args.forEach((arg) => rejectMaps(name, arg));
    return args.map((arg) => arg.type);
  },
});

/** Equal maps can hold their entries in different orders and would hash differently. */
function rejectMaps(name: string, { type }: ArgumentType): void {
  const hasMap = (inner: DataType): boolean =>
    inner.kind === 'map' ||
    (inner.kind === 'array' && hasMap(inner.element)) ||
    (inner.kind === 'struct' && inner.fields.some((field) => hasMap(field.type)));
  if (hasMap(type)) throw new ArgumentError(`${name} cannot be computed of maps: equal maps could differ`);
}

const hash: ScalarFunction = {
  kind: 'scalar',
  names: ['hash'],
  doc: 'Murmur3 hash of all arguments (32 bit, seed 42), nulls left out.',
  deterministic: true,
  inputTypes: anything('hash'),
  resultType: () => ({ type: INT, nullable: false }),
  evaluate: (args, length, context) => {
    const out = new Int32Array(length).fill(SEED);
    for (const arg of args) {
      const step = strideOf(arg, length);
      const ofRow = murmur3(arg, context.compat === '2.2');
      for (let i = 0; i < length; i++) out[i] = ofRow(i * step, out[i]);
    }
    return primitiveColumn(INT, out);
  },
};

const hash64: ScalarFunction = {
  kind: 'scalar',
  names: ['xxhash64'],
  doc: 'XXH64 hash of all arguments (seed 42), nulls left out.',
  deterministic: true,
  inputTypes: anything('xxhash64'),
  resultType: () => ({ type: LONG, nullable: false }),
  evaluate: (args, length) => {
    const hashes = args.map(xxhash64);
    const steps = args.map((arg) => strideOf(arg, length));
    const out = new BigInt64Array(length);
    for (let i = 0; i < length; i++) {
      let value = BigInt(SEED);
      for (let k = 0; k < hashes.length; k++) value = hashes[k](i * steps[k], value);
      out[i] = BigInt.asIntN(64, value);
    }
    return primitiveColumn(LONG, out);
  },
};

const digest = (algorithm: string, bytes: Uint8Array): string =>
  createHash(algorithm).update(bytes).digest('hex');

const SHA2_BITS = [224, 256, 384, 512];

/** CRC-32 (ISO 3309) table by reflected polynomial. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

export const hashFunctions: readonly ScalarFunction[] = [
  hash,
  hash64,
  valueFunction({
    names: ['md5'],
    doc: 'MD5 of the bytes, in hexadecimal.',
    inputTypes: { rule: 'each', types: [BINARY] },
    resultType: always(STRING),
    prepare: () => (bytes: Uint8Array) => digest('md5', bytes),
  }),
  valueFunction({
    names: ['sha1', 'sha'],
    doc: 'SHA-1 of the bytes, in hexadecimal.',
    inputTypes: { rule: 'each', types: [BINARY] },
    resultType: always(STRING),
    prepare: () => (bytes: Uint8Array) => digest('sha1', bytes),
  }),
  valueFunction({
    names: ['sha2'],
    doc: 'SHA-2 of the bytes with 224, 256 (also 0), 384 or 512 bits, in hexadecimal; null for other lengths.',
    inputTypes: { rule: 'each', types: [BINARY, INT] },
    resultType: maybe(STRING),
    prepare: () => (bytes: Uint8Array, bits: number) => {
      const length = bits === 0 ? 256 : bits;
      return SHA2_BITS.includes(length) ? digest(`sha${length}`, bytes) : null;
    },
  }),
  valueFunction({
    names: ['crc32'],
    doc: 'CRC-32 of the bytes.',
    inputTypes: { rule: 'each', types: [BINARY] },
    resultType: always(LONG),
    prepare: () => (bytes: Uint8Array) => BigInt(crc32(bytes)),
  }),
];
