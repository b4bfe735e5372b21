import type { FilesSource } from '@graticule/sql';
import { textEncoding } from '../delimited/textEncoding.js';
import { SourceError } from '../sourceError.js';

/** An encoding by a name that Java knows; null: UTF-8, which needs no conversion. */
export function encodingOf(source: FilesSource): string | null {
  const name = source.options.encoding ?? source.options.charset;
  if (name === undefined || source.format === 'text' || /^(utf-?8|us-ascii|ascii)$/i.test(name)) return null;
  if (!isLatin(name) && !isWindows(name) && !isUtf16(name)) {
    try {
      new TextDecoder(name);
    } catch {
      throw new SourceError('SOURCE_UNSUPPORTED', `The encoding ${name} is not supported`);
    }
  }
  return name;
}

/** Java's ISO-8859-1 is the 256 characters themselves, which browsers (and TextDecoder) take for windows-1252. */
function isLatin(name: string): boolean {
  return /^(iso-?8859-?1|iso_8859-1|latin-?1|l1)$/i.test(name);
}

function isWindows(name: string): boolean {
  return /^(windows-|cp-?)1252$/i.test(name);
}

function isUtf16(name: string): boolean {
  return /^utf-?16$/i.test(name);
}

/** Bytes in an encoding of encodingOf as text, without a byte order mark. */
export function decodedText(bytes: Buffer, name: string): string {
  if (isLatin(name)) return bytes.toString('latin1');
  if (isWindows(name)) return windowsText(bytes);
  // Without its mark, Java's UTF-16 has the high byte first.
  const label = isUtf16(name) ? (bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be') : name;
  return new TextDecoder(label).decode(bytes);
}

function windowsText(bytes: Buffer): string {
  const table = textEncoding('windows-1252', '')!;
  const out = Buffer.allocUnsafe(3 * bytes.length);
  let end = 0;
  for (const byte of bytes) {
    for (let i = 0; i < table[4 * byte + 3]; i++) out[end++] = table[4 * byte + i];
  }
  return out.toString('utf8', 0, end);
}

/** The encoding that JSON parsers see in a text's first bytes; null: UTF-8. */
export function encodingOfJson(bytes: Buffer): string | null {
  const [first, second] = bytes;
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0 && second > 0) return 'utf-16be';
  return first > 0 && second === 0 ? 'utf-16le' : null;
}
