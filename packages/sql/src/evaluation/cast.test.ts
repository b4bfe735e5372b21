import { fromValues, toValues } from '@graticule/columnar';
import { expect, it } from 'vitest';
import { castColumn } from './cast.js';
import { DEFAULT_CONTEXT } from './compile.js';

it('casts whole seconds beyond the range of timestamps to its ends, and lets them wrap around in 2.2', () => {
  const seconds = fromValues({ kind: 'long' }, [2n ** 63n - 1n, -(2n ** 63n), 1_700_000_000n, null]);
  const cast = (compat: '2.2' | '3.3') =>
    toValues(castColumn(seconds, { kind: 'timestamp' }, { ...DEFAULT_CONTEXT, compat }));
  expect(cast('3.3')).toEqual([2n ** 63n - 1n, -(2n ** 63n), 1_700_000_000_000_000n, null]);
  expect(cast('2.2')).toEqual([-1_000_000n, 0n, 1_700_000_000_000_000n, null]);
});
