import type { RejectedReport } from './taskWork.js';

/** Rows kept with their text per source and task; the rest are only counted. */
const SAMPLES_MAX = 200;
const TEXT_LENGTH_MAX = 500;

/** Counts the rows that a task's sources could not read and keeps the first ones. */
export class RejectedRows {
  readonly #reports = new Map<string, { count: number; samples: RejectedReport['samples'][number][] }>();

  add(source: string, file: string, line: number, reason: string, text: string): void {
    let report = this.#reports.get(source);
    if (!report) this.#reports.set(source, (report = { count: 0, samples: [] }));
    report.count++;
    if (report.samples.length < SAMPLES_MAX) {
      report.samples.push({ file, line, reason, text: text.slice(0, TEXT_LENGTH_MAX) });
    }
  }

  reports(): RejectedReport[] {
    return [...this.#reports].map(([source, { count, samples }]) => ({ source, count, samples }));
  }
}
