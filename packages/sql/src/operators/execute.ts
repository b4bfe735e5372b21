import type { HashJoin, NestedLoopJoin, PhysicalNode } from '../plan/physical.js';
import { aggregate } from './aggregate.js';
import { expand } from './expand.js';
import { generate } from './generate.js';
import { hashJoin } from './hashJoin.js';
import { limit, tail } from './limit.js';
import { nestedLoopJoin } from './nestedLoopJoin.js';
import { filter, project } from './project.js';
import { range } from './range.js';
import { rangeSample } from './rangeSample.js';
import { sample } from './sample.js';
import { singleRow } from './singleRow.js';
import { sort, topK } from './sort.js';
import type { Rows, TaskContext } from './taskContext.js';
import { window } from './window/window.js';

/** Runs a physical plan tree in one task. Row order depends on the order of the inputs only. */
export function execute(node: PhysicalNode, context: TaskContext): Rows {
  switch (node.kind) {
    case 'scan':
      return context.scan(node);
    case 'local':
      return context.local(node);
    case 'stageInput':
      return context.stageInput(node);
    case 'range':
      return range(node, context);
    case 'project':
      return project(node, execute(node.input, context), context);
    case 'filter':
      return filter(node, execute(node.input, context), context);
    case 'aggregate':
      return aggregate(node, execute(node.input, context), context);
    case 'sort':
      return sort(
        node,
        node.mode === 'partial' ? execute(node.input, context) : kept(node.input, context),
        context,
      );
    case 'rangeSample':
      return rangeSample(node, execute(node.input, context), context);
    case 'topK':
      return topK(node, execute(node.input, context), context);
    case 'limit':
      return limit(node, execute(node.input, context));
    case 'tail':
      return tail(node, execute(node.input, context), context);
    case 'hashJoin':
      return hashJoin(node, ...joinSides(node, context), context);
    case 'nestedLoopJoin':
      return nestedLoopJoin(node, ...joinSides(node, context), context);
    case 'union':
      return union(node.inputs.map((input) => execute(input, context)));
    case 'kernel': {
      const inputs = node.inputs.map((input) => execute(input, context));
      return context.kernel(node.kernel).run(inputs, node.parameters, node.schema);
    }
    case 'window':
      return window(node, kept(node.input, context), context);
    case 'generate':
      return generate(node, execute(node.input, context), context);
    case 'expand':
      return expand(node, execute(node.input, context), context);
    case 'sample':
      return sample(node, execute(node.input, context), context);
    case 'singleRow':
      return singleRow(node, execute(node.input, context));
    case 'writeLayer':
      return context.writeLayer(node, execute(node.input, context));
  }
}

/** The left and the right rows of a join, which keeps those of its build side. */
function joinSides({ build, left, right }: HashJoin | NestedLoopJoin, context: TaskContext): [Rows, Rows] {
  return build === 'left'
    ? [kept(left, context), execute(right, context)]
    : [execute(left, context), kept(right, context)];
}

/** Rows that an operator keeps until it has all of them: the task is told of each batch and may refuse it. */
async function* kept(node: PhysicalNode, context: TaskContext): Rows {
  for await (const batch of execute(node, context)) {
    context.keep?.(batch);
    yield batch;
  }
}

async function* union(inputs: readonly Rows[]): Rows {
  for (const input of inputs) yield* input;
}
