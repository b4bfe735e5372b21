import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MEGABYTE = 1024 * 1024;
/** All threads together may leave so much uncollected; a thread at least some, because collecting takes milliseconds. */
const TOTAL_BYTES = 1024 * MEGABYTE;
const THREAD_BYTES_MIN = 64 * MEGABYTE;
const THREAD_BYTES = Math.max(THREAD_BYTES_MIN, TOTAL_BYTES / availableParallelism());

/**
 * Shared memory is free only when all threads that refer to it have collected their garbage, and the engine does not look
 * at such memory when it decides about that. So a thread tells here what it has stopped to refer to, and its garbage is
 * collected whenever that is `bytesMax`. Without it memory grew to four times what was in use.
 */
export class UnreachableMemory {
  #bytes = 0;

  constructor(
    private readonly bytesMax = THREAD_BYTES,
    private readonly collect: () => void = garbageCollector(),
  ) {}

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < this.bytesMax) return;
    this.#bytes = 0;
    this.collect();
  }
}

/** The engine gives it to contexts that are made while the flag is set. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
