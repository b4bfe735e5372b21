import type { SparkVersion } from '@graticule/sql';
import type { Engine } from './engine.js';
import type { Sessions } from './sessions.js';
import type { FormatCell } from './show.js';

/** What the handlers of the service share. */
export interface ServiceContext {
  readonly engine: Engine;
  readonly sessions: Sessions;
  /** Spark's text of values in a session with these settings. */
  readonly formatCell: (settings: { readonly compat: SparkVersion; readonly timeZone: string }) => FormatCell;
}
