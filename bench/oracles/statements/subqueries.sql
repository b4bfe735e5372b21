create temporary view emp as select * from values
  (100, 'emp 1', 10, 100.0D), (200, 'emp 2', 10, 200.0D), (300, 'emp 3', 20, 300.0D), (400, 'emp 4', 30, 400.0D),
  (500, 'emp 5', null, 400.0D), (600, 'emp 6', 100, 100.0D), (700, 'emp 7', 20, null) as emp(id, name, dept, salary);

create temporary view dept as select * from values
  (10, 'dept 1', 'CA'), (20, 'dept 2', 'NY'), (30, 'dept 3', 'TX'), (40, 'dept 4', 'OR'), (50, 'dept 5', null)
  as dept(dept_id, dept_name, state);

create temporary view bonus as select * from values
  ('emp 1', 10.0D), ('emp 1', 20.0D), ('emp 2', 300.0D), ('emp 3', 300.0D), ('emp 4', 100.0D), ('emp 9', 5.0D)
  as bonus(emp_name, amount);

create temporary view t as select * from values (1, 1), (1, 2), (2, 3), (null, 4), (3, null) as t(a, b);

create temporary view u as select * from values (1, 2), (2, 3), (null, 9) as u(c, d);

create temporary view nonulls as select * from values (1), (2) as nonulls(x);

create temporary view nothing as select * from values (1) as nothing(x) where x > 1;

-- NOT IN beside OR
select a, b from t where a not in (select c from u) or b = 4;
select a, b from t where a not in (select x from nonulls) or b = 1;
select a, b from t where a not in (select x from nothing) or b = 1;
select a, b from t where not (a in (select x from nonulls)) or a is null;
select a, b from t where (a not in (select x from nonulls) and b > 0) or b = 2;
select a, b from t where (a, b) not in (select c, d from u) or b = 4;
select a, b from t where (a, b) not in (select c, d from u where c is not null) or b = 4;
select a, b from t where a not in (select c from u where u.d = t.b) or b = 1;
select a, b from t where a not in (select c from u where u.d > t.b) or b = 4;
select a, b from t where not (a not in (select x from nonulls) or b = 3);
select a, b, a not in (select x from nonulls) n from t;
select a, b, a in (select x from nonulls) n from t;
select a, b, a in (select c from u) n from t;
select a, b, a not in (select c from u) n from t;
select a, b, a in (select x from nothing) n from t;
select a, b, not exists (select * from u where c = a) n from t;
select a, b, exists (select * from u where c > a) n from t;
select a, b, case when a in (select c from u) then 'in' when a not in (select c from u) then 'out' else 'unknown' end w from t;
select a, b, (a in (select c from u)) is null as w from t;
select a, b from t where (a in (select c from u)) is null;
select a, b from t where coalesce(a in (select x from nonulls), true);
select a, b from t where if(b > 2, a not in (select x from nonulls), a in (select x from nonulls));
select a, b from t where a in (select c from u) = true;

-- aggregates over subqueries
select sum((select max(x) from nonulls)) from t;
select sum(a + (select max(x) from nonulls)) s, count(*) from t;
select b, sum((select count(*) from u where c = a)) from t group by b;
select max(case when a in (select c from u) then 1 else 0 end) from t;
select count(*) filter (where a in (select c from u)) from t;
select sum(case when exists (select 1 from u where c = a) then b else 0 end) from t;
select a, max((select sum(d) from u)) over (partition by a) from t;
select (select max(x) from nonulls) + max(a) from t;
select a, count(*) from t group by a having count(*) > (select min(x) from nonulls);
select a + (select max(x) from nonulls) k, count(*) from t group by a + (select max(x) from nonulls);
select (select max(x) from nonulls) k, count(*) from t group by (select max(x) from nonulls);
select a, (select count(*) from u where u.c = t.a) n, sum(b) from t group by a;
select a, (select count(*) from u where u.c = t.b) n, sum(b) from t group by a;

-- correlation over more than one level
select name from emp where exists (select 1 from dept where dept_id = dept and exists (select 1 from bonus where emp_name = name));
select name from emp e where exists (select 1 from dept d where exists (select 1 from bonus b where b.emp_name = e.name));
select name from emp e where dept in (select dept_id from dept d where d.dept_id in (select dept from emp e2 where e2.dept = d.dept_id and e2.salary > 100));
select name from emp e where salary > (select avg(amount) from bonus b where b.emp_name in (select name from emp e2 where e2.dept = e.dept));
select a from t where exists (select 1 from u where c = a and d = (select max(x) + 1 from nonulls where x <= u.c));
select a from t where b = (select max(d) from u where c = (select max(x) from nonulls where x <= a));
select a, (select max(d) from u where c = (select max(x) from nonulls where x <= u.c) and c = a) m from t;

