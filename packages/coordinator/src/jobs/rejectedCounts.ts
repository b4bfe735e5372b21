import type { RejectedRowsReport } from '../scheduler/operation.js';
import type { TaskKey } from '../scheduler/schedulerState.js';

const PLACES_SHOWN = 3;

interface SourceCounts {
  /** By stage and task, so that a task that ran twice counts once. */
  readonly stages: Map<number, Map<number, number>>;
  readonly places: Map<string, string>;
}

/** Rows that the scans of one operation left out, by source. */
export class RejectedCounts {
  readonly #sources = new Map<string, SourceCounts>();

  add({ stage, task }: TaskKey, { source, count, samples }: RejectedRowsReport): void {
    let known = this.#sources.get(source);
    if (!known) this.#sources.set(source, (known = { stages: new Map(), places: new Map() }));
    const tasks = known.stages.get(stage) ?? new Map<number, number>();
    known.stages.set(stage, tasks.set(task, count));
    for (const { file, line, reason } of samples) {
      if (known.places.size < PLACES_SHOWN) known.places.set(`${file} line ${line}`, reason);
    }
  }

  /** One warning per source. A source that several stages read counts once. */
  warnings(): string[] {
    return [...this.#sources].map(([source, { stages, places }]) => {
      const counts = [...stages.values()].map((tasks) => [...tasks.values()].reduce((a, b) => a + b, 0));
      const count = Math.max(...counts);
      const shown = [...places].map(([place, reason]) => `${place}: ${reason}`).join('; ');
      const more = count > places.size ? '; ...' : '';
      const rows = count === 1 ? '1 row' : `${count} rows`;
      return `${rows} of ${source} could not be read and ${count === 1 ? 'was' : 'were'} left out unless said otherwise: ${shown}${more}`;
    });
  }
}
