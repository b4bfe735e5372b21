import { schemaOf } from '../plan/attribute.js';
import type { KernelNode } from '../plan/logical.js';
import { tasksOf } from './pipeline.js';
import type { Pipeline, Pipelines, StageList } from './pipeline.js';

/**
 * Brings the inputs of a kernel together as its requirements say. A `single` input puts everything into one task;
 * `hash` inputs are exchanged into the same number of partitions; one `any` input keeps its tasks, and further ones
 * are spread over the same number.
 */
export function planKernel(
  node: KernelNode,
  inputs: readonly Pipelines[],
  stages: StageList,
  shufflePartitions: number,
): Pipelines {
  const { requirements } = node;
  const kinds = requirements.map((requirement) => requirement.kind);
  const streams = inputs.flatMap((input, i) => (kinds[i] === 'broadcast' ? [] : [input]));
  const whole = kinds.includes('single') || streams.every((input) => tasksOf(input) === 1);
  if (whole)
    return [
      together(
        node,
        inputs.map((input) => stages.gather(input)),
        1,
      ),
    ];
  const onlyStream = streams.length === 1 && !kinds.includes('hash');
  if (onlyStream) {
    const broadcast = inputs.map((input, i) => (kinds[i] === 'broadcast' ? stages.broadcast(input) : null));
    return streams[0].map((stream) =>
      together(
        node,
        broadcast.map((rows) => rows ?? stream),
        stream.tasks,
      ),
    );
  }
  const partitions = Math.min(shufflePartitions, Math.max(...streams.map(tasksOf)));
  const spread = inputs.map((input, i): Pipeline => {
    const requirement = requirements[i];
    if (requirement.kind === 'broadcast') return stages.broadcast(input);
    if (requirement.kind === 'hash') return stages.hash(input, requirement.keys, partitions);
    return stages.roundRobin(input, partitions);
  });
  return [together(node, spread, partitions)];
}

function together(node: KernelNode, inputs: readonly Pipeline[], tasks: number): Pipeline {
  const { kernel, parameters, output } = node;
  const roots = inputs.map((input) => input.root);
  return {
    root: { kind: 'kernel', kernel, inputs: roots, parameters, schema: schemaOf(output) },
    columns: output,
    tasks,
    inputs: inputs.flatMap((input) => input.inputs),
  };
}
