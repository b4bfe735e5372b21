/** Smallest and middle value of measured seconds. */
export function spread(seconds) {
  const sorted = [...seconds].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)] };
}

/** Prints rows of text under headings, first column at the left, the others at the right. */
export function printTable(headings, rows) {
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...rows.map((row) => row[index].length)),
  );
  for (const row of [headings, ...rows]) {
    console.log(
      row
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index])))
        .join('  '),
    );
  }
}
