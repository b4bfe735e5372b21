/** The number of characters to put in, take out or change that make one text the other (Levenshtein's distance). */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let k = 1; k <= other.length; k++) {
      const changed = row[k - 1] + (one[i - 1] === other[k - 1] ? 0 : 1);
      next.push(Math.min(changed, row[k] + 1, next[k - 1] + 1));
    }
    row = next;
  }
  return row[other.length];
}
