import { describe, expect, it } from 'vitest';
import type { Stage } from '@graticule/sql';
import { ATTEMPTS_MAX, SchedulerState, type SchedulerCommand, type TaskFailure } from './schedulerState.js';

const schema = { kind: 'struct', fields: [] } as const;

function stage(id: number, tasks: number, inputs: readonly number[] = []): Stage {
  return { id, tasks, inputs, output: { kind: 'single' }, root: { kind: 'local', localId: 0, schema } };
}

/** Two scan tasks feeding one root task. */
const SCAN_THEN_ROOT = [stage(0, 2), stage(1, 1, [0])];

function cluster(...slots: number[]): SchedulerState {
  const state = new SchedulerState();
  slots.forEach((count, i) => state.handle({ kind: 'executorJoined', executor: `e${i}`, slots: count }));
  return state;
}

function launches(commands: readonly SchedulerCommand[]): string[] {
  return commands.flatMap((c) =>
    c.kind === 'launch' ? [`${c.key.stage}.${c.key.task}#${c.attempt}@${c.executor}`] : [],
  );
}

function succeed(
  state: SchedulerState,
  stageId: number,
  task: number,
  executor: string,
  attempt = 1,
  rows = 0,
) {
  return state.handle({
    kind: 'taskSucceeded',
    key: { operation: 'op', stage: stageId, task },
    attempt,
    executor,
    rows,
  });
}

function failTask(state: SchedulerState, failure: Partial<TaskFailure>, attempt = 1, stageId = 0, task = 0) {
  return state.handle({
    kind: 'taskFailed',
    key: { operation: 'op', stage: stageId, task },
    attempt,
    executor: 'e0',
    failure: { kind: 'internal', code: 'X', message: 'broke', detail: '', ...failure },
  });
}

