import type { StructType } from '@graticule/columnar';
import type { Place } from '../errors.js';
import type { UnresolvedRelation } from './unresolved.js';

/** A statement of SQL text: a query, or something that changes or tells about the session. */
export type Statement = { readonly kind: 'query'; readonly relation: UnresolvedRelation } | Command;

/** A name of a table or view, in parts, outermost first, and where it stands in the text. */
export interface CommandName {
  readonly parts: readonly string[];
  readonly place: Place;
}

/** What is said about a temporary view, whose name stands at `%`; placed: with its place in the text. */
export interface AboutView {
  readonly text: string;
  readonly placed: boolean;
}

export type ViewScope = 'temporary' | 'global' | 'permanent';

/** pattern: `*` any characters, `|` alternatives, without regard to case. */
export type Command =
  | {
      readonly kind: 'createView';
      readonly parts: readonly string[];
      readonly columns: readonly { readonly name: string; readonly comment: string | null }[];
      readonly replace: boolean;
      readonly ifNotExists: boolean;
      readonly scope: ViewScope;
      readonly query: UnresolvedRelation;
    }
  | {
      /** A view over files or another source. */
      readonly kind: 'createSourceView';
      readonly parts: readonly string[];
      readonly schema: StructType | null;
      readonly replace: boolean;
      readonly scope: ViewScope;
      readonly format: string;
      readonly options: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'dropView';
      readonly view: CommandName;
      readonly ifExists: boolean;
      /** What the statement calls it, for the message when there is none. */
      readonly expected: string;
    }
  | { readonly kind: 'alterView'; readonly view: CommandName; readonly query: UnresolvedRelation }
  | { readonly kind: 'renameView'; readonly view: CommandName; readonly to: readonly string[] }
  | { readonly kind: 'set'; readonly key: string | null; readonly value: string | null }
  | { readonly kind: 'reset'; readonly key: string | null }
  | { readonly kind: 'showTables'; readonly pattern: string | null; readonly database: string | null }
  | { readonly kind: 'showViews'; readonly pattern: string | null; readonly database: string | null }
  | { readonly kind: 'showTableDetails'; readonly pattern: string; readonly database: string | null }
  | { readonly kind: 'showDatabases'; readonly pattern: string | null }
  | { readonly kind: 'showCurrentDatabase' }
  | { readonly kind: 'showCatalogs'; readonly pattern: string | null }
  | { readonly kind: 'showProperties'; readonly table: CommandName; readonly key: string | null }
  | { readonly kind: 'showColumns'; readonly table: CommandName }
  | {
      readonly kind: 'showFunctions';
      readonly pattern: string | null;
      /** SHOW USER FUNCTIONS: without those that are built in. */
      readonly user: boolean;
    }
  | {
      readonly kind: 'describeTable';
      readonly table: CommandName;
      /** Only this column, by the parts of its name; null: all. */
      readonly column: readonly string[] | null;
      readonly extended: boolean;
    }
  | { readonly kind: 'describeQuery'; readonly query: UnresolvedRelation }
  | { readonly kind: 'describeFunction'; readonly name: string; readonly extended: boolean }
  | { readonly kind: 'describeDatabase'; readonly name: string }
  | {
      readonly kind: 'cacheTable';
      readonly table: CommandName;
      readonly query: UnresolvedRelation | null;
      readonly options: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'uncacheTable'; readonly table: CommandName; readonly ifExists: boolean }
  | { readonly kind: 'clearCache' }
  | { readonly kind: 'refresh'; readonly table: CommandName }
  | { readonly kind: 'refreshFunction'; readonly name: CommandName }
  /** What is read again whenever it is wanted needs no refreshing. */
  | { readonly kind: 'refreshPath' }
  | { readonly kind: 'useDatabase'; readonly parts: readonly string[] }
  | { readonly kind: 'dropDatabase'; readonly name: string; readonly ifExists: boolean }
  | {
      readonly kind: 'dropFunction';
      readonly name: string;
      readonly temporary: boolean;
      readonly ifExists: boolean;
    }
  | {
      readonly kind: 'writeDirectory';
      readonly format: string;
      readonly path: string;
      readonly options: Readonly<Record<string, string>>;
      readonly query: UnresolvedRelation;
    }
  | {
      readonly kind: 'insert';
      readonly table: CommandName;
      readonly query: UnresolvedRelation;
    }
  | {
      /** Only for stored tables, which there are none of. */
      readonly kind: 'tableOnly';
      readonly table: CommandName;
      /** What the name should stand for, e.g. `Table`. */
      readonly expected: string;
      readonly ofView: AboutView;
    }
  /** A statement of Spark that there is nothing here for: why. */
  | { readonly kind: 'unsupported'; readonly message: string }
  | { readonly kind: 'explain'; readonly mode: string; readonly statement: Statement };
