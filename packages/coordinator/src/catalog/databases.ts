import {
  attributesOf,
  type AnalysisContext,
  type JdbcSource,
  type LogicalNode,
  type ReadRelation,
} from '@graticule/sql';
import { SparkError } from '../connect/errors.js';
import type { Settings } from '../state/settings.js';
import { describeForAnalysis, lowerCased } from './fileReader.js';
import type { SourceFiles } from './sourceFiles.js';

/** Turns `spark.read.jdbc(...)` into plans that read tables of PostgreSQL. */
export class Databases {
  constructor(
    private readonly files: SourceFiles,
    private readonly settings: () => Settings,
  ) {}

  async read(relation: ReadRelation, context: AnalysisContext): Promise<LogicalNode> {
    if (relation.schema) {
      throw new SparkError(
        'AnalysisException',
        'The user-specified schema is not supported by the jdbc data source.',
      );
    }
    const options = lowerCased(relation.options);
    const url = this.allowedUrl(options);
    const timeZone = context.conf('spark.sql.session.timeZone') ?? 'UTC';
    const source: JdbcSource = {
      kind: 'jdbc',
      url,
      options,
      predicates: relation.predicates ?? [],
      timeZone,
    };
    const schema = await describeForAnalysis(() => this.files.describe(source));
    return { kind: 'scan', source, output: attributesOf(schema), extent: null, pushedFilters: [] };
  }

  /** The option url, whose host must be among the allowed hosts: scripts shall not reach whatever the server can. */
  allowedUrl({ url }: Readonly<Record<string, string>>): string {
    if (url === undefined)
      throw new SparkError('IllegalArgumentException', "requirement failed: Option 'url' is required.");
    const host = /^jdbc:[a-z]+:\/\/(?:[^@/]*@)?([^/?]+)/i.exec(url)?.[1].toLowerCase();
    const { allowedHosts } = this.settings();
    const named = host?.replace(/:\d+$/, '');
    if (host !== undefined && allowedHosts.some((allowed) => allowed === host || allowed === named))
      return url;
    throw new SparkError(
      'IllegalArgumentException',
      `The database host ${host ?? '(none)'} is not among the allowed hosts (${allowedHosts.join(', ') || 'none are set'}). ` +
        'An administrator can add it to the system property allowedHosts.',
    );
  }
}
