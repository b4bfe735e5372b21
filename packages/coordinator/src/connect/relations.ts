import { anyUnpack } from '@bufbuild/protobuf/wkt';
import {
  Join_JoinType,
  SetOperation_SetOpType,
  ToolRelationSchema,
  type Deduplicate,
  type Read,
  type Relation,
  type Sample,
  type SetOperation,
  type SQL,
  type ToolRelation,
  type WithColumnsRenamed,
} from '@graticule/protocol';
import {
  outputOf,
  parseIdentifierParts,
  type JoinType,
  type LogicalNode,
  type UnresolvedRelation,
} from '@graticule/sql';
import { malformed, notSupportedYet, SparkError } from './errors.js';
import {
  fromProtoAlias,
  fromProtoExpression,
  fromProtoExpressions,
  fromProtoSortOrder,
  type RelationOfPlan,
} from './expressions.js';
import { collectValues } from './collectValues.js';
import { frequentItems } from './frequentItems.js';
import { aggregate } from './groupRelations.js';
import { fromCachedLocalRelation, fromChunkedLocalRelation, fromLocalRelation } from './localRelation.js';
import { dropNulls, fillNulls, replaceValues } from './naRelations.js';
import { referencedPlanIds } from './planIds.js';
import type { Engine } from './engine.js';
import type { Session } from './session.js';
import {
  approximateQuantiles,
  correlation,
  covariance,
  crosstab,
  crosstabValues,
  describe,
  sampleByStratum,
  summarise,
} from './statRelations.js';
import { toSchema } from './toSchema.js';
import { parseSchemaText } from './types.js';
import { wireName } from './wireName.js';

const JOIN_TYPES: Readonly<Record<Join_JoinType, JoinType | null>> = {
  [Join_JoinType.UNSPECIFIED]: null,
  [Join_JoinType.INNER]: 'inner',
  [Join_JoinType.FULL_OUTER]: 'full',
  [Join_JoinType.LEFT_OUTER]: 'left',
  [Join_JoinType.RIGHT_OUTER]: 'right',
  [Join_JoinType.LEFT_ANTI]: 'anti',
  [Join_JoinType.LEFT_SEMI]: 'semi',
  [Join_JoinType.CROSS]: 'cross',
};

const SET_OPERATIONS: Readonly<Record<SetOperation_SetOpType, 'union' | 'intersect' | 'except' | null>> = {
  [SetOperation_SetOpType.UNSPECIFIED]: null,
  [SetOperation_SetOpType.INTERSECT]: 'intersect',
  [SetOperation_SetOpType.UNION]: 'union',
  [SetOperation_SetOpType.EXCEPT]: 'except',
};

/**
 * The relation of a message as the analyser takes it; no message object goes further than this. Throws for kinds that
 * are not supported, naming them. Relations that columns refer to by plan id are analysed on the way and remembered by
 * the session until `use` has ended.
 */
export async function withProtoRelation<T>(
  engine: Engine,
  session: Session,
  proto: Relation | undefined,
  use: (relation: UnresolvedRelation) => Promise<T>,
): Promise<T> {
  if (proto === undefined) throw malformed('A relation is missing');
  const door = new Door(engine, session, referencedPlanIds(proto));
  try {
    return await use(await door.relation(proto));
  } finally {
    door.close();
  }
}

/** The analysed relation of a message. */
export function analyseProto(
  { engine }: { readonly engine: Engine },
  session: Session,
  proto: Relation | undefined,
): Promise<LogicalNode> {
  return withProtoRelation(engine, session, proto, (relation) => engine.analyse(session, relation));
}

/** Converts one tree; knows which of its relations columns refer to. */
class Door {
  readonly #relationIds = new Map<bigint, string>();
  readonly #temporary: string[] = [];
  readonly #relationOf: RelationOfPlan = (planId) => this.#relationIds.get(planId) ?? String(planId);

  constructor(
    private readonly engine: Engine,
    private readonly session: Session,
    private readonly referenced: ReadonlySet<bigint>,
  ) {}

