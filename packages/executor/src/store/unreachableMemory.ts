import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A collection takes a few milliseconds, writing so many bytes some ten times as long. */
const COLLECTED_BYTES = 128 * 1024 * 1024;

/**
 * Shared memory is free only when all threads that refer to it have collected their garbage, and the engine does not look
 * at such memory when it decides about that. So a thread tells here what it has stopped to refer to, and every
 * COLLECTED_BYTES its garbage is collected. Without it memory grew to four times what was in use.
 */
export class UnreachableMemory {
  #bytes = 0;

  constructor(private readonly collect: () => void = garbageCollector()) {}

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < COLLECTED_BYTES) return;
    this.#bytes = 0;
    this.collect();
  }
}

/** The engine gives it to contexts that are made while the flag is set. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
