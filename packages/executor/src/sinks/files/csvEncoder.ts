import { type StructType } from '@graticule/columnar';
import { unsupportedType } from '../../sources/files/fileOptions.js';
import { SourceError } from '../../sources/sourceError.js';
import type { FileSink } from './fileSink.js';
import type { TextEncoder } from './partWriter.js';
import { nullableWriter } from './valueWriter.js';

const NESTED = ['array', 'map', 'struct', 'interval', 'binary', 'null'];

/** Delimited text with Spark's options and defaults for writing. */
export function csvEncoder(schema: StructType, sink: FileSink): TextEncoder {
  for (const { type } of schema.fields) {
    if (!NESTED.includes(type.kind)) continue;
    throw unsupportedType('CSV', type);
  }
  const { options } = sink;
  const flag = (name: string, fallback: boolean) =>
    (options[name] ?? String(fallback)).toLowerCase() === 'true';
  const separator = control(options.sep ?? options.delimiter ?? ',');
  const end = lineEndOf(sink);
  const quote = options.quote ?? '"';
  const nothing = options.nullvalue ?? '';
  const cell = cellWriter(sink, separator, end);
  const nullText = (first: boolean) => {
    if (nothing !== '') return cell(nothing, first);
    return flag('quoteall', false) ? quote + quote : '';
  };
  const nullTexts = [nullText(true), nullText(false)];
  const head = flag('header', false)
    ? schema.fields.map(({ name }, k) => cell(name, k === 0)).join(separator) + end
    : '';
  return {
    head,
    encode({ columns, length }) {
      const writers = columns.map((column) => nullableWriter(column, sink));
      let out = '';
      for (let row = 0; row < length; row++) {
        let line = '';
        for (let k = 0; k < writers.length; k++) {
          const value = writers[k](row);
          if (k > 0) line += separator;
          line += value === null ? nullTexts[k === 0 ? 0 : 1] : cell(value, k === 0);
        }
        // A row of one column without a value would be a blank line, which readers pass over anyway.
        if (line !== '') out += line + end;
      }
      return out;
    },
  };
}

/** The option lineSep: one character. */
function lineEndOf({ options }: FileSink): string {
  const text = options.linesep;
  if (text === undefined) return '\n';
  if (text.length === 1) return text;
  const problem = text === '' ? 'cannot be an empty string.' : 'can contain only 1 character.';
  throw new SourceError('OPTION_INVALID', `requirement failed: 'lineSep' ${problem}`);
}

/**
 * A value with quotes where it needs them. Blanks at both ends go (unless told otherwise), an empty text is written as
 * the option emptyValue says.
 */
function cellWriter(
  { options }: FileSink,
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
    if (value === '') return empty;
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