  close(): void {
    for (const id of this.#temporary) this.session.forget(id);
  }

  async relation(proto: Relation | undefined): Promise<UnresolvedRelation> {
    if (proto === undefined) throw malformed('A relation lacks its input');
    const planId = proto.common?.planId;
    if (planId === undefined || !this.referenced.has(planId)) return this.#convert(proto);
    const known = this.#relationIds.get(planId);
    const id = known ?? (await this.#analysed(proto));
    this.#relationIds.set(planId, id);
    return this.#resolved(id);
  }

  /** The session's id of the relation, which is one already when it came as such. */
  async #analysed(proto: Relation): Promise<string> {
    if (proto.relType.case === 'cachedRemoteRelation') return proto.relType.value.relationId;
    const id = this.session.remember(await this.engine.analyse(this.session, await this.#convert(proto)));
    this.#temporary.push(id);
    return id;
  }

  #resolved(id: string): UnresolvedRelation {
    const plan = this.session.relation(id);
    if (plan === undefined) {
      throw new SparkError('SparkException', `The session does not know a relation with id ${id} (any more)`);
    }
    return { kind: 'resolved', plan, relation: id };
  }

  async #convert({ relType }: Relation): Promise<UnresolvedRelation> {
    switch (relType.case) {
      case 'read':
        return read(relType.value, this.session);
      case 'sql':
        return { kind: 'sql', text: sqlText(relType.value) };
      case 'range': {
        const { start, end, step, numPartitions: partitions } = relType.value;
        if (step === 0n)
          throw new SparkError('IllegalArgumentException', 'requirement failed: step (0) cannot be 0');
        if (partitions !== undefined && partitions < 1) {
          throw new SparkError('IllegalArgumentException', 'Positive number of partitions required');
        }
        return { kind: 'range', start: start ?? 0n, end, step, partitions };
      }
      case 'localRelation':
        return fromLocalRelation(relType.value);
      case 'cachedLocalRelation':
        return fromCachedLocalRelation(this.session, relType.value.hash);
      case 'chunkedCachedLocalRelation':
        return fromChunkedLocalRelation(this.session, relType.value);
      case 'cachedRemoteRelation':
        return this.#resolved(relType.value.relationId);
      case 'extension': {
        const tool = anyUnpack(relType.value, ToolRelationSchema);
        if (tool === undefined) throw notSupportedYet(`Relation extension ${relType.value.typeUrl}`);
        return this.#tool(tool);
      }
      case 'join': {
        const { left, right, joinCondition, joinType, usingColumns } = relType.value;
        const type = JOIN_TYPES[joinType] ?? null;
        if (type === null) throw malformed(`Join type ${joinType} is not known`);
        const inputs = [await this.relation(left), await this.relation(right)];
        const condition =
          joinCondition === undefined ? null : fromProtoExpression(joinCondition, this.#relationOf);
        return { kind: 'join', left: inputs[0], right: inputs[1], type, condition, using: usingColumns };
      }
      case 'setOp':
        return setOperation(
          relType.value,
          await this.relation(relType.value.leftInput),
          await this.relation(relType.value.rightInput),
        );
      case 'project': {
        const { input, expressions } = relType.value;
        const converted = input === undefined ? null : await this.relation(input);
        return {
          kind: 'project',
          input: converted,
          expressions: fromProtoExpressions(expressions, this.#relationOf),
        };
      }
      case undefined:
        throw malformed('A relation is empty, or is of a kind this server does not know');
      case 'fillNa':
      case 'dropNa':
      case 'replace':
      case 'summary':
      case 'describe':
      case 'crosstab':
      case 'cov':
      case 'corr':
      case 'approxQuantile':
      case 'freqItems':
      case 'toSchema':
        return this.#ofColumns(relType, await this.relation(relType.value.input));
      case 'filter':
      case 'sort':
      case 'limit':
      case 'offset':
      case 'tail':
      case 'aggregate':
      case 'deduplicate':
      case 'subqueryAlias':
      case 'repartition':
      case 'repartitionByExpression':
      case 'toDf':
      case 'withColumnsRenamed':
      case 'drop':
      case 'withColumns':
      case 'hint':
      case 'sampleBy':
      case 'sample':
      case 'unpivot':
        return this.#unary(relType, await this.relation(relType.value.input));
      default:
        throw notSupportedYet(`Relation ${wireName(relType.case)}`);
    }
  }

  #unary(relType: UnaryRelType, input: UnresolvedRelation): UnresolvedRelation {
    const relationOf = this.#relationOf;
    switch (relType.case) {
      case 'filter':
        return { kind: 'filter', input, condition: fromProtoExpression(relType.value.condition, relationOf) };
      case 'sort': {
        const orders = relType.value.order.map((order) => fromProtoSortOrder(order, relationOf));
        return { kind: 'sort', input, orders, global: relType.value.isGlobal ?? true };
      }
      case 'limit':
        return { kind: 'limit', input, count: notNegative('limit', relType.value.limit) };
      case 'offset':
        return { kind: 'offset', input, offset: notNegative('offset', relType.value.offset) };
      case 'tail':
        return { kind: 'tail', input, count: notNegative('tail', relType.value.limit) };
      case 'aggregate':
        return aggregate(relType.value, input, relationOf);
      case 'deduplicate':
        return { kind: 'deduplicate', input, columns: deduplicateColumns(relType.value) };
      case 'subqueryAlias':
        return { kind: 'subqueryAlias', input, alias: relType.value.alias };
      case 'repartition': {
        const { numPartitions: partitions, shuffle = false } = relType.value;
        return { kind: 'repartition', input, partitions: positive(partitions), shuffle, keys: [] };
      }
      case 'repartitionByExpression': {
        const { partitionExprs, numPartitions } = relType.value;
        const keys = fromProtoExpressions(partitionExprs, relationOf);
        const partitions = numPartitions === undefined ? null : positive(numPartitions);
        return { kind: 'repartition', input, partitions, shuffle: true, keys };
      }
      case 'toDf':
        return { kind: 'toDF', input, names: relType.value.columnNames };
      case 'withColumnsRenamed':
        return { kind: 'withColumnsRenamed', input, renames: renames(relType.value) };
      case 'drop': {
        const { columns, columnNames } = relType.value;
        return {
          kind: 'drop',
          input,
          columns: fromProtoExpressions(columns, relationOf),
          names: columnNames,
        };
      }
      case 'withColumns':
        return {
          kind: 'withColumns',
          input,
          aliases: relType.value.aliases.map((alias) => fromProtoAlias(alias, relationOf)),
        };
      case 'hint':
        return {
          kind: 'hint',
          input,
          name: relType.value.name,
          parameters: fromProtoExpressions(relType.value.parameters, relationOf),
        };
      case 'sampleBy':
        return sampleByStratum(input, relType.value, relationOf);
      case 'sample':
        return sample(relType.value, input);
      case 'unpivot': {
        const {
          ids,
          values,
          variableColumnName: variableColumn,
          valueColumnName: valueColumn,
        } = relType.value;
        return {
          kind: 'unpivot',
          input,
          ids: fromProtoExpressions(ids, relationOf),
          values: values === undefined ? null : fromProtoExpressions(values.values, relationOf),
          variableColumn,
          valueColumn,
        };
      }
    }
  }

  /** Relations that are put together from others by the columns that their input has. */
  async #ofColumns(relType: OfColumnsRelType, relation: UnresolvedRelation): Promise<UnresolvedRelation> {
    const plan = await this.engine.analyse(this.session, relation);
    const input: UnresolvedRelation = { kind: 'resolved', plan };
    const output = outputOf(plan);
    switch (relType.case) {
      case 'fillNa':
        return fillNulls(input, output, relType.value);
      case 'dropNa':
        return dropNulls(input, output, relType.value);
      case 'replace':
        return replaceValues(input, output, relType.value);
      case 'summary':
        return summarise(input, output, relType.value.statistics);
      case 'describe':
        return describe(input, output, relType.value.cols);
      case 'cov':
        return covariance(input, output, relType.value);
      case 'corr':
        return correlation(input, output, relType.value);
      case 'approxQuantile':
        return approximateQuantiles(input, output, relType.value);
      case 'freqItems':
        return frequentItems(input, output, relType.value, this.session.conf.compat);
      case 'toSchema':
        return toSchema(input, output, relType.value);
      case 'crosstab': {
        const { col1, col2 } = relType.value;
        const values = await collectValues(this.engine, this.session, crosstabValues(input, col2));
        return crosstab(input, [col1, col2], values as string[]);
      }
    }
  }

  async #tool(proto: ToolRelation): Promise<UnresolvedRelation> {
    const inputs: Record<string, UnresolvedRelation> = {};
    for (const [name, input] of Object.entries(proto.inputs)) inputs[name] = await this.relation(input);
    return {
      kind: 'tool',
      tool: proto.tool,
      inputs,
      parameters: toolParameters(proto),
      output: proto.output,
      runId: proto.runId,
    };
  }
}

