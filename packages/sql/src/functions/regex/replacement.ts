import { ArgumentError } from '../definition.js';
import type { JavaRegex, RegexMatch } from './index.js';

type Piece = string | number;

/**
 * A Java replacement text: $1 and ${name} are groups, a backslash takes the next character as it is. Throws
 * ArgumentError, with Java's words, for a group that the expression does not have.
 */
export function parseReplacement(text: string, { groupCount, groupNames }: JavaRegex): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < text.length;) {
    if (text[i] === '\\') {
      if (i + 1 === text.length) throw new ArgumentError('character to be escaped is missing');
      pieces.push(text[i + 1]);
      i += 2;
    } else if (text[i] !== '$') {
      pieces.push(text[i++]);
    } else if (i + 1 === text.length) {
      throw new ArgumentError('Illegal group reference: group index is missing');
    } else if (text[i + 1] === '{') {
      const name = /^[A-Za-z][A-Za-z0-9]*(?=\})/.exec(text.slice(i + 2))?.[0];
      if (name === undefined) throw new ArgumentError(`named capturing group in '${text}' is not closed`);
      const group = groupNames.get(name);
      if (group === undefined) throw new ArgumentError(`No group with name {${name}}`);
      pieces.push(group);
      i += name.length + 3;
    } else {
      let group = digitAt(text, i + 1);
      if (group < 0) throw new ArgumentError('Illegal group reference');
      for (i += 2; digitAt(text, i) >= 0; i++) {
        // More digits belong to the number as long as there are so many groups.
        const longer = group * 10 + digitAt(text, i);
        if (longer > groupCount) break;
        group = longer;
      }
      if (group > groupCount) throw new ArgumentError(`No group ${group}`);
      pieces.push(group);
    }
  }
  return joined(pieces);
}

function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 0x30;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** Neighbouring texts as one. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') out[out.length - 1] = last + piece;
    else out.push(piece);
  }
  return out;
}

/** A replacement for one match; groups without a match are empty. */
export function expandReplacement(pieces: readonly Piece[], { groups }: RegexMatch): string {
  let out = '';
  for (const piece of pieces) out += typeof piece === 'string' ? piece : (groups[piece] ?? '');
  return out;
}