describe('scheduler state', () => {
  it('launches the tasks of a stage up to the free slots and the rest as slots come free', () => {
    const state = cluster(1);
    expect(launches(state.handle({ kind: 'submitted', operation: 'op', stages: SCAN_THEN_ROOT }))).toEqual([
      '0.0#1@e0',
    ]);
    expect(launches(succeed(state, 0, 0, 'e0'))).toEqual(['0.1#1@e0']);
  });

  it('spreads tasks over executors with free slots', () => {
    const state = cluster(1, 1);
    expect(launches(state.handle({ kind: 'submitted', operation: 'op', stages: SCAN_THEN_ROOT }))).toEqual([
      '0.0#1@e0',
      '0.1#1@e1',
    ]);
  });

  it('starts a stage only when every task of its inputs has succeeded, and tells it where their output lies', () => {
    const state = cluster(2);
    state.handle({ kind: 'submitted', operation: 'op', stages: SCAN_THEN_ROOT });
    expect(launches(succeed(state, 0, 1, 'e0'))).toEqual([]);
    const commands = succeed(state, 0, 0, 'e0');
    expect(launches(commands)).toEqual(['1.0#1@e0']);
    const launch = commands.find((c) => c.kind === 'launch');
    expect(launch?.kind === 'launch' && launch.inputs.get(0)).toEqual([
      { executor: 'e0', attempt: 1 },
      { executor: 'e0', attempt: 1 },
    ]);
  });

  it('reports the operation finished with the locations of the root output', () => {
    const state = cluster(2);
    state.handle({ kind: 'submitted', operation: 'op', stages: SCAN_THEN_ROOT });
    succeed(state, 0, 0, 'e0');
    succeed(state, 0, 1, 'e0');
    expect(succeed(state, 1, 0, 'e0')).toEqual([
      { kind: 'finished', operation: 'op', results: [{ executor: 'e0', attempt: 1 }] },
    ]);
    expect(state.progress('op')).toEqual({ completed: 3, total: 3 });
  });

  it('ends the operation at once when a task fails by the user’s fault', () => {
    const state = cluster(2);
    state.handle({ kind: 'submitted', operation: 'op', stages: SCAN_THEN_ROOT });
    const commands = failTask(state, { kind: 'user', message: 'no such file' });
    expect(commands.map((c) => c.kind)).toEqual(['cancel', 'failed']);
    expect(state.runningTasks().get('e0')).toBe(0);
  });

  it(`tries a task ${ATTEMPTS_MAX} times before it gives up`, () => {
    const state = cluster(1);
    state.handle({ kind: 'submitted', operation: 'op', stages: [stage(0, 1)] });
    for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
      expect(launches(failTask(state, {}, attempt))).toEqual([`0.0#${attempt + 1}@e0`]);
    }
    expect(failTask(state, {}, ATTEMPTS_MAX).map((c) => c.kind)).toEqual(['cancel', 'failed']);
  });

  it('ignores reports about an older attempt and repeated reports', () => {
    const state = cluster(1);
    state.handle({ kind: 'submitted', operation: 'op', stages: [stage(0, 1)] });
    failTask(state, {}, 1);
    expect(succeed(state, 0, 0, 'e0', 1)).toEqual([]);
    expect(succeed(state, 0, 0, 'e0', 2).map((c) => c.kind)).toEqual(['finished']);
    expect(succeed(state, 0, 0, 'e0', 2)).toEqual([]);
  });

  it('runs the tasks of a lost executor again, the finished ones included when their output is still needed', () => {
    const state = cluster(1, 1);
    state.handle({ kind: 'submitted', operation: 'op', stages: SCAN_THEN_ROOT });
    succeed(state, 0, 1, 'e1');
    expect(launches(state.handle({ kind: 'executorLost', executor: 'e1' }))).toEqual([]);
    expect(launches(succeed(state, 0, 0, 'e0'))).toEqual(['0.1#2@e0']);
    expect(launches(succeed(state, 0, 1, 'e0', 2))).toEqual(['1.0#1@e0']);
  });

  it('recomputes only what is needed when the root output is lost', () => {
    const state = cluster(2);
    state.handle({ kind: 'submitted', operation: 'op', stages: SCAN_THEN_ROOT });
    succeed(state, 0, 0, 'e0');
    succeed(state, 0, 1, 'e0');
    succeed(state, 1, 0, 'e0');
    expect(launches(state.handle({ kind: 'resultLost', operation: 'op', task: 0 }))).toEqual(['1.0#2@e0']);
  });

  it('runs the producer again before a consumer that could not fetch its input', () => {
    const state = cluster(2);
    state.handle({ kind: 'submitted', operation: 'op', stages: SCAN_THEN_ROOT });
    succeed(state, 0, 0, 'e0');
    succeed(state, 0, 1, 'e0');
    const commands = failTask(state, { kind: 'lostInput', lost: { stage: 0, task: 1 } }, 1, 1, 0);
    expect(launches(commands)).toEqual(['0.1#2@e0']);
    expect(launches(succeed(state, 0, 1, 'e0', 2))).toEqual(['1.0#2@e0']);
  });

  it('frees slots and names the executors to tell when an operation is cancelled', () => {
    const state = cluster(1, 1);
    state.handle({ kind: 'submitted', operation: 'op', stages: SCAN_THEN_ROOT });
    expect(state.handle({ kind: 'cancelled', operation: 'op' })).toEqual([
      { kind: 'cancel', operation: 'op', executors: ['e0', 'e1'] },
    ]);
    expect([...state.runningTasks().values()]).toEqual([0, 0]);
  });

  it('waits without failing while there is no executor and goes on when one joins', () => {
    const state = cluster();
    expect(state.handle({ kind: 'submitted', operation: 'op', stages: [stage(0, 1)] })).toEqual([]);
    expect(launches(state.handle({ kind: 'executorJoined', executor: 'e9', slots: 2 }))).toEqual([
      '0.0#1@e9',
    ]);
  });

  it('runs a task where the rows it reads are cached, waits for a slot there, and goes elsewhere when it is lost', () => {
    const state = cluster(1, 1);
    const preferred = new Map([[0, ['e1', 'e1', 'e0']]]);
    const commands = state.handle({ kind: 'submitted', operation: 'op', stages: [stage(0, 3)], preferred });
    expect(launches(commands)).toEqual(['0.0#1@e1', '0.2#1@e0']);
    expect(launches(succeed(state, 0, 2, 'e0'))).toEqual([]);
    expect(launches(state.handle({ kind: 'executorLost', executor: 'e1' }))).toEqual(['0.0#2@e0']);
  });

  it('prefers the executor that holds the input of the same partition', () => {
    const state = cluster(2, 2);
    const forward = [stage(0, 2), stage(1, 2, [0])];
    state.handle({ kind: 'submitted', operation: 'op', stages: forward });
    succeed(state, 0, 0, 'e0');
    expect(launches(succeed(state, 0, 1, 'e1'))).toEqual(['1.0#1@e0', '1.1#1@e1']);
  });
});

