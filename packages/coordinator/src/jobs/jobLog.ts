import type { StateDatabase } from '../state/database.js';
import type { JobMessageType } from '../state/job.js';
import { appendMessages } from '../state/messages.js';

/** A message waits at most this long before it is stored and can be seen. */
const FLUSH_DELAY_MS = 40;
const PENDING_MAX = 500;

/**
 * Messages of one running job on their way into the database: lines that a script prints in a burst share one write.
 * Order is kept; `flush` before a final status makes sure that no finished job lacks a message.
 */
export class JobLog {
  #pending: { type: JobMessageType; description: string }[] = [];
  #timer: NodeJS.Timeout | null = null;
  readonly #said = new Set<string>();

  constructor(
    private readonly state: StateDatabase,
    private readonly job: string,
  ) {}

  add(type: JobMessageType, description: string): void {
    this.#pending.push({ type, description });
    if (this.#pending.length >= PENDING_MAX) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_DELAY_MS);
  }

  inform(text: string): void {
    this.add('esriJobMessageTypeInformative', text);
  }

  /** Only once per text: a frame that is read several times would repeat its warnings. */
  warnOnce(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.add('esriJobMessageTypeWarning', text);
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const messages = this.#pending;
    this.#pending = [];
    if (messages.length > 0) appendMessages(this.state, this.job, messages);
  }
}
