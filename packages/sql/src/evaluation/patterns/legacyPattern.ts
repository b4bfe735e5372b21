import { ArgumentError } from '../../functions/definition.js';

/** Patterns of java.text.SimpleDateFormat, which Spark 2 reads and the policy LEGACY of Spark 3. */
export interface LegacyPart {
  /** '' for literal text. */
  readonly letter: string;
  readonly count: number;
  readonly text: string;
}

const LETTERS = 'GyMLdkHmsSEDFwWahKzZYuX';

/** Throws ArgumentError with Java's words for what is no pattern. */
export function legacyPattern(pattern: string): readonly LegacyPart[] {
  const parts: LegacyPart[] = [];
  let literal = '';
  let quoted = false;
  const flush = (): void => {
    if (literal !== '') parts.push({ letter: '', count: 0, text: literal });
    literal = '';
  };
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === "'") {
      if (pattern[i + 1] === "'") {
        literal += "'";
        i++;
      } else quoted = !quoted;
    } else if (quoted || !/[A-Za-z]/.test(char)) literal += char;
    else {
      if (!LETTERS.includes(char))
        throw new ArgumentError(`Illegal pattern character '${char}'`, 'IllegalArgumentException');
      flush();
      let count = 1;
      while (pattern[i + count] === char) count++;
      if (char === 'X' && count > 3)
        throw new ArgumentError(`invalid ISO 8601 format: length=${count}`, 'IllegalArgumentException');
      parts.push({ letter: char, count, text: '' });
      i += count - 1;
    }
  }
  if (quoted) throw new ArgumentError('Unterminated quote', 'IllegalArgumentException');
  flush();
  return parts;
}
