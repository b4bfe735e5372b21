/**
 * Queries made at random, from a seed, over tables with the columns id (bigint), kind (string), size (double) and
 * n (int), all with nulls and duplicates: for tests that compare two ways to answer them. Their rows are defined as a
 * set: limits come with an order over all columns or are only counted.
 */

type Type = 'long' | 'text' | 'real' | 'int';

interface Column {
  readonly name: string;
  readonly type: Type;
}

/** Something for a FROM clause, still without an alias. */
interface Relation {
  readonly sql: string;
  readonly columns: readonly Column[];
}

/** Whole numbers from 0 up to, but without, `below`; the same for every run. */
export type Random = (below: number) => number;

export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const TABLE_COLUMNS: readonly Column[] = [
  { name: 'id', type: 'long' },
  { name: 'kind', type: 'text' },
  { name: 'size', type: 'real' },
  { name: 'n', type: 'int' },
];

const JOINS = ['JOIN', 'JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'LEFT SEMI JOIN', 'LEFT ANTI JOIN'];

/** One query over the tables of the given names. */
export function randomQuery(random: Random, tables: readonly string[]): string {
  return new Writer(random, tables).query(1 + random(3)).sql;
}

class Writer {
  #names = 0;

  constructor(
    private readonly random: Random,
    private readonly tables: readonly string[],
  ) {}

  query(depth: number): Relation {
    const makers = [
      () => this.#select(depth),
      () => this.#select(depth),
      () => this.#join(depth),
      () => this.#join(depth),
      () => this.#joinByComma(depth),
      () => this.#aggregate(depth),
      () => this.#aggregate(depth),
      () => this.#setOperation(depth),
      () => this.#ordered(depth),
      () => this.#window(depth),
      () => this.#twice(depth),
      () => this.#counted(depth),
    ];
    return this.#one(makers)();
  }

  #one<T>(choices: readonly T[]): T {
    return choices[this.random(choices.length)];
  }

  #chance(percent: number): boolean {
    return this.random(100) < percent;
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  /** A relation with an alias, its columns named by it. */
  #from(depth: number): { readonly sql: string; readonly columns: readonly Column[] } {
    const alias = this.#name('t');
    const inner: Relation =
      depth > 0 && this.#chance(55)
        ? this.#bracketed(this.query(depth - 1))
        : { sql: this.#one(this.tables), columns: TABLE_COLUMNS };
    const columns = inner.columns.map(({ name, type }) => ({ name: `${alias}.${name}`, type }));
    return { sql: `${inner.sql} ${alias}`, columns };
  }

  #bracketed({ sql, columns }: Relation): Relation {
    return { sql: `(${sql})`, columns };
  }

  /** A select list of some of the columns and of expressions. */
  #list(columns: readonly Column[], most = 3): { readonly sql: string; readonly columns: readonly Column[] } {
    const count = 1 + this.random(most);
    const items = Array.from({ length: count }, (): Column & { readonly sql: string } => {
      const type = this.#one<Type>(['long', 'text', 'real', 'int']);
      return { sql: this.#value(columns, type, 2), name: this.#name('c'), type };
    });
    return { sql: items.map(({ sql, name }) => `${sql} AS ${name}`).join(', '), columns: items };
  }

  #select(depth: number): Relation {
    const from = this.#from(depth);
    const list = this.#list(from.columns, 4);
    const distinct = this.#chance(15) ? 'DISTINCT ' : '';
    const where = this.#where(from.columns, depth);
    return { sql: `SELECT ${distinct}${list.sql} FROM ${from.sql}${where}`, columns: list.columns };
  }

  #where(columns: readonly Column[], depth: number): string {
    const conditions = Array.from({ length: this.#one([0, 0, 0, 1, 1, 2]) }, () =>
      this.#condition(columns, 2),
    );
    if (depth > 0 && this.#chance(25)) conditions.push(this.#subquery(columns, depth));
    return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  }

  #subquery(columns: readonly Column[], depth: number): string {
    const inner = this.#from(depth - 1);
    const type = this.#one<Type>(['long', 'text', 'int']);
    const value = this.#column(inner.columns, type);
    const outer = this.#column(columns, type);
    switch (this.random(4)) {
      case 0:
        return `${outer} IN (SELECT ${value} FROM ${inner.sql}${this.#where(inner.columns, 0)})`;
      case 1: {
        const not = this.#chance(50) ? 'NOT ' : '';
        return `${not}EXISTS (SELECT 1 FROM ${inner.sql} WHERE ${value} = ${outer})`;
      }
      case 2:
        return `${outer} NOT IN (SELECT ${value} FROM ${inner.sql}${this.#where(inner.columns, 0)})`;
      default:
        return `${outer} >= (SELECT min(${value}) FROM ${inner.sql}${this.#where(inner.columns, 0)})`;
    }
  }

  #join(depth: number): Relation {
    let from = this.#from(depth - 1);
    let sql = from.sql;
    const joins = 1 + this.random(3);
    for (let i = 0; i < joins; i++) {
      const right = this.#from(Math.min(depth - 1, 1));
      const join = this.#one(JOINS);
      sql += ` ${join} ${right.sql} ON ${this.#joinCondition(from.columns, right.columns)}`;
      const leftOnly = join.endsWith('SEMI JOIN') || join.endsWith('ANTI JOIN');
      from = { sql, columns: leftOnly ? from.columns : [...from.columns, ...right.columns] };
    }
    const list = this.#list(from.columns);
    const where = this.#where(from.columns, 0);
    return { sql: `SELECT ${list.sql} FROM ${sql}${where}`, columns: list.columns };
  }

  #joinByComma(depth: number): Relation {
    const sides = Array.from({ length: 2 + this.random(3) }, () => this.#from(Math.min(depth - 1, 1)));
    const conditions = sides
      .slice(1)
      .map((side, i) => this.#joinCondition(this.#one(sides.slice(0, i + 1)).columns, side.columns));
    const columns = sides.flatMap((side) => side.columns);
    if (this.#chance(50)) conditions.push(this.#condition(columns, 2));
    const list = this.#list(columns);
    const sql = `SELECT ${list.sql} FROM ${sides.map((side) => side.sql).join(', ')} WHERE ${conditions.join(' AND ')}`;
    return { sql, columns: list.columns };
  }

  #joinCondition(left: readonly Column[], right: readonly Column[]): string {
    const { type } = this.#one([...left, ...right]);
    const equal = this.#one(['=', '=', '=', '=', '<=>']);
    const conditions = [`${this.#column(left, type)} ${equal} ${this.#column(right, type)}`];
    if (this.#chance(20)) {
      const second = this.#one(right).type;
      conditions.push(
        `${this.#column(left, second)} ${this.#one(['=', '<', '>='])} ${this.#column(right, second)}`,
      );
    }
    if (this.#chance(25)) conditions.push(this.#condition([...left, ...right], 2));
    return conditions.join(' AND ');
  }

  #aggregate(depth: number): Relation {
    const from = this.#from(depth);
    const keys = this.#list(from.columns, 2);
    const keyValues = keys.sql.split(', ').length === keys.columns.length ? keys : null;
    const grouped = this.#chance(80) && keyValues !== null;
    const aggregates = Array.from({ length: 1 + this.random(2) }, (): Column & { readonly sql: string } => {
      const type = this.#one<Type>(['long', 'text', 'real', 'int']);
      return { sql: this.#aggregateCall(from.columns, type), name: this.#name('a'), type };
    });
    const results = aggregates.map(({ sql, name }) => `${sql} AS ${name}`).join(', ');
    const where = this.#where(from.columns, depth);
    if (!grouped) return { sql: `SELECT ${results} FROM ${from.sql}${where}`, columns: aggregates };
    const having = this.#chance(25) ? ` HAVING ${aggregates[0].sql} IS NOT NULL` : '';
    const positions = keys.columns.map((_, i) => i + 1).join(', ');
    return {
      sql: `SELECT ${keys.sql}, ${results} FROM ${from.sql}${where} GROUP BY ${positions}${having}`,
      columns: [...keys.columns, ...aggregates],
    };
  }

  #aggregateCall(columns: readonly Column[], type: Type): string {
    const value = (of: Type): string => this.#value(columns, of, 1);
    switch (type) {
      case 'long':
        return this.#one([
          () => 'count(*)',
          () => `count(${value('text')})`,
          () => `sum(${value('int')})`,
          () => `count(DISTINCT ${value('long')})`,
        ])();
      case 'real':
        return this.#one([() => `sum(${value('real')})`, () => `max(${value('real')})`])();
      case 'text':
        return `${this.#one(['min', 'max'])}(${value('text')})`;
      case 'int':
        return `${this.#one(['min', 'max'])}(${value('int')})`;
    }
  }

  #setOperation(depth: number): Relation {
    const operator = this.#one(['UNION ALL', 'UNION ALL', 'UNION', 'INTERSECT', 'EXCEPT', 'EXCEPT ALL']);
    const types = Array.from({ length: 1 + this.random(3) }, () =>
      this.#one<Type>(['long', 'text', 'real', 'int']),
    );
    const names = types.map(() => this.#name('u'));
    const side = (): string => {
      const from = this.#from(depth - 1);
      const items = types.map((type, i) => `${this.#value(from.columns, type, 1)} AS ${names[i]}`);
      return `SELECT ${items.join(', ')} FROM ${from.sql}${this.#where(from.columns, 0)}`;
    };
    const sides = Array.from({ length: operator === 'UNION ALL' ? 2 + this.random(2) : 2 }, side);
    return {
      sql: sides.join(` ${operator} `),
      columns: types.map((type, i) => ({ type, name: names[i] })),
    };
  }

  /** Rows with equal values are the same row, so that it does not matter which of them a limit takes. */
  #ordered(depth: number): Relation {
    const inner = this.query(Math.max(0, depth - 1));
    const alias = this.#name('t');
    const orders = inner.columns.map(
      ({ name }) => `${alias}.${name}${this.#one(['', ' DESC', ' NULLS LAST', ' DESC NULLS FIRST'])}`,
    );
    const limit = this.#chance(80) ? ` LIMIT ${this.#chance(5) ? 0 : 1 + this.random(12)}` : '';
    const list = inner.columns.map(({ name }) => `${alias}.${name}`).join(', ');
    return {
      sql: `SELECT ${list} FROM (${inner.sql}) ${alias} ORDER BY ${orders.join(', ')}${limit}`,
      columns: inner.columns,
    };
  }

  #window(depth: number): Relation {
    const from = this.#from(depth);
    const partition = this.#column(from.columns, this.#one<Type>(['text', 'long']));
    const order = from.columns.map(({ name }) => name).join(', ');
    const call = this.#one([
      `sum(${this.#column(from.columns, 'int')}) OVER (PARTITION BY ${partition})`,
      `row_number() OVER (PARTITION BY ${partition} ORDER BY ${order})`,
      `count(*) OVER (PARTITION BY ${partition})`,
    ]);
    const list = this.#list(from.columns, 2);
    const [windowed, kept, outer] = [this.#name('w'), this.#name('p'), this.#name('t')];
    const columns: Column[] = [
      ...list.columns,
      { name: windowed, type: 'long' },
      { name: kept, type: 'text' },
    ];
    const inner = `SELECT ${list.sql}, CAST(${call} AS BIGINT) AS ${windowed}, CAST(${partition} AS STRING) AS ${kept} FROM ${from.sql}`;
    const visible = columns.map(({ name, type }) => ({ name: `${outer}.${name}`, type }));
    const names = visible.map(({ name }) => name).join(', ');
    return {
      sql: `SELECT ${names} FROM (${inner}) ${outer}${this.#where(visible, 0)}`,
      columns,
    };
  }

  /** A query used twice: under two names in a join, or in a union of two selections. */
  #twice(depth: number): Relation {
    const inner = this.query(Math.max(0, depth - 2));
    const [name, a, b] = [this.#name('q'), this.#name('t'), this.#name('t')];
    const side = (alias: string): Column[] =>
      inner.columns.map((column) => ({ name: `${alias}.${column.name}`, type: column.type }));
    const body = `WITH ${name} AS (${inner.sql})`;
    if (this.#chance(50)) {
      const condition = this.#joinCondition(side(a), side(b));
      const list = this.#list([...side(a), ...side(b)]);
      return {
        sql: `${body} SELECT ${list.sql} FROM ${name} ${a} ${this.#one(JOINS.slice(0, 5))} ${name} ${b} ON ${condition}`,
        columns: list.columns,
      };
    }
    const selection = (alias: string): string => {
      const names = inner.columns.map((column) => `${alias}.${column.name}`).join(', ');
      return `SELECT ${names} FROM ${name} ${alias}${this.#where(side(alias), 0)}`;
    };
    return { sql: `${body} ${selection(a)} UNION ALL ${selection(b)}`, columns: inner.columns };
  }

  /** Which rows a limit takes is not defined, how many it takes is. */
  #counted(depth: number): Relation {
    const inner = this.query(Math.max(0, depth - 1));
    const name = this.#name('c');
    const limit = this.#chance(5) ? 0 : 1 + this.random(30);
    return {
      sql: `SELECT count(*) AS ${name} FROM (SELECT * FROM (${inner.sql}) ${this.#name('t')} LIMIT ${limit}) ${this.#name('t')}`,
      columns: [{ name, type: 'long' }],
    };
  }

  /** A column of that type, else another one made to be of that type. */
  #column(columns: readonly Column[], type: Type): string {
    const fitting = columns.filter((column) => column.type === type);
    if (fitting.length > 0) return this.#one(fitting).name;
    const other = this.#one(columns);
    const value = other.type === 'text' ? `length(${other.name})` : other.name;
    return `CAST(${value} AS ${SQL_TYPES[type]})`;
  }

  #literal(type: Type): string {
    if (this.#chance(6)) return `CAST(NULL AS ${SQL_TYPES[type]})`;
    switch (type) {
      case 'long':
        return `${this.random(5)}L`;
      case 'int':
        return String(this.random(6));
      case 'real':
        return `${this.random(12) / 4}D`;
      case 'text':
        return `'${this.#one(['a', 'b', 'c', 'ab', ''])}'`;
    }
  }

  #value(columns: readonly Column[], type: Type, depth: number): string {
    if (depth === 0 || this.#chance(50)) {
      return this.#chance(90) ? this.#column(columns, type) : this.#literal(type);
    }
    const value = (of: Type): string => this.#value(columns, of, depth - 1);
    const condition = (): string => this.#condition(columns, depth - 1);
    const own: (() => string)[] = {
      long: [() => `CAST(${value('int')} AS BIGINT)`, () => `(${value('long')} + ${value('int')})`],
      int: [() => `(${value('int')} % 4)`, () => `length(${value('text')})`],
      real: [() => `(${value('real')} * 2D)`, () => `CAST(${value('int')} AS DOUBLE)`],
      text: [() => `upper(${value('text')})`, () => `CAST(${value('int')} AS STRING)`],
    }[type];
    return this.#one([
      ...own,
      () => `coalesce(${value(type)}, ${value(type)})`,
      () => `if(${condition()}, ${value(type)}, ${value(type)})`,
      () => `CASE WHEN ${condition()} THEN ${value(type)} WHEN ${condition()} THEN ${value(type)} END`,
      () => `nullif(${value(type)}, ${value(type)})`,
    ])();
  }

  #condition(columns: readonly Column[], depth: number): string {
    const { type } = this.#one(columns);
    const value = (of = type): string => this.#value(columns, of, Math.max(0, depth - 1));
    const simple = [
      () => `${value()} ${this.#one(['=', '<', '<=', '>', '>=', '!=', '<=>'])} ${value()}`,
      () =>
        `${this.#column(columns, type)} ${this.#one(['=', '<', '>', '<=>', '!='])} ${this.#literal(type)}`,
      () => `${value()} IS ${this.#one(['', 'NOT '])}NULL`,
      () =>
        `${this.#column(columns, type)} ${this.#one(['', 'NOT '])}IN (${this.#literal(type)}, ${this.#literal(type)}, ${this.#literal(type)})`,
      () => `${this.#column(columns, type)} IN (${this.#literal(type)})`,
      () => `${this.#column(columns, 'text')} LIKE '${this.#one(['a', 'a%', '%b', '%a%', '_', '%', '_b%'])}'`,
      () => `${this.#column(columns, type)} IS NOT NULL`,
      () => `${this.#column(columns, type)} ${this.#one(['>=', '<=', '!='])} ${this.#literal(type)}`,
      () => `${this.#column(columns, type)} BETWEEN ${this.#literal(type)} AND ${this.#literal(type)}`,
      () => `CAST(${this.#column(columns, 'int')} AS BIGINT) ${this.#one(['>', '='])} ${this.random(5)}L`,
      () => `${this.#column(columns, 'int')} ${this.#one(['<', '='])} ${this.random(6)}.5D`,
      () => `CAST(${this.#column(columns, 'int')} AS STRING) = '${this.random(6)}'`,
    ];
    if (depth <= 0)
      return this.#chance(30) ? `(${this.#one(simple)()} OR ${this.#one(simple)()})` : this.#one(simple)();
    const inner = (): string => this.#condition(columns, depth - 1);
    return this.#one([
      ...simple,
      () => `NOT (${inner()})`,
      () => `(${inner()} AND ${inner()})`,
      () => `(${inner()} OR ${inner()})`,
      () => `(${inner()} OR ${inner()})`,
      () => {
        const repeated = inner();
        return `((${repeated} AND ${inner()}) OR (${repeated} AND ${inner()}))`;
      },
      () => `coalesce(${inner()}, ${this.#one(['true', 'false'])})`,
      () => `(${inner()}) = ${this.#one(['true', 'false'])}`,
      () => `CASE WHEN ${inner()} THEN ${inner()} ELSE ${this.#one(['false', 'true', 'NULL'])} END`,
      () => this.#one(['true', 'true', 'false', 'CAST(NULL AS BOOLEAN)', '1 = 1', '1 > 2']),
    ])();
  }
}

const SQL_TYPES: Readonly<Record<Type, string>> = {
  long: 'BIGINT',
  text: 'STRING',
  real: 'DOUBLE',
  int: 'INT',
};
