create or replace temporary view sales as select * from values ('a', 1, 10), ('a', 2, 20), ('b', 1, 30) as sales(shop, month, amount);
-- sets that are listed twice give their groups twice
select shop, month, sum(amount) from sales group by grouping sets ((shop), (shop), (month));
select shop, sum(amount) from sales group by shop, cube(shop);
select shop, month, sum(amount) from sales group by shop, rollup(shop, month);
select shop, grouping(shop), grouping_id() from sales group by grouping sets ((shop), (shop));
select shop, count(*) from sales group by grouping sets (shop, shop) having count(*) > 1;
-- one set
select shop, grouping(shop), sum(amount) from sales group by grouping sets (shop);
select shop, sum(amount) from sales group by rollup(());
select shop, sum(amount) from sales group by cube(shop, ());
-- keys that a set leaves out are null
select shop, month from sales group by grouping sets ((shop), (shop, month)) having month is not null;
select shop, month + 1 as next from sales group by grouping sets ((shop), (shop, month)) having next is null;
select coalesce(month, 0) as m, count(*) from sales group by rollup(month) having m is not null;
select * from (select shop, month from sales group by cube(shop, month)) where month is null;
-- names of HAVING
select sum(amount) as month from sales group by month having month > 1;
select sum(amount) as month from sales group by shop having month > 25;
select sum(month) as month from sales group by grouping sets ((month), (shop)) having month > 1;
select shop as month, month as shop from sales group by shop, month having shop = 'a';
select month + 1 as month, count(*) from sales group by month having month = 1;
