import { isValid, valueAt } from '@graticule/columnar';
import type { Column, Value } from '@graticule/columnar';
import { ArgumentError } from './definition.js';
import type { EvaluationContext } from './definition.js';
import { valueKey } from './valueOrder.js';

/** Entries of maps that functions make: null keys are refused; what happens to repeated ones is a setting from 3.0. */

export type Entry = readonly [Value, Value];

type Settings = Pick<EvaluationContext, 'compat' | 'mapKeyDedupPolicy'>;

/** As valueKey, but 0.0 and -0.0 are two keys of a map. */
function entryKey(key: Value): unknown {
  return Object.is(key, -0) ? '-0.0 of a double' : valueKey(key);
}

function refuseNull(): never {
  throw new ArgumentError('Cannot use null as map key.');
}

function refuseRepeated(key: Value): never {
  throw new ArgumentError(
    `Duplicate map key ${String(key)} was found, please check the input data. If you want to remove the duplicated keys, ` +
      'you can set spark.sql.mapKeyDedupPolicy to LAST_WIN so that the key inserted at last takes precedence.',
  );
}

/**
 * The entries of a new map. A repeated key is an error, or (LAST_WIN) keeps its first place with its last value; 2.x
 * keeps all. Throws ArgumentError.
 */
export function checkedEntries(entries: readonly Entry[], { compat, mapKeyDedupPolicy }: Settings): Value {
  const places = new Map<unknown, number>();
  const kept: Entry[] = [];
  for (const entry of entries) {
    if (entry[0] === null) refuseNull();
    const id = entryKey(entry[0]);
    const place = places.get(id);
    if (place === undefined || compat === '2.2') places.set(id, kept.push(entry) - 1);
    else if (mapKeyDedupPolicy === 'LAST_WIN') kept[place] = [kept[place][0], entry[1]];
    else refuseRepeated(entry[0]);
  }
  return kept as unknown as Value;
}

/** Entry k of the maps has key `keys[k]` and value `values[k]`, row numbers; map i has the entries from offsets[i] on. */
export interface KeptEntries {
  readonly keys: Int32Array;
  readonly values: Int32Array;
  readonly offsets: Int32Array;
}

/**
 * What is left of maps whose keys are rows offsets[i] .. offsets[i + 1] of a column; null: every entry.
 * Rules and errors are those of checkedEntries.
 */
export function keptEntries(keys: Column, offsets: Int32Array, settings: Settings): KeptEntries | null {
  for (let k = 0; k < keys.length; k++) if (!isValid(keys, k)) refuseNull();
  if (settings.compat === '2.2' || !repeats(keys, offsets)) return null;
  const places = new Map<unknown, number>();
  const keptKeys = new Int32Array(keys.length);
  const keptValues = new Int32Array(keys.length);
  const keptOffsets = new Int32Array(offsets.length);
  let count = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    places.clear();
    for (let k = offsets[i]; k < offsets[i + 1]; k++) {
      const key = valueAt(keys, k);
      const id = entryKey(key);
      const place = places.get(id);
      if (place === undefined) {
        places.set(id, count);
        keptKeys[count] = k;
        keptValues[count++] = k;
      } else if (settings.mapKeyDedupPolicy === 'LAST_WIN') keptValues[place] = k;
      else refuseRepeated(key);
    }
    keptOffsets[i + 1] = count;
  }
  return { keys: keptKeys.subarray(0, count), values: keptValues.subarray(0, count), offsets: keptOffsets };
}

/** Whether a map has a key twice. */
function repeats(keys: Column, offsets: Int32Array): boolean {
  const seen = new Set<unknown>();
  for (let i = 0; i + 1 < offsets.length; i++) {
    if (offsets[i + 1] - offsets[i] < 2) continue;
    seen.clear();
    for (let k = offsets[i]; k < offsets[i + 1]; k++) seen.add(entryKey(valueAt(keys, k)));
    if (seen.size < offsets[i + 1] - offsets[i]) return true;
  }
  return false;
}
