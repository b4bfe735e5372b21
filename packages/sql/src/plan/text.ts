import { aliasWithId } from './attribute.js';
import type { Expression, SortOrder } from './expression.js';
import type { LogicalNode, Requirement, SampleNode } from './logical.js';
import type {
  Distribution,
  HashJoin,
  NestedLoopJoin,
  PhysicalAggregate,
  PhysicalNode,
  PhysicalSample,
  Stage,
} from './physical.js';
import type { Source } from './source.js';
import { physicalChildren } from './physicalWalk.js';
import { expressionText } from './prettySql.js';
import { childrenOf, outputOf } from './walk.js';

/** Plans as indented text: one line per node, inputs below it, two spaces deeper. Used by explain and by tests. */

export interface TextOptions {
  /** Whether columns show their attribute ids. */
  readonly ids?: boolean;
  /** Elements of a list (columns, conditions) that are shown; the number of the others follows. */
  readonly listMax?: number;
  /** Lines of a plan that are shown; likewise. */
  readonly linesMax?: number;
  /** Characters of a line, besides its indentation. */
  readonly lineMax?: number;
}

type List = (expressions: readonly Expression[]) => string;
type Text = (expression: Expression) => string;

/** note: what else is to be said of a node, behind its line. */
export function logicalText(
  node: LogicalNode,
  options: TextOptions & { readonly note?: (node: LogicalNode) => string } = {},
): string {
  const { note } = options;
  const text: Text = (expression) => expressionText(expression, options.ids === true);
  const list = listText(text, options);
  const line = (inner: LogicalNode): string => logicalLine(inner, text, list);
  return treeText(node, note ? (inner) => line(inner) + note(inner) : line, childrenOf, options);
}

/** All stages, each with its tasks and how its rows go on. */
export function stagesText(stages: readonly Stage[], options: TextOptions = {}): string {
  return stages
    .map((stage) => {
      const tasks = `${stage.tasks} task${stage.tasks === 1 ? '' : 's'}`;
      const first = stage.rowsWanted === undefined ? '' : `, first ${stage.rowsWanted} rows`;
      const head = `stage ${stage.id}: ${tasks} -> ${distributionText(stage.output)}${first}`;
      const tree = treeText(stage.root, physicalLines(options), physicalChildren, options);
      return `${head}\n${tree.replace(/^/gm, '  ')}`;
    })
    .join('\n');
}

/** The line of a physical node. */
export function physicalLines(options: TextOptions): (node: PhysicalNode) => string {
  const text: Text = (expression) => expressionText(expression, false);
  const list = listText(text, options);
  const fields = (node: PhysicalNode): string => namesText(node, options);
  return (node) => physicalLine(node, text, list, fields);
}

