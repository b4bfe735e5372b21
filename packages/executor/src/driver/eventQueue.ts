/** What can be held back while a queue is full. */
export interface Source {
  pause(): void;
  resume(): void;
}

/** Events between one writer that pushes and one reader that iterates; a full queue pauses its source. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #events: T[] = [];
  #ended = false;
  #paused = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly limit: number,
    private readonly source: Source,
  ) {}

  push(event: T): void {
    this.#events.push(event);
    if (this.#events.length >= this.limit && !this.#paused) {
      this.#paused = true;
      this.source.pause();
    }
    this.#wake();
  }

  /** No more events will come; those in the queue are still read. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const events = this.#events.splice(0);
      if (this.#paused) {
        this.#paused = false;
        this.source.resume();
      }
      yield* events;
      if (this.#events.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
