create temporary view t as select * from values
  (1, 7, 2.5D, 'Ab cd', date'2019-03-31', timestamp'2019-03-31 13:45:06.789'),
  (2, null, 1.5D, null, null, null),
  (3, 5, null, 'x', date'2020-01-01', timestamp'2020-01-01 00:00:00') as t(id, i, d, s, da, t);

-- lag and lead: the default takes the type of the value
select id, lag(i, 1, 2.5D) over (order by id) from t;
select id, lag(i, 1, 2.5) over (order by id) from t;
select id, lag(i, 1, 'x') over (order by id) from t;
select id, lag(i, 1, '3') over (order by id) from t;
select id, lag(s, 1, 0) over (order by id) from t;
select id, lag(da, 1, '2019-01-01') over (order by id) from t;
select id, lag(d, 1, 0) over (order by id) from t;
select id, lag(i, 1, array(1)) over (order by id) from t;
select id, lag(i, 1, 5000000000) over (order by id) from t;
select id, lag(i, 1, true) over (order by id) from t;
select id, lag(i, 1, null) over (order by id) from t;
select id, lag(i, 1, d) over (order by id) from t;
select id, lead(t, 1, da) over (order by id) from t;

-- nulls left out
select id, lag(i) ignore nulls over (order by id) from t;
select id, lag(i, 2) ignore nulls over (order by id) from t;
select id, lead(i) ignore nulls over (order by id) from t;
select id, lead(i, -1) ignore nulls over (order by id) from t;
select id, lead(i, 2, -1) ignore nulls over (order by id) from t;
select id, lag(i, 0) ignore nulls over (order by id) from t;
select id, lag(i, 0) over (order by id) from t;
select id, lead(i) respect nulls over (order by id) from t;
select id, nth_value(i, 2) ignore nulls over (order by id) from t;
select id, first_value(i) ignore nulls over (order by id) from t;
select id, last_value(i) ignore nulls over (order by id) from t;
select id, last_value(i, true) over (order by id) from t;
select first_value(i) ignore nulls, last(i) ignore nulls from t;
select first_value(i, true), first_value(i) from t;

-- texts, not arrays or bytes among them
select overlay('abc', 'X', 2), overlay('abc', 'X', 2.5), overlay('abc', 'X', '2'), overlay(12345, 'X', 2);
select overlay('abc', array('X'), 2);
select overlay(array('a'), 'X', 2);
select overlay(X'6162', 'X', 2);
select overlay('ab', X'58', 2);
select overlay(X'6162', X'58', 2);
select overlay('abc', 'X', true);
select overlay('abc', true, 1), overlay('abc', date'2019-01-01', 1);

-- format_string of nulls and of numbers
select format_string('%.1f|%s|%d', cast(null as double), null, cast(null as int));
select format_string('%5.2s|%-8s|', 'abc', null), format_string('%.0e', cast(null as double));
select format_string('%S %b %c', null, null, cast(null as string));
select format_string('%08.3f|%+d|%x|%,d|%(d|% d', 3.14159D, 5, 255, 1234567, -5, 5);
select id, format_string('%.2f', cast(d as decimal(4, 3))) from t;
select id, format_string('%f', i) from t;
select id, format_string('%d', d) from t;
select format_number(cast(null as double), 2), format_number(1234.5D, null), format_number(5, -1);

-- percentages in arrays
select percentile_approx(id, array(0.25D, 0.5D)), percentile(id, array(0.1, 0.2)), percentile_approx(id, 0.5) from range(5);
select percentile_approx(id, array(0.25D, id)) from range(5);

-- not known in SQL
select product(i) from t;
