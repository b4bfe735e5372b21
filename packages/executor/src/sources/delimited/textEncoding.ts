import { SourceError } from '../sourceError.js';

/** null: UTF-8. Otherwise the UTF-8 form of every byte: 3 bytes each, then their number. */
export type TextEncodingTable = Uint8Array | null;

/**
 * The table for an encoding's name. ISO-8859-1 is read as windows-1252, which differs from it only where ISO-8859-1 has
 * control characters (as browsers do, https://encoding.spec.whatwg.org/#names-and-labels).
 */
export function textEncoding(name: string | undefined, dataset: string): TextEncodingTable {
  const label = (name ?? 'UTF-8').toLowerCase().replace(/[_\s]/g, '-');
  if (label === 'utf-8' || label === 'utf8' || label === 'us-ascii' || label === 'ascii') return null;
  if (!/^(iso-?8859-1|latin-?1|windows-1252|cp-?1252)$/.test(label)) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `dataset ${dataset}: encoding ${name} is not supported; supported are UTF-8, ISO-8859-1 and windows-1252`,
    );
  }
  return windows1252Table();
}

/** Throws SOURCE_UNSUPPORTED when a file begins with the byte order mark of UTF-16. */
export function refuseUtf16(head: Uint8Array, file: string): void {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new SourceError('SOURCE_UNSUPPORTED', `${file}: UTF-16 text is not supported; convert it to UTF-8`);
  }
}

/** Characters of the bytes 0x80 to 0x9f; 0 where windows-1252 has none and the byte stands for itself. */
const HIGH_CHARACTERS = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
  0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0, 0x017e, 0x0178,
];

/** Not by TextDecoder: some releases of Node read this encoding as ISO-8859-1. */
function windows1252Table(): Uint8Array {
  const table = new Uint8Array(256 * 4);
  for (let byte = 0; byte < 256; byte++) {
    const utf8 = Buffer.from(String.fromCharCode(HIGH_CHARACTERS[byte - 128] || byte), 'utf8');
    table.set(utf8, 4 * byte);
    table[4 * byte + 3] = utf8.length;
  }
  return table;
}

/** Copies a field's text to out as UTF-8 and returns the position after it. end < 0: ~end, doubled quotes become one. */
export function copyText(
  bytes: Uint8Array,
  start: number,
  end: number,
  table: TextEncodingTable,
  out: Uint8Array,
  at: number,
): number {
  const doubled = end < 0;
  const stop = doubled ? ~end : end;
  // The byte before a quoted field's text is its opening quote.
  const quote = doubled ? bytes[start - 1] : -1;
  let written = at;
  for (let i = start; i < stop; i++) {
    const byte = bytes[i];
    if (byte === quote) i++;
    if (table === null || byte < 128) out[written++] = byte;
    else {
      const entry = 4 * byte;
      for (let k = 0; k < table[entry + 3]; k++) out[written++] = table[entry + k];
    }
  }
  return written;
}
