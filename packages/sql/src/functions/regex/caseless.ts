/** Which letters Java takes for the same without regard to case. */

/** Every code point with another case of its own. */
let cased: readonly number[] | null = null;

function casedCodePoints(): readonly number[] {
  if (cased === null) {
    const found: number[] = [];
    for (let code = 0x80; code < 0x1f000; code++) {
      if (/\p{Changes_When_Casemapped}/u.test(String.fromCodePoint(code))) found.push(code);
    }
    cased = found;
  }
  return cased;
}

/** Simple case mapping: letters that become several stay as they are. */
function mapped(code: number, text: string): number {
  const first = text.codePointAt(0) as number;
  return String.fromCodePoint(first).length === text.length ? first : code;
}

const upperOf = (code: number): number => mapped(code, String.fromCodePoint(code).toUpperCase());
const lowerOf = (code: number): number => mapped(code, String.fromCodePoint(code).toLowerCase());

/** The case in which texts are compared: the small letter of the capital. */
export function folded(code: number, unicode: boolean): number {
  if (unicode) return lowerOf(upperOf(code));
  return code >= 0x41 && code <= 0x5a ? code + 32 : code;
}

/** The code points outside first .. last that equal one of them but for case. */
export function caseVariants(first: number, last: number, unicode: boolean): readonly number[] {
  const inside = (code: number): boolean => code >= first && code <= last;
  const found: number[] = [];
  const add = (code: number): void => {
    if (!inside(code)) found.push(code);
  };
  for (let small = 0x61; small <= 0x7a; small++) {
    if (inside(small)) add(small - 32);
    if (inside(small - 32)) add(small);
  }
  if (!unicode) return found;
  if (first === last) {
    const wanted = folded(first, true);
    if (wanted < 0x80 && wanted !== first && !found.includes(wanted)) add(wanted);
    for (const code of casedCodePoints()) if (folded(code, true) === wanted) add(code);
    return found;
  }
  for (const code of casedCodePoints()) {
    const upper = upperOf(code);
    if (inside(upper) || inside(lowerOf(upper))) add(code);
  }
  return found;
}
