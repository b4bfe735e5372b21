import type { Batch } from '@graticule/columnar';
import { analyse } from '../analysis/analyse.js';
import { runCommand } from '../analysis/command.js';
import { viewKey } from '../analysis/commandSession.js';
import type { CommandSession } from '../analysis/commandSession.js';
import type { AnalysisContext } from '../analysis/context.js';
import type { EvaluationContext, SparkVersion } from '../functions/definition.js';
import { unionRows } from '../analysis/setOperation.js';
import { unsupported } from '../errors.js';
import { runPlan } from '../operators/testing.js';
import { outputOf } from '../plan/walk.js';
import type { LogicalNode } from '../plan/logical.js';
import { nameColumns } from '../analysis/columns.js';
import type { UnresolvedExpression, UnresolvedRelation } from '../plan/unresolved.js';
import { parseSchema, parseSql } from '../parser/parse.js';

/** The zone in which the files were recorded. */
export const TIME_ZONE = 'America/Los_Angeles';

const TEST_TABLES = [
  'CREATE TEMPORARY VIEW testdata AS SELECT CAST(id AS INT) AS key, CAST(id AS STRING) AS value FROM range(1, 101)',
  'CREATE TEMPORARY VIEW arraydata AS VALUES (array(1, 2, 3), array(array(1, 2, 3))), ' +
    '(array(2, 3, 4), array(array(2, 3, 4))) AS t(arraycol, nestedarraycol)',
  "CREATE TEMPORARY VIEW mapdata AS VALUES (map(1, 'a1', 2, 'b1', 3, 'c1', 4, 'd1', 5, 'e1')), " +
    "(map(1, 'a2', 2, 'b2', 3, 'c2', 4, 'd2')), (map(1, 'a3', 2, 'b3', 3, 'c3')), (map(1, 'a4', 2, 'b4')), " +
    "(map(1, 'a5')) AS t(mapcol)",
];

/** A session in this thread that runs SQL one statement after the other. */
export class GoldenSession {
  readonly #views = new Map<string, LogicalNode>();
  readonly #conf = new Map<string, string>();
  readonly #defaults: Readonly<Record<string, string>>;

  /** Databases of the files, in each of which tables have their own names. */
  #database = 'default';

  constructor(
    readonly compat: SparkVersion = '2.2',
    private readonly timeZone = TIME_ZONE,
  ) {
    this.#defaults = { 'graticule.compat.version': compat, 'spark.sql.session.timeZone': timeZone };
  }

  /** Creates the tables that Spark's test program has beforehand. */
  async prepare(): Promise<void> {
    for (const text of TEST_TABLES) await this.run(text);
  }

  /** Adds a table of rows beside those that `prepare` creates. */
  async addTable(name: string, rows: Batch): Promise<void> {
    const relation = { kind: 'localRelation', schema: rows.schema, batches: [rows] } as const;
    this.#views.set(name, await this.#analyse(relation, true));
  }

  /**
   * Stands in for a catalog of stored tables, which there is none of: statements of these files that only set up
   * tables and databases. true: it was one of them.
   */
  async prepareTables(text: string): Promise<boolean> {
    const words = text.trim().replace(/;$/, '');
    const use = /^use\s+(\w+)$/i.exec(words);
    if (use !== null) this.#database = use[1].toLowerCase();
    if (use !== null || /^(create|drop)\s+database\b/i.test(words)) return true;
    const created =
      /^create\s+table\s+([\w.]+)\s*(?:\(([^]*)\))?\s*(?:using\s+\w+)?(?:\s+as\s+([^]*))?$/i.exec(words);
    if (created !== null) {
      const [, name, columns, query] = created;
      const empty = parseSchema(columns ?? 'a int');
      const relation =
        query === undefined
          ? ({ kind: 'localRelation', schema: empty, batches: [] } as const)
          : ({ kind: 'sql', text: query } as const);
      this.#views.set(this.#tableKey(name.split('.')), await this.#analyse(relation, true));
      return true;
    }
    const inserted = /^insert\s+into\s+(?:table\s+)?([\w.]+)\s+([^]*)$/i.exec(words);
    if (inserted !== null) {
      const key = this.#tableKey(inserted[1].split('.'));
      const plan = this.#views.get(key) as LogicalNode;
      const rows = await this.#analyse({ kind: 'sql', text: inserted[2] }, true);
      const names = outputOf(plan).map((column) => column.name);
      const expressions = outputOf(plan).map(({ name, type }): UnresolvedExpression => ({
        kind: 'unresolvedAlias',
        child: { kind: 'unresolvedCast', child: { kind: 'unresolvedAttribute', parts: [name] }, type },
        names: [name],
      }));
      const input = { kind: 'resolved', plan: nameColumns(rows, names) } as const;
      const converted = await this.#analyse({ kind: 'project', input, expressions }, true);
      this.#views.set(key, unionRows([plan, converted], this.compat));
      return true;
    }
    return /^drop\s+table\b/i.test(words);
  }

