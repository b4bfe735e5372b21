import type { CsvOptions } from './csvOptions.js';
import { ESCAPED, PLAIN, unescapeField } from './csvTokens.js';
import type { CsvTokens } from './csvTokens.js';

/** The text of a field with quotes and escapes resolved; null: there is none, or it is the text for null. */
export function fieldText(
  { bytes, tokens }: { readonly bytes: Buffer; readonly tokens: CsvTokens },
  at: number,
  options: CsvOptions,
): string | null {
  const start = tokens.starts[at];
  const end = tokens.ends[at];
  const kind = tokens.kinds[at];
  if (start < 0) return null;
  let text: string;
  if (start === end) {
    if (kind === PLAIN) return null;
    text = options.emptyValue;
  } else if (kind === ESCAPED) {
    const out = Buffer.allocUnsafe(end - start);
    text = out.toString('utf8', 0, unescapeField(bytes, start, end, options.dialect, out));
  } else text = bytes.toString('utf8', start, end);
  return text === options.nullValue ? null : text;
}
