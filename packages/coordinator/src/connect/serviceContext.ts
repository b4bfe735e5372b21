import type { Engine } from './engine.js';
import type { Sessions } from './sessions.js';

/** What the handlers of the service share. */
export interface ServiceContext {
  readonly engine: Engine;
  readonly sessions: Sessions;
}
