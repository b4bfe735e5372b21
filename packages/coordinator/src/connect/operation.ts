import { randomUUID } from 'node:crypto';
import { RpcCode, RpcError, type ExecutePlanResponse } from '@graticule/protocol';
import { SparkError } from './errors.js';

/** Responses kept for a client that may come back. The producer waits while so much is unread. */
const REPLAY_BYTES_MAX = 64 * 1024 * 1024;

/** A client that does not come back for so long has gone. */
const ABANDONED_AFTER_MS = 5 * 60 * 1000;

/** What an operation says, before ids are added. */
export type ResponsePart = Partial<
  Pick<ExecutePlanResponse, 'responseType' | 'schema' | 'metrics' | 'observedMetrics'>
>;

export interface StoredResponse {
  readonly id: string;
  readonly part: ResponsePart;
}

/**
 * One ExecutePlan: runs on its own, so that a client whose connection breaks can attach again, and keeps its responses
 * until the client has released them. Readers get every response from a given one on.
 */
export class RunningOperation {
  readonly #abort = new AbortController();
  readonly #wakers = new Set<() => void>();
  #responses: StoredResponse[] = [];
  #firstIndex = 0;
  #bytes = 0;
  #readIndex = 0;
  #state: 'running' | 'done' | 'failed' = 'running';
  #failure: unknown;
  #readers = 0;
  #abandonTimer: NodeJS.Timeout | undefined;

  constructor(
    readonly id: string,
    readonly tags: readonly string[],
    /** Not reattachable: responses are dropped once written, and the operation ends with its reader. */
    readonly reattachable: boolean,
    /** Nobody will read it (any more): it can be forgotten. */
    private readonly left: () => void,
  ) {}

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  /** Stops the work; readers see the error. false: it had ended already. */
  interrupt(reason: string): boolean {
    if (!this.running || this.#abort.signal.aborted) return false;
    this.#abort.abort(new SparkError('SparkException', `[OPERATION_CANCELED] ${reason}`));
    this.#wake();
    return true;
  }

  /** Runs the producer to its end. Never rejects: readers get the failure. */
  async run(produce: (operation: RunningOperation) => AsyncIterable<ResponsePart>): Promise<void> {
    try {
      for await (const part of produce(this)) await this.#push(part);
      this.#abort.signal.throwIfAborted();
      if (this.reattachable) await this.#push({ responseType: resultComplete() });
      this.#state = 'done';
    } catch (error) {
      this.#failure = this.#abort.signal.aborted ? this.#abort.signal.reason : error;
      this.#state = 'failed';
    } finally {
      this.#wake();
    }
  }

  /**
   * The responses after the one of that id (null: from the first). Ends when the operation has, throws its failure.
   * A reader whose signal is aborted stops without an error.
   */
  async *read(lastId: string | null, signal: AbortSignal): AsyncGenerator<StoredResponse> {
    let index = lastId === null ? 0 : this.#indexOf(lastId) + 1;
    this.#readers++;
    clearTimeout(this.#abandonTimer);
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      for (;;) {
        if (signal.aborted) return;
        if (index < this.#firstIndex) {
          throw new RpcError(
            RpcCode.INVALID_ARGUMENT,
            `Responses of operation ${this.id} were released already`,
          );
        }
        const stored = this.#responses[index - this.#firstIndex];
        if (stored !== undefined) {
          index++;
          this.#readIndex = Math.max(this.#readIndex, index);
          this.#wake();
          yield stored;
          if (!this.reattachable) this.releaseUntil(stored.id);
        } else if (this.#state === 'done') return;
        else if (this.#state === 'failed') throw this.#failure;
        else await this.#change();
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.#readers--;
      if (this.#readers === 0) this.#detached();
    }
  }

  /** Drops responses up to and including that one. Repeating it is harmless. */
  releaseUntil(responseId: string): void {
    const position = this.#responses.findIndex((stored) => stored.id === responseId);
    for (let i = 0; i <= position; i++) this.#dropFirst();
    this.#wake();
  }

  /** Ends waiting for a client: after ReleaseAll and when the session ends. */
  release(): void {
    clearTimeout(this.#abandonTimer);
    this.interrupt('The client released the operation');
    this.left();
  }

  #detached(): void {
    if (!this.reattachable) return this.release();
    this.#abandonTimer = setTimeout(() => this.release(), ABANDONED_AFTER_MS).unref();
  }

  #indexOf(responseId: string): number {
    const position = this.#responses.findIndex((stored) => stored.id === responseId);
    if (position >= 0) return this.#firstIndex + position;
    throw new RpcError(
      RpcCode.INVALID_ARGUMENT,
      `Operation ${this.id} has no response ${responseId} (any more)`,
    );
  }

  async #push(part: ResponsePart): Promise<void> {
    const bytes = sizeOf(part);
    while (this.#responses.length > 0 && this.#bytes + bytes > REPLAY_BYTES_MAX && !this.signal.aborted) {
      if (this.#firstIndex < this.#readIndex) this.#dropFirst();
      else await this.#change();
    }
    this.signal.throwIfAborted();
    this.#responses.push({ id: randomUUID(), part });
    this.#bytes += bytes;
    this.#wake();
  }

  #dropFirst(): void {
    const stored = this.#responses.shift() as StoredResponse;
    this.#bytes -= sizeOf(stored.part);
    this.#firstIndex++;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wakers.add(resolve));
  }

  #wake(): void {
    for (const waker of this.#wakers) waker();
    this.#wakers.clear();
  }
}

function resultComplete(): ExecutePlanResponse['responseType'] {
  return { case: 'resultComplete', value: { $typeName: 'spark.connect.ExecutePlanResponse.ResultComplete' } };
}

function sizeOf(part: ResponsePart): number {
  return part.responseType?.case === 'arrowBatch' ? part.responseType.value.data.length : 256;
}
