/**
 * The queries of `npm run bench:sql`, in words that Graticule, DuckDB and Spark read alike. Tables: `events` (5 M rows of
 * Parquet), `lines` (the same as CSV), `places` (50,000 rows, key `k`), `details` (5 M rows, key `u`, in another order).
 * `sorted`: the position and direction by which the answer's rows are ordered; checked, not only counted.
 */
export const QUERIES = [
  {
    name: 'filter and project',
    sql: 'SELECT id, x * 2 + y AS v, s FROM events WHERE y > 0.5 AND k < 25000',
  },
  {
    name: 'group by text, 20 values',
    sql: 'SELECT s, count(*) AS n, sum(y) AS total, avg(x) AS mean FROM events GROUP BY s',
  },
  {
    name: 'group by text, 1 M values',
    sql: 'SELECT t, count(*) AS n, max(y) AS top FROM events GROUP BY t',
  },
  {
    name: 'group by 50,000 integers',
    sql: 'SELECT k, count(*) AS n, sum(y) AS total, avg(x) AS mean FROM events GROUP BY k',
  },
  {
    name: 'group by text and integer',
    sql: 'SELECT s, k % 1000 AS m, count(*) AS n, min(x) AS low, max(x) AS top FROM events GROUP BY s, k % 1000',
  },
  { name: 'count distinct integers', sql: 'SELECT count(DISTINCT k) AS n FROM events' },
  { name: 'count distinct text', sql: 'SELECT count(DISTINCT t) AS n FROM events' },
  {
    name: 'count distinct by group',
    sql: 'SELECT s, count(DISTINCT k) AS n FROM events GROUP BY s',
  },
  {
    name: 'join with 50,000 rows',
    sql: 'SELECT p.region, count(*) AS n, sum(e.y * p.weight) AS total FROM events e JOIN places p ON e.k = p.k GROUP BY p.region',
  },
  {
    name: 'join with 5 M rows',
    sql: 'SELECT count(*) AS n, sum(e.y * d.z) AS total FROM events e JOIN details d ON e.u = d.u',
  },
  {
    name: 'window lag',
    sql: 'SELECT id, y - lag(y) OVER (PARTITION BY k ORDER BY ts, id) AS step FROM events',
  },
  { name: 'sort', sql: 'SELECT id, y, s FROM events ORDER BY y, id', sorted: { column: 1, ascending: true } },
  { name: 'sort by text', sql: 'SELECT id, t FROM events ORDER BY t, id' },
  {
    name: 'top 100',
    sql: 'SELECT id, y, t FROM events ORDER BY y DESC, id LIMIT 100',
    sorted: { column: 1, ascending: false },
  },
  {
    name: 'CSV scan',
    sql: 'SELECT count(x) AS n, sum(y) AS total, max(t) AS last, sum(k) AS keys, min(s) AS first FROM lines',
  },
  {
    name: 'Parquet scan',
    sql: 'SELECT count(x) AS n, sum(y) AS total, max(t) AS last, sum(k) AS keys, min(s) AS first, sum(u) AS units FROM events',
  },
];
