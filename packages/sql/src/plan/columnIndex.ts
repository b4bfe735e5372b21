import type { Attribute } from './expression.js';

/** Lookups in lists of columns, which never change: a list that is asked more than once is indexed. */
interface ColumnIndex {
  readonly byName: ReadonlyMap<string, readonly Attribute[]>;
  readonly places: ReadonlyMap<number, number>;
}

/** Shorter lists are looked through. */
const INDEXED_MIN = 16;
/** null: asked once. */
const indexes = new WeakMap<readonly Attribute[], ColumnIndex | null>();

/** The columns of that name, without regard to case, in their order. */
export function columnsNamed(columns: readonly Attribute[], name: string): readonly Attribute[] {
  const wanted = name.toLowerCase();
  const index = indexOf(columns);
  if (index !== null) return index.byName.get(wanted) ?? [];
  return columns.filter((column) => column.name.toLowerCase() === wanted);
}

/** The first place of the column with that id; -1 where there is none. */
export function placeOf(columns: readonly Attribute[], id: number): number {
  const index = indexOf(columns);
  if (index !== null) return index.places.get(id) ?? -1;
  return columns.findIndex((column) => column.id === id);
}

function indexOf(columns: readonly Attribute[]): ColumnIndex | null {
  if (columns.length < INDEXED_MIN) return null;
  const known = indexes.get(columns);
  if (known !== undefined && known !== null) return known;
  const made = known === undefined ? null : makeIndex(columns);
  indexes.set(columns, made);
  return made;
}

function makeIndex(columns: readonly Attribute[]): ColumnIndex {
  const byName = new Map<string, Attribute[]>();
  const places = new Map<number, number>();
  columns.forEach((column, place) => {
    const name = column.name.toLowerCase();
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [column]);
    else same.push(column);
    if (!places.has(column.id)) places.set(column.id, place);
  });
  return { byName, places };
}