type UnaryRelType = Extract<
  Relation['relType'],
  {
    case:
      | 'filter'
      | 'sort'
      | 'limit'
      | 'offset'
      | 'tail'
      | 'aggregate'
      | 'deduplicate'
      | 'subqueryAlias'
      | 'repartition'
      | 'repartitionByExpression'
      | 'toDf'
      | 'withColumnsRenamed'
      | 'drop'
      | 'withColumns'
      | 'hint'
      | 'sampleBy'
      | 'sample'
      | 'unpivot';
  }
>;

type OfColumnsRelType = Extract<
  Relation['relType'],
  {
    case:
      | 'fillNa'
      | 'dropNa'
      | 'replace'
      | 'summary'
      | 'describe'
      | 'crosstab'
      | 'cov'
      | 'corr'
      | 'approxQuantile'
      | 'freqItems'
      | 'toSchema';
  }
>;

function read({ readType, isStreaming }: Read, session: Session): UnresolvedRelation {
  if (isStreaming) throw notSupportedYet('Reading as a stream');
  switch (readType.case) {
    case 'namedTable':
      return { kind: 'table', parts: parseIdentifierParts(readType.value.unparsedIdentifier) };
    case 'dataSource': {
      const { format, schema, options, paths, predicates } = readType.value;
      const name =
        format === undefined || format === '' ? session.conf.get('spark.sql.sources.default') : format;
      const node = { kind: 'read', format: name as string, paths, options, predicates } as const;
      return schema === undefined || schema === '' ? node : { ...node, schema: parseSchemaText(schema) };
    }
    case undefined:
      throw malformed('A read names neither a table nor a data source');
  }
}

