import type { Authority } from '../security/authority.js';
import type { StateDatabase } from '../state/database.js';
import type { Services } from './services.js';

/** What the resources are made over. */
export interface RestContext {
  readonly services: Services;
  readonly state: StateDatabase;
  readonly authority: Authority;
}

/** The version of the interface that answers claim: what clients choose their behaviour by. */
export const CURRENT_VERSION = 11.1;
