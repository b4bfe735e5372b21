import { SourceError } from '../../sources/sourceError.js';
import type { FileSink } from './fileSink.js';

/** Text as bytes in the encoding of the option `encoding` (or `charset`); what it does not have becomes a question mark. */
export function encodedBytes({ format, options }: FileSink): (text: string) => Uint8Array {
  const name = (format === 'text' ? undefined : (options.encoding ?? options.charset)) ?? 'UTF-8';
  switch (name.toUpperCase().replace('_', '-')) {
    case 'UTF-8':
    case 'UTF8':
      return (text) => Buffer.from(text, 'utf8');
    case 'UTF-16LE':
      return (text) => Buffer.from(text, 'utf16le');
    case 'UTF-16BE':
      return (text) => Buffer.from(text, 'utf16le').swap16();
    case 'ISO-8859-1':
      return (text) => narrow(text, 255);
    case 'US-ASCII':
      return (text) => narrow(text, 127);
    default:
      throw new SourceError(
        'SINK_UNSUPPORTED',
        `Writing in the encoding ${name} is not supported; supported are UTF-8, UTF-16LE, UTF-16BE, ISO-8859-1 and US-ASCII`,
      );
  }
}

/** One byte per character; those beyond `last` become question marks. */
function narrow(text: string, last: number): Uint8Array {
  let out = text;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) <= last) continue;
    out = Array.from(text, (char) => (char.charCodeAt(0) <= last ? char : '?')).join('');
    break;
  }
  return Buffer.from(out, 'latin1');
}
