import { OptionError } from '../optionError.js';
import type { WriteSettings } from '../valueWriter.js';

/** How texts become a line of delimited text, with Spark's options and defaults for writing. */
export interface CsvCells {
  readonly separator: string;
  /** What ends a line. */
  readonly end: string;
  /** A text with quotes where it needs them; null stands for a value that is missing. first: it begins its line. */
  cell(text: string | null, first: boolean): string;
}

/** The cells of a write; throws OptionError for options that it cannot have. */
export function csvCells(settings: WriteSettings): CsvCells {
  const { options } = settings;
  const separator = control(options.sep ?? options.delimiter ?? ',');
  const end = lineEndOf(settings);
  const quote = options.quote ?? '"';
  const nothing = options.nullvalue ?? '';
  const write = cellWriter(settings, separator, end);
  const nullText = (first: boolean) => {
    if (nothing !== '') return write(nothing, first);
    return (options.quoteall ?? 'false').toLowerCase() === 'true' ? quote + quote : '';
  };
  const [firstNull, otherNull] = [nullText(true), nullText(false)];
  const cell = (text: string | null, first: boolean): string => {
    if (text === null) return first ? firstNull : otherNull;
    return write(text, first);
  };
  return { separator, end, cell };
}

/** The option lineSep: one character. */
function lineEndOf({ options }: WriteSettings): string {
  const text = options.linesep;
  if (text === undefined) return '\n';
  if (text.length === 1) return text;
  const problem = text === '' ? 'cannot be an empty string.' : 'can contain only 1 character.';
  throw new OptionError('OPTION_INVALID', `requirement failed: 'lineSep' ${problem}`);
}

/**
 * A value with quotes where it needs them. Blanks at both ends go (unless told otherwise), an empty text is written as
 * the option emptyValue says.
 */
function cellWriter(
  { options }: WriteSettings,
  separator: string,
  end: string,
): (text: string, first: boolean) => string {
  const flag = (name: string, fallback: boolean) =>
    (options[name] ?? String(fallback)).toLowerCase() === 'true';
  const quote = (options.quote ?? '"') || '\0';
  const escape = options.escape ?? '\\';
  const escapeOfEscape = options.chartoescapequoteescaping ?? escape;
  // What could be taken for a comment at the start of a line.
  const comment = options.comment ?? '#';
  const empty = options.emptyvalue ?? '""';
  const [all, escapes] = [flag('quoteall', false), flag('escapequotes', true)];
  const [trimStart, trimEnd] = [
    flag('ignoreleadingwhitespace', true),
    flag('ignoretrailingwhitespace', true),
  ];
  return (text, first) => {
    let value = trimStart ? text.replace(/^[\0- ]+/, '') : text;
    if (trimEnd) value = value.replace(/[\0- ]+$/, '');
    if (value === '') {
      if (empty.length >= 2 && empty.startsWith(quote) && empty.endsWith(quote)) return empty;
      value = empty;
    }
    const holdsQuote = value.includes(quote);
    const needed =
      value.includes(separator) ||
      value.includes('\n') ||
      value.includes('\r') ||
      value.includes(end) ||
      (first && comment !== '' && value.startsWith(comment));
    if (!all && !needed && !(holdsQuote && (escapes || value.startsWith(quote)))) return value;
    return (
      quote +
      (holdsQuote || value.includes(escape) ? escaped(value, quote, escape, escapeOfEscape) : value) +
      quote
    );
  };
}

function escaped(value: string, quote: string, escape: string, escapeOfEscape: string): string {
  let out = '';
  for (const char of value) {
    if (char === quote) out += escape;
    else if (char === escape) out += escapeOfEscape;
    out += char;
  }
  return out;
}

function control(text: string): string {
  return text === '\\t' ? '\t' : text;
}
