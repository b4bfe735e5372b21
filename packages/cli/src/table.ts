/** A column of a text table: its heading and whether its values stand at the right (numbers). */
export interface TableColumn {
  readonly heading: string;
  readonly right?: boolean;
}

/** Rows of text under headings, columns two blanks apart; a line per row, no trailing blanks. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) =>
    rows.reduce((width, row) => Math.max(width, (row[index] ?? '').length), column.heading.length),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? '';
        const width = widths[index] ?? 0;
        return column.right === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map((column) => column.heading)), ...rows.map(line)].join('\n');
}

/** A time in milliseconds as `2024-05-01 13:45:07` in UTC; `-` when there is none. */
export function formatTime(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return '-';
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
