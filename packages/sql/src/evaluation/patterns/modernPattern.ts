import { ArgumentError } from '../../functions/definition.js';
import * as field from './fields.js';
import * as names from './names.js';

/** Patterns of java.time.format.DateTimeFormatter, as far as Spark 3 admits them. */

export type ZoneStyle = 'id' | 'short' | 'long';

export type Element =
  | { readonly kind: 'literal'; readonly text: string }
  | NumberElement
  /** Digits of the fraction of a second. */
  | { readonly kind: 'fraction'; readonly min: number; readonly max: number }
  /** values[i] is what names[i] stands for, i + first. */
  | {
      readonly kind: 'text';
      readonly field: number;
      readonly names: readonly string[];
      readonly first: number;
    }
  | {
      readonly kind: 'offset';
      readonly colon: boolean;
      readonly minutes: boolean | 'ifAny';
      readonly seconds: boolean;
      /** Written for UTC. */
      readonly zero: string;
    }
  /** GMT+2, or GMT+02:00. */
  | { readonly kind: 'localizedOffset'; readonly long: boolean }
  | { readonly kind: 'zone'; readonly style: ZoneStyle }
  | { readonly kind: 'optional'; readonly elements: readonly Element[] };

export interface NumberElement {
  readonly kind: 'number';
  readonly field: number;
  readonly min: number;
  readonly max: number;
  /** normal: a minus is allowed; exceedsPad: a plus stands before more than `min` digits; none: no sign. */
  readonly sign: 'normal' | 'exceedsPad' | 'none';
  /** Digits of the fixed-width numbers that follow without a gap and are left over for them. */
  following: number;
  /** The last two digits of a year from 2000 to 2099. */
  readonly twoDigitYear: boolean;
}

const UNKNOWN_WEEK_BASED = 'YWwu';
const UNSUPPORTED = 'ABcenNp';
const NOT_PARSED = 'EFqQ';

/** The elements of a pattern. Throws ArgumentError with Java's or Spark's words for what is no pattern. */
export function modernPattern(pattern: string, parsing: boolean): readonly Element[] {
  const parts = `${pattern} `.split("'");
  const free = parts.filter((_, i) => i % 2 === 0);
  for (const part of free) checkLetters(part, parsing);
  return new PatternCompiler(
    pattern,
    parsing,
    free.some((part) => part.includes('G')),
  ).compile();
}

function checkLetters(part: string, parsing: boolean): void {
  const weekBased = [...part].find((char) => UNKNOWN_WEEK_BASED.includes(char));
  if (weekBased !== undefined) {
    throw new ArgumentError(
      `All week-based patterns are unsupported since Spark 3.0, detected: ${weekBased}, ` +
        'Please use the SQL function EXTRACT instead',
      'IllegalArgumentException',
    );
  }
  const illegal = [...part].find(
    (char) => UNSUPPORTED.includes(char) || (parsing && NOT_PARSED.includes(char)),
  );
  if (illegal !== undefined)
    throw new ArgumentError(`Illegal pattern character: ${illegal}`, 'IllegalArgumentException');
  const long = /GGGGG|MMMMM|LLLLL|EEEEE|QQQQQ|qqqqq|yyyyyyy/.exec(part);
  if (long !== null)
    throw new ArgumentError(`Too many pattern letters: ${long[0][0]}`, 'IllegalArgumentException');
}

class PatternCompiler {
  private readonly stack: Element[][] = [[]];
  /** The number that later fixed-width numbers follow without a gap. */
  private open: NumberElement | null = null;

  constructor(
    private readonly pattern: string,
    private readonly parsing: boolean,
    private readonly hasEra: boolean,
  ) {}

  compile(): readonly Element[] {
    const { pattern } = this;
    for (let i = 0; i < pattern.length;) {
      const char = pattern[i];
      if (/[A-Za-z]/.test(char)) {
        let end = i + 1;
        while (pattern[end] === char) end++;
        this.letters(char, end - i);
        i = end;
      } else if (char === "'") i = this.quoted(i);
      else {
        if (char === '[') this.openSection();
        else if (char === ']') this.closeSection();
        else if (char === '{' || char === '}' || char === '#') {
          throw new ArgumentError(
            `Pattern includes reserved character: '${char}'`,
            'IllegalArgumentException',
          );
        } else this.append({ kind: 'literal', text: char });
        i++;
      }
    }
    // Sections that are not closed end with the pattern.
    while (this.stack.length > 1) this.closeSection();
    return this.stack[0];
  }

  private append(element: Element): void {
    this.open = null;
    (this.stack.at(-1) as Element[]).push(element);
  }

  private openSection(): void {
    this.open = null;
    this.stack.push([]);
  }

  private closeSection(): void {
    if (this.stack.length === 1) {
      throw new ArgumentError(
        'Pattern invalid as it contains ] without previous [',
        'IllegalArgumentException',
      );
    }
    const elements = this.stack.pop() as Element[];
    if (elements.length > 0) this.append({ kind: 'optional', elements });
  }

  /** Text in quotes; two of them stand for one. */
  private quoted(start: number): number {
    const { pattern } = this;
    let text = '';
    let i = start + 1;
    for (; i < pattern.length; i++) {
      if (pattern[i] !== "'") text += pattern[i];
      else if (pattern[i + 1] === "'") text += pattern[i++];
      else break;
    }
    if (i >= pattern.length) {
      throw new ArgumentError(
        `Pattern ends with an incomplete string literal: ${pattern}`,
        'IllegalArgumentException',
      );
    }
    this.append({ kind: 'literal', text: text === '' ? "'" : text });
    return i + 1;
  }

