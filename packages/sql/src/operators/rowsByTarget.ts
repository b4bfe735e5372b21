/**
 * Rows in order of their targets (counting sort, stable): those of target t are rows[starts[t] .. starts[t + 1]).
 * targets: a number from 0 to count - 1 per row.
 */
export function rowsByTarget(
  targets: Int32Array,
  count: number,
): { readonly rows: Int32Array; readonly starts: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < targets.length; i++) starts[targets[i] + 1]++;
  for (let t = 0; t < count; t++) starts[t + 1] += starts[t];
  const next = starts.slice();
  const rows = new Int32Array(targets.length);
  for (let i = 0; i < targets.length; i++) rows[next[targets[i]]++] = i;
  return { rows, starts };
}
