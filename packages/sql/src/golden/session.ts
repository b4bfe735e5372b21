import type { Batch } from '@graticule/columnar';
import { analyse } from '../analysis/analyse.js';
import { runCommand } from '../analysis/command.js';
import type { CommandSession } from '../analysis/command.js';
import type { AnalysisContext } from '../analysis/context.js';
import { unsupported } from '../errors.js';
import { runPlan } from '../operators/testing.js';
import { outputOf } from '../plan/walk.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedRelation } from '../plan/unresolved.js';
import { parseSql } from '../parser/parse.js';

const DEFAULTS: Readonly<Record<string, string>> = { 'graticule.compat.version': '2.2' };

/** The zone in which the files were recorded. */
export const TIME_ZONE = 'America/Los_Angeles';

/** A session in this thread that runs SQL one statement after the other, as Spark 2.2 would. */
export class GoldenSession {
  readonly #views = new Map<string, LogicalNode>();
  readonly #conf = new Map<string, string>();

  async run(text: string): Promise<{ readonly plan: LogicalNode; readonly rows: Batch | null }> {
    const statement = parseSql(text, '2.2');
    if (statement.kind === 'query') {
      const plan = await this.#analyse(statement.relation, true);
      return { plan, rows: await this.#rows(plan) };
    }
    const plan = await runCommand(statement, this.#commandSession());
    return { plan, rows: outputOf(plan).length === 0 ? null : await this.#rows(plan) };
  }

  #rows(plan: LogicalNode): Promise<Batch> {
    return runPlan(plan, {
      compat: '2.2',
      timeZone: TIME_ZONE,
      timeParserPolicy: 'LEGACY',
      optimise: { cartesianAllowed: this.#conf.get('spark.sql.crossjoin.enabled') === 'true' },
    });
  }

  #analyse(relation: UnresolvedRelation, statement: boolean): Promise<LogicalNode> {
    const context: AnalysisContext = {
      conf: (key) => this.#conf.get(key.toLowerCase()) ?? DEFAULTS[key],
      table: (parts) => Promise.resolve(parts.length === 1 ? this.#view(parts[0]) : undefined),
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
      conf: (key) => this.#conf.get(key.toLowerCase()) ?? DEFAULTS[key],
      setConf: (key, value) => {
        if (value === null) this.#conf.delete(key.toLowerCase());
        else this.#conf.set(key.toLowerCase(), value);
      },
      confEntries: () => [...this.#conf],
      keep: () => undefined,
      explain: () => Promise.reject(unsupported('EXPLAIN here')),
    };
  }
}
