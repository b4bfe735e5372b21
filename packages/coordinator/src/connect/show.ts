import type { Batch, StructType } from '@graticule/columnar';
import { formatValue, type SparkVersion } from '@graticule/sql';

export interface TableOptions {
  /** Rows shown at most. */
  readonly rows: number;
  /** Cells longer than this are cut; 0: none. */
  readonly truncate: number;
  readonly vertical: boolean;
  /** 2.2: every character takes one position and control characters are printed as they are. */
  readonly compat: SparkVersion;
  /** In which timestamps are written. */
  readonly timeZone: string;
}

/** East Asian wide and full-width characters, which take two positions in a terminal. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/g;

const CONTROL_NAMES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
  '\v': '\\v',
  '\u0007': '\\a',
};

const CONTROL = new RegExp(`[${Object.keys(CONTROL_NAMES).join('')}]`, 'g');

const CELL_WIDTH_MIN = 3;

/**
 * The text that `df.show()` prints, without the newline that print adds. `batches` hold one row more than `options.rows`
 * when the frame has more. Names of columns are never cut.
 */
export function showText(schema: StructType, batches: readonly Batch[], options: TableOptions): string {
  const format = { compat: options.compat, timeZone: options.timeZone, style: 'show' } as const;
  const names = schema.fields.map((field) => visible(field.name, options.compat));
  const rows: string[][] = [];
  let available = 0;
  for (const { columns, length } of batches) {
    available += length;
    for (let row = 0; row < length && rows.length < options.rows; row++) {
      rows.push(
        columns.map((column) =>
          cut(visible(formatValue(column, row, format), options.compat), options.truncate),
        ),
      );
    }
  }
  const hasMore = available > options.rows;
  return options.vertical
    ? verticalText(names, rows, hasMore, options)
    : tableText(names, rows, hasMore, options);
}

function tableText(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  hasMore: boolean,
  options: TableOptions,
): string {
  const lines = [names, ...rows];
  const widths = names.map((_, column) =>
    lines.reduce((width, line) => Math.max(width, positions(line[column], options.compat)), CELL_WIDTH_MIN),
  );
  const frame = `+${widths.map((width) => '-'.repeat(width)).join('+')}+`;
  const [header, ...body] = lines.map((line) => {
    const cells = line.map((cell, column) => {
      const blanks = ' '.repeat(widths[column] - positions(cell, options.compat));
      return options.truncate > 0 ? blanks + cell : cell + blanks;
    });
    return `|${cells.join('|')}|`;
  });
  const more = hasMore ? `only showing top ${options.rows} ${options.rows === 1 ? 'row' : 'rows'}\n` : '';
  return [frame, header, frame, ...body, frame, ''].join('\n') + more;
}

function verticalText(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  hasMore: boolean,
  options: TableOptions,
): string {
  if (rows.length === 0) return '(0 rows)\n';
  const width = (texts: readonly string[]) =>
    texts.reduce((most, text) => Math.max(most, positions(text, options.compat)), CELL_WIDTH_MIN);
  const nameWidth = width(names);
  const valueWidth = width(rows.flat());
  const padded = (text: string, to: number) => text + ' '.repeat(to - positions(text, options.compat));
  const lines: string[] = [];
  rows.forEach((row, i) => {
    lines.push(`-RECORD ${i}`.padEnd(nameWidth + valueWidth + 5, '-'));
    row.forEach((cell, column) =>
      lines.push(` ${padded(names[column], nameWidth)} | ${padded(cell, valueWidth)} `),
    );
  });
  const more = hasMore ? `only showing top ${options.rows} ${options.rows === 1 ? 'row' : 'rows'}\n` : '';
  return lines.join('\n') + '\n' + more;
}

function cut(text: string, truncate: number): string {
  if (truncate <= 0 || text.length <= truncate) return text;
  return truncate < 4 ? text.slice(0, truncate) : `${text.slice(0, truncate - 3)}...`;
}

function visible(text: string, compat: SparkVersion): string {
  return compat === '2.2' ? text : text.replace(CONTROL, (character) => CONTROL_NAMES[character]);
}

function positions(text: string, compat: SparkVersion): number {
  return compat === '2.2' ? text.length : text.length + (text.match(WIDE)?.length ?? 0);
}