describe('a stage that wants only the first rows of its inputs', () => {
  const stages = [stage(0, 30), { ...stage(1, 1, [0]), rowsWanted: 10 }];
  const submitted = (state: SchedulerState, list: readonly Stage[] = stages) =>
    launches(state.handle({ kind: 'submitted', operation: 'op', stages: list }));

  it('begins with one task of the input and has the others never run when its rows are enough', () => {
    const state = cluster(8);
    expect(submitted(state)).toEqual(['0.0#1@e0']);
    const commands = succeed(state, 0, 0, 'e0', 1, 10);
    expect(launches(commands)).toEqual(['1.0#1@e0']);
    const launch = commands.find((c) => c.kind === 'launch');
    expect(launch?.kind === 'launch' && launch.inputs.get(0)).toEqual([{ executor: 'e0', attempt: 1 }]);
    expect(succeed(state, 1, 0, 'e0').map((c) => c.kind)).toContain('finished');
  });

  it('has four times as many run while they are not', () => {
    const state = cluster(30);
    submitted(state);
    expect(launches(succeed(state, 0, 0, 'e0', 1, 3))).toEqual(['0.1#1@e0', '0.2#1@e0', '0.3#1@e0']);
    succeed(state, 0, 1, 'e0');
    succeed(state, 0, 2, 'e0');
    expect(launches(succeed(state, 0, 3, 'e0', 1, 2))).toHaveLength(12);
    expect(state.progress('op')).toEqual({ completed: 4, total: 17 });
  });

  it('does not take rows of a later task before those of an earlier one', () => {
    const state = cluster(8);
    submitted(state);
    succeed(state, 0, 0, 'e0', 1, 1);
    expect(launches(succeed(state, 0, 3, 'e0', 1, 50))).toEqual([]);
    succeed(state, 0, 1, 'e0', 1, 2);
    const commands = succeed(state, 0, 2, 'e0', 1, 8);
    expect(launches(commands)).toEqual(['1.0#1@e0']);
    const launch = commands.find((c) => c.kind === 'launch');
    expect(launch?.kind === 'launch' && launch.inputs.get(0)).toHaveLength(3);
  });

  it('reads all there is when that is less', () => {
    const state = cluster(8);
    submitted(state, [stage(0, 2), { ...stage(1, 1, [0]), rowsWanted: 10 }]);
    succeed(state, 0, 0, 'e0', 1, 1);
    expect(launches(succeed(state, 0, 1, 'e0', 1, 1))).toEqual(['1.0#1@e0']);
  });

  it('needs nothing of what only a later input reads', () => {
    const state = cluster(8);
    const union = [stage(0, 2), stage(1, 3), stage(2, 2, [1]), { ...stage(3, 1, [0, 2]), rowsWanted: 10 }];
    expect(submitted(state, union)).toEqual(['0.0#1@e0']);
    const commands = succeed(state, 0, 0, 'e0', 1, 12);
    expect(launches(commands)).toEqual(['3.0#1@e0']);
    const launch = commands.find((c) => c.kind === 'launch');
    expect(launch?.kind === 'launch' && launch.inputs.get(2)).toEqual([]);
  });

  it('has lost rows made again', () => {
    const state = cluster(1, 1);
    submitted(state);
    succeed(state, 0, 0, 'e0', 1, 12);
    expect(launches(state.handle({ kind: 'executorLost', executor: 'e0' }))).toEqual(['0.0#2@e1']);
  });

  it('does not mind the failure of a task that it does without', () => {
    const state = cluster(8);
    submitted(state);
    succeed(state, 0, 0, 'e0', 1, 3);
    succeed(state, 0, 1, 'e0', 1, 7);
    expect(failTask(state, { kind: 'user' }, 1, 0, 2)).toEqual([]);
    expect(succeed(state, 1, 0, 'e0').map((c) => c.kind)).toContain('finished');
  });

  it('stops tasks that still run when the operation is released', () => {
    const state = cluster(8);
    submitted(state);
    succeed(state, 0, 0, 'e0', 1, 3);
    succeed(state, 0, 1, 'e0', 1, 7);
    succeed(state, 1, 0, 'e0');
    expect(state.handle({ kind: 'released', operation: 'op' })).toEqual([
      { kind: 'cancel', operation: 'op', executors: ['e0'] },
    ]);
    expect(state.runningTasks().get('e0')).toBe(0);
  });
});
