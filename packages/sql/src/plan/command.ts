import type { UnresolvedRelation } from './unresolved.js';

/** A statement of SQL text: a query, or something that changes or tells about the session. */
export type Statement = { readonly kind: 'query'; readonly relation: UnresolvedRelation } | Command;

/** Names are in parts, outermost first. pattern: `*` any characters, `|` alternatives, without regard to case. */
export type Command =
  | {
      readonly kind: 'createView';
      readonly parts: readonly string[];
      readonly columns: readonly string[];
      readonly replace: boolean;
      readonly ifNotExists: boolean;
      readonly scope: 'temporary' | 'global' | 'permanent';
      readonly query: UnresolvedRelation;
    }
  | { readonly kind: 'dropView'; readonly parts: readonly string[]; readonly ifExists: boolean }
  | { readonly kind: 'set'; readonly key: string | null; readonly value: string | null }
  | { readonly kind: 'reset'; readonly key: string | null }
  | { readonly kind: 'showTables'; readonly pattern: string | null }
  | { readonly kind: 'showViews'; readonly pattern: string | null }
  | { readonly kind: 'showDatabases' }
  | { readonly kind: 'showColumns'; readonly parts: readonly string[] }
  | {
      readonly kind: 'showFunctions';
      readonly pattern: string | null;
      /** SHOW USER FUNCTIONS: without those that are built in. */
      readonly user: boolean;
    }
  | {
      readonly kind: 'describeTable';
      readonly parts: readonly string[];
      /** Only this column, by the parts of its name; null: all. */
      readonly column: readonly string[] | null;
    }
  | { readonly kind: 'alterView'; readonly parts: readonly string[]; readonly query: UnresolvedRelation }
  | { readonly kind: 'describeQuery'; readonly query: UnresolvedRelation }
  | { readonly kind: 'describeFunction'; readonly name: string; readonly extended: boolean }
  | {
      readonly kind: 'cacheTable';
      readonly parts: readonly string[];
      readonly query: UnresolvedRelation | null;
    }
  | { readonly kind: 'uncacheTable'; readonly parts: readonly string[]; readonly ifExists: boolean }
  | { readonly kind: 'clearCache' }
  | { readonly kind: 'refresh'; readonly parts: readonly string[] }
  | { readonly kind: 'useDatabase'; readonly name: string }
  | { readonly kind: 'explain'; readonly mode: string; readonly query: UnresolvedRelation };