-- correlated forms
select name, (select sum(amount) from bonus where emp_name = name) total from emp;
select name, (select count(*) from bonus where emp_name = name) n from emp;
select name, (select count(amount) + 1 from bonus where emp_name = name) n from emp;
select name, (select count(*) from bonus where emp_name = name and amount > 15) n from emp;
select name, (select max(amount) from bonus where emp_name = name having count(*) > 1) n from emp;
select name, (select count(*) from bonus where emp_name = name having count(*) = 0) n from emp;
select name, (select amount from bonus where emp_name = name) n from emp;
select name, (select first(amount) from bonus where emp_name = name group by emp_name) n from emp;
select name, (select max(amount) from bonus where emp_name = name group by amount) n from emp;
select name, (select max(amount) from bonus where amount > salary) n from emp;
select name, (select distinct emp_name from bonus where emp_name = name) n from emp;
select name, (select state from dept where dept_id = dept limit 1) n from emp;
select name, (select sum(amount) over () from bonus where emp_name = name) n from emp;
select name, (select dept_name from dept where dept_id = emp.dept and state = 'CA') n from emp;
select name from emp where exists (select * from bonus where amount > salary);
select name from emp where exists (select * from bonus where amount > salary and emp_name <> name);
select name from emp where not exists (select * from bonus where amount > salary or emp_name = name);
select name from emp where exists (select count(*) from bonus where emp_name = name);
select name from emp where exists (select emp_name from bonus where emp_name = name group by emp_name having sum(amount) > 25);
select name from emp where exists (select * from bonus where emp_name = name limit 1);
select name from emp where exists (select * from bonus where emp_name = name order by amount limit 1);
select name from emp where exists (select emp_name from bonus where emp_name = name union all select dept_name from dept where dept_id = dept);
select name from emp where exists (select emp_name from bonus where emp_name = name union select dept_name from dept where dept_name = name);
select name from emp where exists (select 1 from bonus b left join dept d on d.dept_id = emp.dept where b.emp_name = emp.name);
select name from emp where exists (select 1 from dept d left join bonus b on b.amount > 15 where d.dept_id = emp.dept);
select name from emp where exists (select 1 from dept d right join bonus b on d.dept_id = 10 where b.emp_name = emp.name);
select name from emp where exists (select 1 from dept d full join bonus b on d.dept_id = 10 where b.emp_name = emp.name);
select name from emp where exists (select 1 from (select * from bonus where emp_name = name) b join dept on true);
select name from emp where dept in (select dept_id from dept where state = 'CA' or dept_name = 'dept 3');
select name from emp where salary in (select max(amount) from bonus where emp_name = name);
select name from emp where salary in (select amount from bonus where emp_name < name);
select name from emp where salary not in (select amount from bonus where emp_name = name);
select name from emp where salary not in (select amount from bonus where emp_name < name);
select name from emp where (dept, salary) in (select dept_id, amount from dept join bonus on dept_id * 10 = amount);
select name from emp where dept in (select dept_id + emp.dept - emp.dept from dept);
select name, exists (select 1 from bonus where emp_name = name and amount > 50) big from emp;
select name from emp order by (select count(*) from bonus where emp_name = name) desc, name;
select name from emp order by (select max(dept_id) from dept), name limit 2;
select name from emp where salary > (select avg(salary) from emp);
select name from emp where salary = (select salary from emp where id in (400, 500));
select (select 1, 2) from emp;
select name from emp where dept = (select dept_id from dept where dept_id > 1000);
select name from emp where (select count(*) from bonus where emp_name = name) = (select max(x) from nonulls);
select e.name, d.dept_name from emp e join dept d on e.dept = d.dept_id and d.dept_id in (select dept from emp where salary > 250);
select e.name, d.dept_name from emp e left join dept d on e.dept = d.dept_id and d.dept_id in (select dept from emp where salary > 250);
select e.name from emp e join dept d on exists (select 1 from bonus b where b.emp_name = e.name and d.dept_id = e.dept);
with big as (select * from bonus where amount > 50) select name from emp where name in (select emp_name from big);
select name from emp where name in (with big as (select * from bonus where amount > 50) select emp_name from big);
select name from emp where name in (select emp_name from bonus where amount > 50 intersect select emp_name from bonus where emp_name < 'emp 4');
select name from emp where exists (select sum(amount) s from bonus where emp_name = name group by emp_name, amount having amount > 15);
select d.state, (select count(*) from emp where dept = d.dept_id) n, (select sum(salary) from emp where dept = d.dept_id) s from dept d;
select a from t where a = any (select c from u);
select a from t where a > all (select c from u);
select a, (select sum(d) from u where c <= a) from t;
select a, (select count(*) from u where c <= a) from t;
select a, (select max(c) from u where c = a and d > b) from t;
select a, (select max(c + a) from u where c = a) from t;
select a, (select a + max(c) from u where c = a) from t;
select a, (select a + 1) from t;
select a, (select max(a) from u) from t;
select a, (select max(x) from (select c as x from u where c = a)) from t;
select a from t where a in (select c from u where b = 2);
select a from t where b in (select a from u);
select a from t where b in (select t.a from u where c = a);
select sum(a) from t having exists (select 1 from u where c = sum(t.a));
select a, sum(b) from t group by a having exists (select 1 from u where d = sum(t.b));
select a, sum(b) from t group by a having exists (select 1 from u where c = t.a);
select a, sum(b) from t group by a having sum(b) in (select d from u);
select a, sum(b) from t group by a having sum(b) > (select min(d) from u where c = a);
