import type { Flags } from './syntax.js';

/** The \p{...} classes of Java as contents of `v` mode character classes. */

const ASCII_CLASSES: Readonly<Record<string, string>> = {
  ASCII: '\\x00-\\x7f',
  Alnum: 'a-zA-Z0-9',
  Alpha: 'a-zA-Z',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1f\\x7f',
  Digit: '0-9',
  Graph: '\\x21-\\x7e',
  Lower: 'a-z',
  Print: '\\x20-\\x7e',
  Punct: '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e',
  Space: ' \\t-\\r',
  Upper: 'A-Z',
  XDigit: '0-9a-fA-F',
};

const GENERAL_CATEGORIES = new Set(
  (
    'Cn Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf Co Cs Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf ' +
    'L M N Z C P S LC'
  ).split(' '),
);

/** Names with a meaning of their own in Java, in either of the forms \p{name} and \p{Isname}. */
const PROPERTIES: Readonly<Record<string, string>> = {
  LD: '\\p{L}\\p{Nd}',
  L1: '\\x00-\\xff',
  all: '\\u{0}-\\u{10ffff}',
  javaLowerCase: '\\p{Lowercase}',
  javaUpperCase: '\\p{Uppercase}',
  javaAlphabetic: '\\p{Alphabetic}',
  javaIdeographic: '\\p{Ideographic}',
  javaTitleCase: '\\p{Lt}',
  javaDigit: '\\p{Nd}',
  javaDefined: '[^\\p{Cn}]',
  javaLetter: '\\p{L}',
  javaLetterOrDigit: '\\p{L}\\p{Nd}',
  javaSpaceChar: '\\p{Z}',
  javaWhitespace: '[\\p{Z}--[\\xa0\\u2007\\u202f]]\\t-\\r\\x1c-\\x1f',
  javaISOControl: '\\x00-\\x1f\\x7f-\\x9f',
};

/** Binary properties, by their names in capitals. */
const BINARY_PROPERTIES: Readonly<Record<string, string>> = {
  ALPHABETIC: '\\p{Alphabetic}',
  LETTER: '\\p{L}',
  IDEOGRAPHIC: '\\p{Ideographic}',
  LOWERCASE: '\\p{Lowercase}',
  UPPERCASE: '\\p{Uppercase}',
  TITLECASE: '\\p{Lt}',
  WHITE_SPACE: '\\p{White_Space}',
  WHITESPACE: '\\p{White_Space}',
  CONTROL: '\\p{Cc}',
  PUNCTUATION: '\\p{P}',
  HEX_DIGIT: '\\p{Nd}\\p{Hex_Digit}',
  HEXDIGIT: '\\p{Nd}\\p{Hex_Digit}',
  ASSIGNED: '[^\\p{Cn}]',
  NONCHARACTER_CODE_POINT: '\\p{Noncharacter_Code_Point}',
  NONCHARACTERCODEPOINT: '\\p{Noncharacter_Code_Point}',
  DIGIT: '\\p{Nd}',
  ALNUM: '\\p{Alphabetic}\\p{Nd}',
  BLANK: '\\p{Zs}\\t',
  GRAPH: '[^\\p{Z}\\p{Cc}\\p{Cs}\\p{Cn}]',
  PRINT: '[[^\\p{Z}\\p{Cc}\\p{Cs}\\p{Cn}]\\p{Zs}]',
  WORD: '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}',
  JOIN_CONTROL: '\\p{Join_Control}',
  JOINCONTROL: '\\p{Join_Control}',
};

/** POSIX names under the flag U. */
const UNICODE_CLASSES: Readonly<Record<string, string>> = {
  ALPHA: BINARY_PROPERTIES.ALPHABETIC,
  LOWER: BINARY_PROPERTIES.LOWERCASE,
  UPPER: BINARY_PROPERTIES.UPPERCASE,
  SPACE: BINARY_PROPERTIES.WHITE_SPACE,
  PUNCT: BINARY_PROPERTIES.PUNCTUATION,
  XDIGIT: BINARY_PROPERTIES.HEX_DIGIT,
  ALNUM: BINARY_PROPERTIES.ALNUM,
  CNTRL: BINARY_PROPERTIES.CONTROL,
  DIGIT: BINARY_PROPERTIES.DIGIT,
  BLANK: BINARY_PROPERTIES.BLANK,
  GRAPH: BINARY_PROPERTIES.GRAPH,
  PRINT: BINARY_PROPERTIES.PRINT,
};

