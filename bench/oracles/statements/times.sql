-- days of the year
select to_timestamp('9', 'D');
select to_timestamp('300', 'D');
select to_timestamp('099', 'DDD');
select to_timestamp('31-365', 'dd-DDD');
select to_timestamp('30-365', 'dd-DDD');
select to_timestamp('12-365', 'MM-DDD');
select to_timestamp('366', 'D');
select to_date('2020-366', 'yyyy-DDD');
set spark.sql.session.timeZone = America/Los_Angeles;
-- clocks of a zone that change between two times
select timestamp '2020-01-01 00:00:00' - timestamp '2019-10-06 10:11:12.345678';
select timestamp '2019-10-06 10:11:12.345678' - date '2020-01-01';
select a - b from values (timestamp '2020-03-08 03:30:00', timestamp '2020-03-08 01:30:00'), (timestamp '2020-11-01 12:00:00', timestamp '2020-10-31 12:00:00'), (null, timestamp '2020-10-31 12:00:00') as t(a, b);
