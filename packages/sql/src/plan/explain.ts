import { typeText } from '../types/text.js';
import type { LogicalNode } from './logical.js';
import type { PhysicalNode, Stage } from './physical.js';
import { physicalChildren } from './physicalWalk.js';
import { schemaOf } from './attribute.js';
import { distributionText, logicalText, physicalLines, stagesText, treeText } from './text.js';
import type { TextOptions } from './text.js';
import { outputOf } from './walk.js';
import { estimateRows, rowBytes } from '../planner/estimateRows.js';

/** What there is to explain of a query. */
export interface ExplainedPlan {
  readonly analysed: LogicalNode;
  readonly optimised: LogicalNode;
  readonly stages: readonly Stage[];
}

/** Columns of a line, lines of a section and characters of a line: plans of any size give a text that can be read. */
const LIMITS: TextOptions = { listMax: 25, linesMax: 300, lineMax: 2000 };

/**
 * The text of `df.explain(mode)` and EXPLAIN. simple: the physical plan and its stages; extended: the logical plans
 * before them; cost: the optimised plan with expected rows and bytes; formatted: the physical plan as an outline with
 * the details of each operator below; codegen: as simple, because operators are not compiled.
 */
export function explainText({ analysed, optimised, stages }: ExplainedPlan, mode: string): string {
  const physical = section(
    'Physical Plan',
    treeText(rootOf(stages), lineOf(stages), childrenIn(stages), LIMITS),
  );
  const tasks = section('Stages', stagesText(stages, LIMITS));
  switch (mode) {
    case 'extended':
      return [
        // Frames are analysed when they are made: what is left of the text is names.
        section('Parsed Logical Plan', logicalText(analysed, LIMITS)),
        section(
          'Analyzed Logical Plan',
          `${schemaText(analysed)}\n${logicalText(analysed, { ...LIMITS, ids: true })}`,
        ),
        section('Optimized Logical Plan', logicalText(optimised, { ...LIMITS, ids: true })),
        physical,
        tasks,
      ].join('\n');
    case 'cost':
      return [
        section('Optimized Logical Plan', logicalText(optimised, { ...LIMITS, ids: true, note: costNote })),
        physical,
        tasks,
      ].join('\n');
    case 'formatted':
      return [section('Physical Plan', formatted(stages)), tasks].join('\n');
    case 'codegen':
      return `Found 0 WholeStageCodegen subtrees.\n\n${physical}\n${tasks}`;
    default:
      return `${physical}\n${tasks}`;
  }
}

function section(title: string, text: string): string {
  return `== ${title} ==\n${text}\n`;
}

function schemaText(node: LogicalNode): string {
  const { fields } = schemaOf(outputOf(node));
  const shown = fields.slice(0, LIMITS.listMax);
  const more = fields.length - shown.length;
  return `${shown.map(({ name, type }) => `${name}: ${typeText(type)}`).join(', ')}${more > 0 ? `, ... ${more} more` : ''}`;
}

function costNote(node: LogicalNode): string {
  const rows = estimateRows(node);
  if (rows === null) return '  (size not known)';
  return `  (about ${grouped(rows)} rows, ${bytesText(rows * rowBytes(node))})`;
}

function grouped(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 2 ** (10 * power)).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function rootOf(stages: readonly Stage[]): PhysicalNode {
  return stages[stages.length - 1].root;
}

/** Rows of another stage are shown as the exchange that brings them; its operators stand below, the first time. */
function childrenIn(stages: readonly Stage[]): (node: PhysicalNode) => readonly PhysicalNode[] {
  const shown = new Set<number>();
  return (node) => {
    if (node.kind !== 'stageInput') return physicalChildren(node);
    if (shown.has(node.stage)) return [];
    shown.add(node.stage);
    return [stages[node.stage].root];
  };
}

function lineOf(stages: readonly Stage[]): (node: PhysicalNode) => string {
  const plain = physicalLines(LIMITS);
  const met = new Set<number>();
  return (node) => {
    if (node.kind !== 'stageInput') return plain(node);
    const again = met.has(node.stage) ? ', shown above' : '';
    met.add(node.stage);
    return `${exchangeText(node.mode, stages[node.stage])} (stage ${node.stage}${again})`;
  };
}

function exchangeText(mode: 'partition' | 'forward' | 'all', { output }: Stage): string {
  if (mode === 'all') return 'exchange broadcast';
  return mode === 'forward' ? 'shared rows' : `exchange ${distributionText(output)}`;
}

/** An outline of numbered operators, then what each of them does. */
function formatted(stages: readonly Stage[]): string {
  const line = lineOf(stages);
  const details: string[] = [];
  const outline = treeText(
    rootOf(stages),
    (node) => {
      const number = details.length + 1;
      const columns = node.schema.fields.slice(0, LIMITS.listMax).map(({ name }) => name);
      const more = node.schema.fields.length - columns.length;
      const output = [...columns, ...(more > 0 ? [`... ${more} more`] : [])].join(', ');
      const text = line(node);
      const name = node.kind === 'stageInput' ? text.replace(/ \(.*/, '') : nameOf(node);
      details.push(
        `(${number}) ${name}\nOutput [${node.schema.fields.length}]: [${output}]\n${text.slice(0, LIMITS.lineMax)}`,
      );
      return `${name} (${number})`;
    },
    childrenIn(stages),
    LIMITS,
  );
  return `${outline}\n\n${details.join('\n\n')}`;
}

/** `hash join` of hashJoin. */
function nameOf({ kind }: PhysicalNode): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