  private number(target: number, min: number, max: number, sign: NumberElement['sign']): void {
    this.appendNumber({
      kind: 'number',
      field: target,
      min,
      max,
      sign,
      following: 0,
      twoDigitYear: false,
    });
  }

  /** A number of fixed width right behind another one leaves that one fewer digits. */
  private appendNumber(element: NumberElement): void {
    const { open } = this;
    this.append(element);
    const fixed = element.min === element.max && element.sign === 'none';
    if (open !== null && fixed) {
      open.following += element.max;
      this.open = open;
    } else this.open = element;
  }

  private letters(letter: string, count: number): void {
    switch (letter) {
      case 'G':
        return this.text(field.ERA, count === 4 ? names.ERAS : names.SHORT_ERAS, 0);
      case 'y':
        return this.year(this.hasEra ? field.YEAR_OF_ERA : field.YEAR, count);
      case 'M':
      case 'L':
        if (count <= 2) return this.small(field.MONTH, letter, count);
        return this.text(field.MONTH, count === 3 ? names.SHORT_MONTHS : names.MONTHS, 1);
      case 'Q':
      case 'q':
        if (count <= 2) return this.small(field.QUARTER, letter, count);
        return this.text(field.QUARTER, count === 3 ? names.SHORT_QUARTERS : names.QUARTERS, 1);
      case 'E':
        return this.text(field.WEEKDAY, count === 4 ? names.WEEKDAYS : names.SHORT_WEEKDAYS, 1);
      case 'a':
        if (count > 1) throw tooMany(letter);
        return this.text(field.HALF_DAY, names.HALF_DAYS, 0);
      case 'd':
        return this.small(field.DAY, letter, count);
      case 'D':
        if (count === 1) return this.small(field.DAY_OF_YEAR, letter, 1);
        if (count > 3) throw tooMany(letter);
        return this.number(field.DAY_OF_YEAR, count, 3, 'none');
      case 'F':
        if (count > 1) throw tooMany(letter);
        return this.small(field.WEEKDAY_IN_MONTH, letter, 1);
      case 'H':
        return this.small(field.HOUR, letter, count);
      case 'k':
        return this.small(field.CLOCK_HOUR, letter, count);
      case 'K':
        return this.small(field.HALF_DAY_HOUR, letter, count);
      case 'h':
        return this.small(field.HALF_DAY_CLOCK_HOUR, letter, count);
      case 'm':
        return this.small(field.MINUTE, letter, count);
      case 's':
        return this.small(field.SECOND, letter, count);
      case 'S':
        if (count > 9) {
          throw new ArgumentError(
            `Maximum width must be from 1 to 9 inclusive but was ${count}`,
            'IllegalArgumentException',
          );
        }
        return this.fraction(count);
      case 'V':
        if (count !== 2)
          throw new ArgumentError(`Pattern letter count must be 2: ${letter}`, 'IllegalArgumentException');
        return this.append({ kind: 'zone', style: 'id' });
      case 'z':
        if (count > 4) throw tooMany(letter);
        return this.append({ kind: 'zone', style: count === 4 ? 'long' : 'short' });
      case 'O':
        if (count !== 1 && count !== 4) {
          throw new ArgumentError(
            `Pattern letter count must be 1 or 4: ${letter}`,
            'IllegalArgumentException',
          );
        }
        return this.append({ kind: 'localizedOffset', long: count === 4 });
      case 'X':
      case 'x':
        return this.offset(letter, count);
      case 'Z':
        if (count > 5) throw tooMany(letter);
        if (count === 4) return this.append({ kind: 'localizedOffset', long: true });
        if (count === 5) return this.offset('X', 5);
        return this.append({ kind: 'offset', colon: false, minutes: true, seconds: false, zero: '+0000' });
      default:
        throw new ArgumentError(`Unknown pattern letter: ${letter}`, 'IllegalArgumentException');
    }
  }

  private text(target: number, texts: readonly string[], first: number): void {
    this.append({ kind: 'text', field: target, names: texts, first });
  }

  private year(target: number, count: number): void {
    if (count === 2) {
      this.appendNumber({
        kind: 'number',
        field: target,
        min: 2,
        max: 2,
        sign: 'none',
        following: 0,
        twoDigitYear: true,
      });
    } else this.number(target, count, 19, count < 4 ? 'normal' : 'exceedsPad');
  }

  private small(target: number, letter: string, count: number): void {
    if (count === 1) this.number(target, 1, 19, 'normal');
    else if (count === 2) this.number(target, 2, 2, 'none');
    else throw tooMany(letter);
  }

  /** When texts are parsed, the fraction may have fewer digits, and does not count as a number of fixed width. */
  private fraction(count: number): void {
    const { open } = this;
    this.append({ kind: 'fraction', min: this.parsing ? 1 : count, max: count });
    if (!this.parsing && open !== null) this.open = open;
  }

  private offset(letter: 'X' | 'x', count: number): void {
    if (count > 5) throw tooMany(letter);
    const colon = count === 3 || count === 5;
    const zero = letter === 'X' ? 'Z' : count === 1 ? '+00' : colon ? '+00:00' : '+0000';
    const minutes = count === 1 ? 'ifAny' : true;
    this.append({ kind: 'offset', colon, minutes, seconds: count > 3, zero });
  }
}

function tooMany(letter: string): ArgumentError {
  return new ArgumentError(`Too many pattern letters: ${letter}`, 'IllegalArgumentException');
}