/** A tree from the top down, cut after so many lines. */
export function treeText<Node>(
  root: Node,
  line: (node: Node) => string,
  children: (node: Node) => readonly Node[],
  { linesMax = Infinity, lineMax = Infinity }: TextOptions,
): string {
  const lines: string[] = [];
  let left = 0;
  const open: { readonly node: Node; readonly depth: number }[] = [{ node: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (lines.length < linesMax) {
      const text = line(node);
      const shown = text.length > lineMax ? `${text.slice(0, lineMax)}...` : text;
      lines.push('  '.repeat(depth) + shown);
    } else left += 1;
    const below = children(node);
    for (let i = below.length - 1; i >= 0; i--) open.push({ node: below[i], depth: depth + 1 });
  }
  if (left > 0) lines.push(`... ${left} more lines`);
  return lines.join('\n');
}

function listText(text: Text, { listMax = Infinity }: TextOptions): List {
  return (expressions) => {
    const shown = expressions.length > listMax ? expressions.slice(0, listMax) : expressions;
    const more = expressions.length - shown.length;
    return [...shown.map(text), ...(more > 0 ? [`... ${more} more`] : [])].join(', ');
  };
}

function namesText({ schema: { fields } }: PhysicalNode, { listMax = Infinity }: TextOptions): string {
  const names = fields.slice(0, listMax).map((field) => field.name);
  const more = fields.length - names.length;
  return [...names, ...(more > 0 ? [`... ${more} more`] : [])].join(', ');
}

function logicalLine(node: LogicalNode, text: Text, list: List): string {
  switch (node.kind) {
    case 'scan': {
      const pushed = node.pushedFilters.length === 0 ? '' : ` where ${list(node.pushedFilters)}`;
      return `scan ${sourceName(node.source)} [${list(node.output)}]${pushed}${node.extent === null ? '' : ' in extent'}`;
    }
    case 'local':
      return `local [${list(node.output)}]`;
    case 'range':
      return `range ${node.start} to ${node.end} by ${node.step}`;
    case 'project':
      return `project [${list(node.expressions)}]`;
    case 'filter':
      return `filter ${text(node.condition)}`;
    case 'aggregate':
      return `aggregate by [${list(node.keys)}] [${list(node.results)}]`;
    case 'sort':
      return `${node.global ? 'sort' : 'sort within partitions'} ${ordersText(node.orders, text)}`;
    case 'limit':
      return `${limitLine(node)}${node.partial === true ? ' in each task' : ''}`;
    case 'tail':
      return `tail ${node.count}`;
    case 'join':
      return `${node.type} join${node.condition === null ? '' : ` on ${text(node.condition)}`}`;
    case 'union':
      return `union [${list(node.output)}]`;
    case 'subqueryAlias':
      return `alias ${node.alias}`;
    case 'kernel':
      return `kernel ${node.kernel} (${node.requirements.map((r) => requirementText(r, text)).join('; ')}) [${list(node.output)}]`;
    case 'writeLayer':
      return `write layer ${node.name}`;
    case 'shared':
      return `shared ${node.id} [${list(outputOf(node))}]`;
    case 'window':
      return `window [${list(node.functions)}]`;
    case 'generate':
      return `generate ${node.generator.outer ? 'outer ' : ''}${text(node.generator)} [${list(node.columns)}]`;
    case 'expand':
      return `expand ${node.projections.map((row) => `[${list(row)}]`).join(' ')}`;
    case 'sample':
      return sampleLine(node);
    case 'singleRow':
      return 'single row';
    case 'repartition': {
      const { keys: hashed, orders = [] } = node;
      const by = orders.length > 0 ? ordersText(orders, text) : list(hashed);
      const keys = by === '' ? '' : ` by ${orders.length > 0 ? 'range ' : ''}${by}`;
      return `${node.shuffle ? 'repartition' : 'coalesce'} ${node.partitions ?? 'default'}${keys}`;
    }
  }
}

function physicalLine(
  node: PhysicalNode,
  text: Text,
  list: List,
  fields: (node: PhysicalNode) => string,
): string {
  switch (node.kind) {
    case 'scan': {
      const pushed = node.pushedFilters.length === 0 ? '' : ` where ${list(node.pushedFilters)}`;
      return `scan ${node.scanId} ${sourceName(node.source)} [${fields(node)}]${pushed}${node.extent === null ? '' : ' in extent'}`;
    }
    case 'local':
      return `local ${node.localId} [${fields(node)}]`;
    case 'range':
      return `range ${node.start} to ${node.end} by ${node.step}`;
    case 'stageInput':
      return `input from stage ${node.stage} (${node.mode}) [${fields(node)}]`;
    case 'project':
      return `project [${list(node.expressions.map((one, i) => named(one, node.schema.fields[i].name)))}]`;
    case 'filter':
      return `filter ${text(node.condition)}`;
    case 'aggregate':
      return `${aggregateWord(node)} aggregate by [${list(node.keys)}] [${list(node.aggregates.map(({ call }) => call))}]`;
    case 'sort':
      return `${node.mode === 'complete' ? '' : `${node.mode} `}sort ${ordersText(node.orders, text)}`;
    case 'rangeSample':
      return `sample of ${node.rows} by ${ordersText(node.orders, text)}`;
    case 'topK':
      return `top ${node.count} by ${ordersText(node.orders, text)}`;
    case 'limit':
      return limitLine(node);
    case 'tail':
      return `tail ${node.count}`;
    case 'hashJoin': {
      const equal = node.leftKeys.map(
        (key, i) => `${text(key)} ${node.nullSafe[i] ? '<=>' : '='} ${text(node.rightKeys[i])}`,
      );
      const rest = node.condition === null ? '' : ` and ${text(node.condition)}`;
      return `${node.type} hash join on ${equal.join(', ')}${rest}, build ${node.build}${keptText(node)}`;
    }
    case 'nestedLoopJoin':
      return `${node.type} nested loop join${node.condition === null ? '' : ` on ${text(node.condition)}`}, build ${node.build}${keptText(node)}`;
    case 'union':
      return 'union';
    case 'kernel':
      return `kernel ${node.kernel} [${fields(node)}]`;
    case 'writeLayer':
      return `write layer ${node.name}`;
    case 'window':
      return `window [${list(node.functions)}]`;
    case 'generate':
      return `generate ${node.generator.outer ? 'outer ' : ''}${text(node.generator)} [${fields(node)}]`;
    case 'expand':
      return `expand ${node.projections.map((row) => `[${list(row)}]`).join(' ')}`;
    case 'sample':
      return sampleLine(node);
    case 'singleRow':
      return 'single row';
  }
}

/** The columns of a join that does not make all of them. */
function keptText({ kept, schema }: HashJoin | NestedLoopJoin): string {
  return kept === undefined ? '' : `, gives [${schema.fields.map(({ name }) => name).join(', ')}]`;
}

function sampleLine(node: SampleNode | PhysicalSample): string {
  const replacement = node.withReplacement ? ' with replacement' : '';
  return `sample ${node.lower} to ${node.upper}${replacement} seed ${node.seed}`;
}

function named(expression: Expression, name: string): Expression {
  if (expression.kind === 'bound' && expression.name === name) return expression;
  return aliasWithId(expression, name, 0);
}

function ordersText(orders: readonly SortOrder[], text: (expression: Expression) => string): string {
  return orders
    .map(({ child, ascending, nullsFirst }) => {
      const nulls = nullsFirst === ascending ? '' : ` nulls ${nullsFirst ? 'first' : 'last'}`;
      return `${text(child)} ${ascending ? 'asc' : 'desc'}${nulls}`;
    })
    .join(', ');
}

function limitLine({ count, offset }: { readonly count: number | null; readonly offset: number }): string {
  return [count === null ? '' : `limit ${count}`, offset === 0 ? '' : `offset ${offset}`]
    .filter((part) => part !== '')
    .join(' ');
}

function requirementText(requirement: Requirement, text: (expression: Expression) => string): string {
  return requirement.kind === 'hash' ? `hash ${requirement.keys.map(text).join(', ')}` : requirement.kind;
}

export function distributionText(output: Distribution): string {
  switch (output.kind) {
    case 'single':
      return output.keepsBatches ? 'single, in its batches' : 'single';
    case 'range': {
      const orders = ordersText(output.orders, (order) => expressionText(order, false));
      const samples = output.samples.map(({ stage }) => stage).join(', ');
      return `range ${orders} into ${output.partitions} by samples of stage ${samples}`;
    }
    case 'hash':
      return `hash ${output.keys.map((key) => expressionText(key, false)).join(', ')} into ${output.partitions}`;
    case 'roundRobin':
      return `round robin into ${output.partitions}`;
  }
}

function sourceName(source: Source): string {
  switch (source.kind) {
    case 'featureService':
      return source.url;
    case 'collection':
      return 'collection';
    case 'jdbc':
      return source.options.dbtable ?? 'query';
    case 'files':
      return `${source.format} ${source.paths.join(', ')}`;
    default:
      return source.name;
  }
}

/** What an aggregation takes and gives: rows or states in, states or results out. */
function aggregateWord({ aggregates, gives }: PhysicalAggregate): string {
  const merges = aggregates.some(({ states }) => states !== null);
  if (gives === 'states') return merges ? 'merging' : 'partial';
  return merges ? 'final' : 'complete';
}
