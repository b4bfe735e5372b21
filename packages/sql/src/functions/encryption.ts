import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { CipherGCM, DecipherGCM } from 'node:crypto';
import { defaultText } from './defaultArguments.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';
import { maybe, valueFunction } from './values.js';

/** AES in the modes that Spark has: ECB with PKCS padding, and GCM with the nonce before and the tag behind the bytes. */

const BINARY = { kind: 'binary' } as const;
const STRING = { kind: 'string' } as const;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

type Mode = 'ecb' | 'gcm';

function modeOf(mode: string, padding: string): Mode {
  const [name, fill] = [mode.toUpperCase(), padding.toUpperCase()];
  if (name === 'ECB' && (fill === 'PKCS' || fill === 'DEFAULT')) return 'ecb';
  if (name === 'GCM' && (fill === 'NONE' || fill === 'DEFAULT')) return 'gcm';
  throw new ArgumentError(
    `AES-${mode} with the padding ${padding} by the aes_encrypt/aes_decrypt functions is not supported`,
  );
}

function algorithm(key: Uint8Array, mode: Mode): string {
  if (![16, 24, 32].includes(key.length)) {
    throw new ArgumentError(
      `The key of aes_encrypt/aes_decrypt must have 16, 24 or 32 bytes, but got ${key.length} bytes.`,
    );
  }
  return `aes-${key.length * 8}-${mode}`;
}

function encrypt(input: Uint8Array, key: Uint8Array, modeName: string, padding: string): Uint8Array {
  const mode = modeOf(modeName, padding);
  const nonce = mode === 'gcm' ? randomBytes(NONCE_BYTES) : null;
  const cipher = createCipheriv(algorithm(key, mode), key, nonce);
  const parts = [cipher.update(input), cipher.final()];
  return nonce === null
    ? Buffer.concat(parts)
    : Buffer.concat([nonce, ...parts, (cipher as CipherGCM).getAuthTag()]);
}

function decrypt(input: Uint8Array, key: Uint8Array, modeName: string, padding: string): Uint8Array {
  const mode = modeOf(modeName, padding);
  const name = algorithm(key, mode);
  if (mode === 'gcm' && input.length < NONCE_BYTES) {
    throw new ArgumentError(
      `aes_decrypt expects at least ${NONCE_BYTES} bytes, found ${input.length}`,
      'IllegalArgumentException',
    );
  }
  try {
    if (mode === 'ecb') {
      const decipher = createDecipheriv(name, key, null);
      return Buffer.concat([decipher.update(input), decipher.final()]);
    }
    const tagStart = input.length - TAG_BYTES;
    const decipher = createDecipheriv(name, key, input.subarray(0, NONCE_BYTES)) as DecipherGCM;
    decipher.setAuthTag(input.subarray(tagStart));
    return Buffer.concat([decipher.update(input.subarray(NONCE_BYTES, tagStart)), decipher.final()]);
  } catch (error) {
    throw new ArgumentError(`aes_decrypt could not decrypt the bytes: ${(error as Error).message}`);
  }
}

const defaults = [defaultText('GCM'), defaultText('DEFAULT')];

export const encryptionFunctions: readonly ScalarFunction[] = [
  valueFunction({
    names: ['aes_encrypt'],
    doc: 'Bytes encrypted by AES with a key of 16, 24 or 32 bytes, in the mode GCM (default) or ECB.',
    raises: true,
    inputTypes: { rule: 'each', types: [BINARY, BINARY, STRING, STRING], optional: 2 },
    defaults,
    deterministic: false,
    resultType: maybe(BINARY),
    prepare: () => encrypt,
  }),
  valueFunction({
    names: ['aes_decrypt'],
    doc: 'Bytes that aes_encrypt has encrypted with the key, decrypted.',
    raises: true,
    inputTypes: { rule: 'each', types: [BINARY, BINARY, STRING, STRING], optional: 2 },
    defaults,
    resultType: maybe(BINARY),
    prepare: () => decrypt,
  }),
];