  #tableKey(parts: readonly string[]): string {
    return (parts.length === 1 ? [this.#database, ...parts] : parts).join('.').toLowerCase();
  }

  async run(text: string): Promise<{ readonly plan: LogicalNode; readonly rows: Batch | null }> {
    const statement = parseSql(text, this.compat);
    if (statement.kind === 'query') {
      const plan = await this.#analyse(statement.relation, true);
      return { plan, rows: await this.#rows(plan) };
    }
    const plan = await runCommand(statement, this.#commandSession());
    return { plan, rows: outputOf(plan).length === 0 ? null : await this.#rows(plan) };
  }

  #rows(plan: LogicalNode): Promise<Batch> {
    return runPlan(plan, {
      compat: this.compat,
      timeZone: this.#conf.get('spark.sql.session.timezone') ?? this.timeZone,
      timeParserPolicy: this.#timeParserPolicy(),
      optimise: {
        cartesianAllowed: this.compat !== '2.2' || this.#conf.get('spark.sql.crossjoin.enabled') === 'true',
      },
    });
  }

  #timeParserPolicy(): EvaluationContext['timeParserPolicy'] {
    if (this.compat === '2.2') return 'LEGACY';
    const set = this.#conf.get('spark.sql.legacy.timeparserpolicy') ?? 'EXCEPTION';
    return set.toUpperCase() as EvaluationContext['timeParserPolicy'];
  }

  #analyse(relation: UnresolvedRelation, statement: boolean): Promise<LogicalNode> {
    const context: AnalysisContext = {
      conf: (key) => this.#conf.get(key.toLowerCase()) ?? this.#defaults[key],
      table: (parts) =>
        Promise.resolve(this.#view(viewKey(parts) ?? '') ?? this.#views.get(this.#tableKey(parts))),
      read: () => Promise.reject(unsupported('reading files')),
      tool: () => Promise.reject(unsupported('tools')),
      relation: () => undefined,
    };
    return analyse(relation, context, { statement });
  }

  #view(name: string): LogicalNode | undefined {
    return this.#views.get(name.toLowerCase());
  }

  #commandSession(): CommandSession {
    return {
      analyse: (relation) => this.#analyse(relation, true),
      view: (name) => this.#view(name),
      setView: (name, plan) => void this.#views.set(name.toLowerCase(), plan),
      dropView: (name) => void this.#views.delete(name.toLowerCase()),
      viewNames: () => [...this.#views.keys()],
      conf: (key) => this.#conf.get(key.toLowerCase()) ?? this.#defaults[key],
      setConf: (key, value) => {
        if (value === null) this.#conf.delete(key.toLowerCase());
        else this.#conf.set(key.toLowerCase(), value);
      },
      confEntries: () => [...this.#conf],
      keep: () => undefined,
      explain: () => Promise.reject(unsupported('EXPLAIN here')),
      overwrite: () => Promise.reject(unsupported('writing files')),
    };
  }
}
