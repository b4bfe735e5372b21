import type { Stage } from '@graticule/sql';

/** What the scheduler knows of the output of a task. */
export interface TaskOutput {
  /** null until it has succeeded. */
  readonly rows: number | null;
}

/** Each time the tasks that may run have not made enough rows, so many times more may. */
const GROWTH = 4;

/**
 * Which tasks of its inputs a stage waits for that wants only their first rows (`rowsWanted`). Tasks are counted in
 * order: those of the first input, then those of the next. At first one may run, then four, then sixteen ...
 */
export class WantedTasks {
  #allowed = 1;

  constructor(
    private readonly stage: Stage,
    private readonly tasksOf: (stage: number) => readonly TaskOutput[],
  ) {}

  /** Whether a task of an input may run by now. */
  allows(input: number, task: number): boolean {
    return this.#placeOf(input, task) < this.#allowed;
  }

  /** How many tasks of each input are read, once these have made enough rows (or all there are); null before that. */
  complete(): ReadonlyMap<number, number> | null {
    const counts = new Map(this.stage.inputs.map((input) => [input, 0]));
    let rows = 0;
    for (const input of this.stage.inputs) {
      for (const task of this.tasksOf(input)) {
        if (rows >= this.stage.rowsWanted!) return counts;
        if (task.rows === null) return null;
        rows += task.rows;
        counts.set(input, counts.get(input)! + 1);
      }
    }
    return counts;
  }

  /** More tasks may run when all of those that may have succeeded without making enough. */
  grow(): void {
    while (this.complete() === null && this.#succeeded() >= this.#allowed) this.#allowed *= GROWTH;
  }

  #succeeded(): number {
    let count = 0;
    for (const input of this.stage.inputs) {
      for (const task of this.tasksOf(input)) {
        if (task.rows === null) return count;
        count += 1;
      }
    }
    return count;
  }

  #placeOf(input: number, task: number): number {
    let before = 0;
    for (const earlier of this.stage.inputs) {
      if (earlier === input) break;
      before += this.tasksOf(earlier).length;
    }
    return before + task;
  }
}
