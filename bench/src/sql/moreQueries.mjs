/**
 * The queries of `npm run bench:sql -- --more`: shapes that scripts have besides those of queries.mjs, over the same tables
 * and in words that the three engines read alike.
 */
export const MORE_QUERIES = [
  {
    name: 'group by far integers',
    sql: 'SELECT CAST(u AS BIGINT) * 1000003 % 1000000007 % 3000000 * 1000000007 AS far, count(*) AS n FROM events GROUP BY CAST(u AS BIGINT) * 1000003 % 1000000007 % 3000000 * 1000000007',
  },
  {
    name: 'group by rounded numbers',
    sql: 'SELECT round(x, 2) AS place, count(*) AS n, avg(y) AS mean FROM events GROUP BY round(x, 2)',
  },
  {
    name: 'group by three keys with nulls',
    sql: 'SELECT s, nullif(k % 100, 7) AS a, nullif(id % 7, 3) AS b, count(*) AS n, sum(y) AS total FROM events GROUP BY s, nullif(k % 100, 7), nullif(id % 7, 3)',
  },
  {
    name: 'group by month and text',
    sql: 'SELECT year(ts) AS a, month(ts) AS m, s, count(*) AS n, avg(y) AS mean FROM events GROUP BY year(ts), month(ts), s',
  },
  {
    name: 'group by part of a text',
    sql: 'SELECT upper(substring(t, 1, 4)) AS head, count(*) AS n, max(y) AS top FROM events GROUP BY upper(substring(t, 1, 4))',
  },
  {
    name: 'rollup',
    sql: 'SELECT s, k % 100 AS m, count(*) AS n, sum(y) AS total FROM events GROUP BY ROLLUP (s, k % 100)',
  },
  {
    name: 'conditional sums',
    sql: "SELECT k % 100 AS m, sum(CASE WHEN x > 800 THEN y ELSE 0 END) AS high, count(CASE WHEN s < 'm' THEN 1 END) AS early, stddev(y) AS spread FROM events GROUP BY k % 100",
  },
  {
    name: 'several distinct counts',
    sql: 'SELECT s, count(DISTINCT k) AS a, count(DISTINCT id % 1000) AS b FROM events GROUP BY s',
  },
  { name: 'distinct rows', sql: 'SELECT DISTINCT s, k FROM events' },
  {
    name: 'filter by text pattern',
    sql: "SELECT count(*) AS n, sum(y) AS total FROM events WHERE t LIKE '%99%'",
  },
  {
    name: 'left join',
    sql: 'SELECT p.region, count(*) AS n, count(p.k) AS found, sum(e.y) AS total FROM events e LEFT JOIN places p ON e.k = p.k AND p.weight > 0.5 GROUP BY p.region',
  },
  {
    name: 'full join with 5 M rows',
    sql: 'SELECT count(*) AS n, count(e.u) AS a, count(d.u) AS b, sum(e.y) AS y, sum(d.z) AS z FROM events e FULL JOIN details d ON e.u = d.u + 1000000',
  },
  {
    name: 'join of two keys',
    sql: 'SELECT count(*) AS n, sum(e.y * d.z) AS total FROM events e JOIN details d ON e.u = d.u AND e.u % 1000 = d.u % 1000',
  },
  {
    name: 'rows in a subquery',
    sql: 'SELECT count(*) AS n, sum(y) AS total FROM events WHERE k IN (SELECT k FROM places WHERE weight > 0.5)',
  },
  {
    name: 'rows without a partner',
    sql: 'SELECT count(*) AS n, sum(y) AS total FROM events e WHERE NOT EXISTS (SELECT 1 FROM details d WHERE d.u = e.u AND d.z > 0.5)',
  },
  {
    name: 'running sum',
    sql: 'SELECT id, sum(y) OVER (PARTITION BY k ORDER BY ts, id) AS total FROM events',
  },
  {
    name: 'last row of each group',
    sql: 'SELECT id, k, y FROM (SELECT id, k, y, row_number() OVER (PARTITION BY k ORDER BY ts DESC, id) AS place FROM events) q WHERE place = 1',
  },
  {
    name: 'rows beside the mean of their group',
    sql: 'SELECT count(*) AS n, sum(y - mean) AS far FROM (SELECT y, avg(y) OVER (PARTITION BY s, k % 100) AS mean FROM events) q WHERE y > mean',
  },
  {
    name: 'union of two scans',
    sql: 'SELECT s, count(*) AS n FROM (SELECT s, k FROM events WHERE x > 800 UNION ALL SELECT s, k FROM events WHERE y > 0.5) q GROUP BY s',
  },
  {
    name: 'sort by two texts',
    sql: 'SELECT id, s, t FROM events ORDER BY s DESC, t, id',
  },
];