/** The text of a query; values for its parameters are not supported yet. */
export function sqlText({ query, args, posArgs, namedArguments, posArguments }: SQL): string {
  const named = Object.keys(args).length + Object.keys(namedArguments).length;
  if (named + posArgs.length + posArguments.length > 0) throw notSupportedYet('SQL text with parameters');
  return query;
}

/** Parts of a split draw with one seed over rows in one order: they do not overlap. */
function sample(proto: Sample, input: UnresolvedRelation): UnresolvedRelation {
  const { lowerBound: lower, upperBound: upper, withReplacement = false, seed = null } = proto;
  if (lower < 0 || upper < lower || (!withReplacement && upper > 1)) {
    const bounds = withReplacement
      ? 'nonnegative with replacement'
      : 'on interval [0, 1] without replacement';
    throw new SparkError(
      'IllegalArgumentException',
      `requirement failed: Sampling fraction (${upper - lower}) must be ${bounds}`,
    );
  }
  return { kind: 'sample', input, lower, upper, withReplacement, seed, sorted: proto.deterministicOrder };
}

function setOperation(
  proto: SetOperation,
  left: UnresolvedRelation,
  right: UnresolvedRelation,
): UnresolvedRelation {
  const operation = SET_OPERATIONS[proto.setOpType] ?? null;
  if (operation === null) throw malformed(`Set operation ${proto.setOpType} is not known`);
  const { isAll: all = false, byName = false, allowMissingColumns: allowMissing = false } = proto;
  return { kind: 'setOperation', operation, inputs: [left, right], all, byName, allowMissing };
}

function deduplicateColumns({
  columnNames,
  allColumnsAsKeys,
  withinWatermark,
}: Deduplicate): string[] | null {
  if (withinWatermark === true) throw notSupportedYet('dropDuplicatesWithinWatermark');
  return allColumnsAsKeys === true ? null : columnNames;
}

function renames({ renameColumnsMap, renames: list }: WithColumnsRenamed): { from: string; to: string }[] {
  const early = Object.entries(renameColumnsMap).map(([from, to]) => ({ from, to }));
  return [...early, ...list.map(({ colName: from, newColName: to }) => ({ from, to }))];
}

function toolParameters({ tool, parametersJson }: ToolRelation): Record<string, unknown> {
  if (parametersJson === '') return {};
  let parameters: unknown = null;
  try {
    parameters = JSON.parse(parametersJson);
  } catch {
    // Reported below like any other value that is not an object.
  }
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    throw malformed(`The parameters of ${tool} must be a JSON object, found ${parametersJson}`);
  }
  return parameters as Record<string, unknown>;
}

function notNegative(name: string, value: number): number {
  if (value >= 0) return value;
  throw new SparkError(
    'AnalysisException',
    `The ${name} expression must be equal to or greater than 0, but got ${value}`,
  );
}

function positive(partitions: number): number {
  if (partitions > 0) return partitions;
  throw new SparkError(
    'IllegalArgumentException',
    `requirement failed: Number of partitions (${partitions}) must be positive.`,
  );
}
