import {
  concat,
  hashColumns,
  rowEquality,
  take,
  type BytesColumn,
  type Column,
  type DataType,
  type RowEquality,
} from '@graticule/columnar';

const INITIAL_SLOTS = 1024;
/** Code of a dictionary not looked up yet, and the answer "no such group". */
const UNKNOWN = -2;
const NONE = -1;

/**
 * Distinct key rows, numbered from 0 in order of first appearance. Equality is grouping's: null equals null, NaN equals
 * NaN. Open addressing over row hashes; keys are kept as columns. A single dictionary-encoded key is looked up once per
 * distinct value instead of once per row.
 */
export class GroupTable {
  #keys: Column[];
  #hashes = new Int32Array(INITIAL_SLOTS);
  #slots = new Int32Array(INITIAL_SLOTS).fill(NONE);
  #groups = 0;
  /** Of the last dictionary seen: group per code. */
  #codes: { readonly dictionary: BytesColumn; readonly groups: Int32Array } | null = null;

  /** types: of the key columns. signedZeros: 0.0 and -0.0 are different keys (Spark 2.x). */
  constructor(
    private readonly types: readonly DataType[],
    private readonly signedZeros = false,
  ) {
    this.#keys = types.map((type) => concat(type, []));
  }

  get groups(): number {
    return this.#groups;
  }

  /** One row per group. */
  get keys(): readonly Column[] {
    return this.#keys;
  }

  /** The group of each row; new keys get new groups. */
  assign(columns: readonly Column[], length: number): Int32Array {
    return this.#lookup(columns, length, true);
  }

  /** The group of each row, -1 where the key is not in the table. */
  find(columns: readonly Column[], length: number): Int32Array {
    return this.#lookup(columns, length, false);
  }

  #lookup(columns: readonly Column[], length: number, enter: boolean): Int32Array {
    if (columns.length === 0) {
      if (enter && length > 0) this.#groups = 1;
      return new Int32Array(length).fill(this.#groups > 0 ? 0 : NONE);
    }
    const [first] = columns;
    if (columns.length === 1 && first.layout === 'dictionary' && first.dictionary.length < length) {
      return this.#lookupCodes(first, length, enter);
    }
    return this.#lookupRows(columns, length, enter);
  }

  /** Looks up the codes that occur, in the order of their first row, then spreads the answers over the rows. */
  #lookupCodes(column: Column & { layout: 'dictionary' }, length: number, enter: boolean): Int32Array {
    const { indices, dictionary, validity } = column;
    if (this.#codes?.dictionary !== dictionary) {
      this.#codes = { dictionary, groups: new Int32Array(dictionary.length + 1).fill(UNKNOWN) };
    }
    const codes = this.#codes.groups;
    const nullCode = dictionary.length;
    if (enter) for (let c = 0; c <= nullCode; c++) if (codes[c] === NONE) codes[c] = UNKNOWN;
    const out = new Int32Array(length);
    const firstRows = new Int32Array(nullCode + 1);
    let unknown = 0;
    for (let i = 0; i < length; i++) {
      const code = validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0 ? nullCode : indices[i];
      if (codes[code] === UNKNOWN) {
        codes[code] = NONE;
        firstRows[unknown++] = i;
      }
      out[i] = code;
    }
    if (unknown > 0) {
      const rows = firstRows.subarray(0, unknown);
      const groups = this.#lookupRows([take(column, rows)], unknown, enter);
      for (let k = 0; k < unknown; k++) codes[out[rows[k]]] = groups[k];
    }
    for (let i = 0; i < length; i++) out[i] = codes[out[i]];
    return out;
  }

  #lookupRows(columns: readonly Column[], length: number, enter: boolean): Int32Array {
    const hashes = hashColumns(columns, length);
    const out = new Int32Array(length);
    const options = { signedZeros: this.signedZeros };
    const stored = this.#groups;
    const equalsStored: RowEquality = stored === 0 ? () => false : rowEquality(this.#keys, columns, options);
    const equalsNew = rowEquality(columns, columns, options);
    const newRows: number[] = [];
    for (let i = 0; i < length; i++) {
      const hash = hashes[i];
      const slots = this.#slots;
      const mask = slots.length - 1;
      let slot = hash & mask;
      let group = slots[slot];
      while (group !== NONE) {
        if (
          this.#hashes[group] === hash &&
          (group < stored ? equalsStored(group, i) : equalsNew(newRows[group - stored], i))
        ) {
          break;
        }
        slot = (slot + 1) & mask;
        group = slots[slot];
      }
      if (group === NONE && enter) {
        group = this.#groups++;
        slots[slot] = group;
        this.#remember(group, hash);
        newRows.push(i);
      }
      out[i] = group;
    }
    if (newRows.length > 0) this.#keep(columns, Int32Array.from(newRows));
    return out;
  }

  #keep(columns: readonly Column[], rows: Int32Array): void {
    this.#keys = this.#keys.map((key, k) => {
      const added = take(columns[k], rows);
      return key.length === 0 ? added : concat(this.types[k], [key, added]);
    });
  }

  #remember(group: number, hash: number): void {
    if (group === this.#hashes.length) {
      const grown = new Int32Array(2 * group);
      grown.set(this.#hashes);
      this.#hashes = grown;
    }
    this.#hashes[group] = hash;
    if (2 * (group + 1) <= this.#slots.length) return;
    const slots = new Int32Array(2 * this.#slots.length).fill(NONE);
    const mask = slots.length - 1;
    for (let g = 0; g <= group; g++) {
      let slot = this.#hashes[g] & mask;
      while (slots[slot] !== NONE) slot = (slot + 1) & mask;
      slots[slot] = g;
    }
    this.#slots = slots;
  }
}
