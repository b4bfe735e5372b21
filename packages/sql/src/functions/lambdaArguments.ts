import type { DataType } from '@graticule/columnar';
import { ArgumentError } from './definition.js';

/** Checks of what functions with a lambda function are given. */

export type MapOf = DataType & { kind: 'map' };

/** The type of a map; an error for any other. */
export function mapOf(name: string, type: DataType): MapOf {
  if (type.kind === 'map') return type;
  throw new ArgumentError(`${name} expects a map, found ${type.kind}`);
}

/** An error where a lambda function has another number of parameters. */
export function checkCount(name: string, expected: number, found: number): void {
  if (expected !== found)
    throw new ArgumentError(`${name} expects a function of ${expected} parameters, found ${found}`);
}