/** Blocks of letters in use, by their Java names in capitals without blanks, hyphens and underscores. */
const BLOCKS: Readonly<Record<string, string>> = {
  BASICLATIN: '\\u{0}-\\u{7f}',
  LATIN1SUPPLEMENT: '\\u{80}-\\u{ff}',
  LATINEXTENDEDA: '\\u{100}-\\u{17f}',
  LATINEXTENDEDB: '\\u{180}-\\u{24f}',
  LATINEXTENDEDADDITIONAL: '\\u{1e00}-\\u{1eff}',
  IPAEXTENSIONS: '\\u{250}-\\u{2af}',
  SPACINGMODIFIERLETTERS: '\\u{2b0}-\\u{2ff}',
  COMBININGDIACRITICALMARKS: '\\u{300}-\\u{36f}',
  GREEK: '\\u{370}-\\u{3ff}',
  GREEKANDCOPTIC: '\\u{370}-\\u{3ff}',
  GREEKEXTENDED: '\\u{1f00}-\\u{1fff}',
  CYRILLIC: '\\u{400}-\\u{4ff}',
  CYRILLICSUPPLEMENTARY: '\\u{500}-\\u{52f}',
  ARMENIAN: '\\u{530}-\\u{58f}',
  HEBREW: '\\u{590}-\\u{5ff}',
  ARABIC: '\\u{600}-\\u{6ff}',
  DEVANAGARI: '\\u{900}-\\u{97f}',
  BENGALI: '\\u{980}-\\u{9ff}',
  TAMIL: '\\u{b80}-\\u{bff}',
  THAI: '\\u{e00}-\\u{e7f}',
  GEORGIAN: '\\u{10a0}-\\u{10ff}',
  HANGULJAMO: '\\u{1100}-\\u{11ff}',
  ETHIOPIC: '\\u{1200}-\\u{137f}',
  GENERALPUNCTUATION: '\\u{2000}-\\u{206f}',
  SUPERSCRIPTSANDSUBSCRIPTS: '\\u{2070}-\\u{209f}',
  CURRENCYSYMBOLS: '\\u{20a0}-\\u{20cf}',
  LETTERLIKESYMBOLS: '\\u{2100}-\\u{214f}',
  NUMBERFORMS: '\\u{2150}-\\u{218f}',
  ARROWS: '\\u{2190}-\\u{21ff}',
  MATHEMATICALOPERATORS: '\\u{2200}-\\u{22ff}',
  MISCELLANEOUSTECHNICAL: '\\u{2300}-\\u{23ff}',
  BOXDRAWING: '\\u{2500}-\\u{257f}',
  GEOMETRICSHAPES: '\\u{25a0}-\\u{25ff}',
  MISCELLANEOUSSYMBOLS: '\\u{2600}-\\u{26ff}',
  DINGBATS: '\\u{2700}-\\u{27bf}',
  CJKSYMBOLSANDPUNCTUATION: '\\u{3000}-\\u{303f}',
  HIRAGANA: '\\u{3040}-\\u{309f}',
  KATAKANA: '\\u{30a0}-\\u{30ff}',
  CJKUNIFIEDIDEOGRAPHSEXTENSIONA: '\\u{3400}-\\u{4dbf}',
  CJKUNIFIEDIDEOGRAPHS: '\\u{4e00}-\\u{9fff}',
  HANGULSYLLABLES: '\\u{ac00}-\\u{d7af}',
  HALFWIDTHANDFULLWIDTHFORMS: '\\u{ff00}-\\u{ffef}',
  EMOTICONS: '\\u{1f600}-\\u{1f64f}',
  MISCELLANEOUSSYMBOLSANDPICTOGRAPHS: '\\u{1f300}-\\u{1f5ff}',
};

const CASES = new Set(['Lu', 'Ll', 'Lt']);
const CASE_CLASSES = new Set(['Lower', 'Upper']);
const CASE_PROPERTIES = new Set(['LOWERCASE', 'UPPERCASE', 'TITLECASE']);
const JAVA_CASES = new Set(['javaLowerCase', 'javaUpperCase', 'javaTitleCase']);

const ANY_CASE = '\\p{Lowercase}\\p{Uppercase}\\p{Lt}';

/** The content of a class for \p{name}, or null when Java knows no such name. */
export function propertySource(name: string, flags: Flags): string | null {
  const equals = name.indexOf('=');
  if (equals >= 0) {
    const value = name.slice(equals + 1);
    switch (name.slice(0, equals).toLowerCase()) {
      case 'sc':
      case 'script':
        return scriptSource(value);
      case 'blk':
      case 'block':
        return blockSource(value);
      case 'gc':
      case 'general_category':
        return generalSource(value, flags);
      default:
        return null;
    }
  }
  if (name.startsWith('In')) return blockSource(name.slice(2));
  if (name.startsWith('Is')) {
    const short = name.slice(2);
    return binarySource(short, flags) ?? generalSource(short, flags) ?? scriptSource(short);
  }
  const posix = flags.unicodeClasses ? lookUp(UNICODE_CLASSES, name.toUpperCase()) : null;
  if (posix !== null && flags.ignoreCase && /^(lower|upper)$/i.test(name)) return ANY_CASE;
  return posix ?? generalSource(name, flags);
}

function lookUp(table: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(table, name) ? table[name] : null;
}

function binarySource(name: string, { ignoreCase }: Flags): string | null {
  const upper = name.toUpperCase();
  return ignoreCase && CASE_PROPERTIES.has(upper) ? ANY_CASE : lookUp(BINARY_PROPERTIES, upper);
}

function generalSource(name: string, { ignoreCase }: Flags): string | null {
  if (ignoreCase && CASES.has(name)) return '\\p{LC}';
  if (ignoreCase && CASE_CLASSES.has(name)) return 'a-zA-Z';
  if (ignoreCase && JAVA_CASES.has(name)) return ANY_CASE;
  if (GENERAL_CATEGORIES.has(name)) return `\\p{${name}}`;
  return lookUp(ASCII_CLASSES, name) ?? lookUp(PROPERTIES, name);
}

function blockSource(name: string): string | null {
  return lookUp(BLOCKS, name.toUpperCase().replace(/[ _-]/g, ''));
}

/** Scripts by name in any case, or by their code of four letters. */
function scriptSource(name: string): string | null {
  const known = name
    .toLowerCase()
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('_');
  if (!/^\w+$/.test(known)) return null;
  const source = `\\p{Script=${known}}`;
  try {
    new RegExp(source, 'v');
    return source;
  } catch {
    return null;
  }
}
