import { bitmapBytes, nullColumn } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { booleanColumn, strideOf, valuesOf } from './columns.js';
import type { ScalarFunction } from './definition.js';

const BOOLEAN = { kind: 'boolean' } as const;

/** Three-valued logic: null is "not known". */
export const logicFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar',
    names: ['and'],
    doc: 'False when a side is false, else null when a side is null, else true.',
    deterministic: true,
    inputTypes: { rule: 'each', types: [BOOLEAN, BOOLEAN] },
    resultType: (args) => ({ type: BOOLEAN, nullable: args.some((arg) => arg.nullable) }),
    evaluate: (args, length) => andValues(args[0], args[1], length),
  },
  {
    kind: 'scalar',
    names: ['or'],
    doc: 'True when a side is true, else null when a side is null, else false.',
    deterministic: true,
    inputTypes: { rule: 'each', types: [BOOLEAN, BOOLEAN] },
    resultType: (args) => ({ type: BOOLEAN, nullable: args.some((arg) => arg.nullable) }),
    evaluate: (args, length) => combine(args[0], args[1], length, 1),
  },
  {
    kind: 'scalar',
    names: ['not', '!'],
    doc: 'The opposite; null stays null.',
    deterministic: true,
    inputTypes: { rule: 'each', types: [BOOLEAN] },
    resultType: (args) => ({ type: BOOLEAN, nullable: args[0].nullable }),
    evaluate: ([arg], length) => {
      if (arg.layout === 'null') return nullColumn(BOOLEAN, length);
      const values = valuesOf<Uint8Array>(arg);
      const out = new Uint8Array(length);
      for (let i = 0; i < length; i++) out[i] = 1 - values[i];
      return booleanColumn(out, arg.validity);
    },
  },
];

export function andValues(left: Column, right: Column, length: number): Column {
  return combine(left, right, length, 0);
}

/** decisive: the value that settles the answer whatever the other side is (0 for and, 1 for or). */
function combine(left: Column, right: Column, length: number, decisive: 0 | 1): Column {
  const a = left.layout === 'null' ? nullColumn(BOOLEAN, length) : left;
  const b = right.layout === 'null' ? nullColumn(BOOLEAN, length) : right;
  const stepA = strideOf(a, length);
  const stepB = strideOf(b, length);
  const x = valuesOf<Uint8Array>(a);
  const y = valuesOf<Uint8Array>(b);
  const out = new Uint8Array(length);
  if (a.validity === null && b.validity === null) {
    if (decisive === 0)
      for (let i = 0, p = 0, q = 0; i < length; i++, p += stepA, q += stepB) out[i] = x[p] & y[q];
    else for (let i = 0, p = 0, q = 0; i < length; i++, p += stepA, q += stepB) out[i] = x[p] | y[q];
    return booleanColumn(out, null);
  }
  const va = a.validity;
  const vb = b.validity;
  const validity = new Uint8Array(bitmapBytes(length));
  for (let i = 0, p = 0, q = 0; i < length; i++, p += stepA, q += stepB) {
    const validA = va === null ? 1 : (va[p >> 3] >> (p & 7)) & 1;
    const validB = vb === null ? 1 : (vb[q >> 3] >> (q & 7)) & 1;
    const decided = (validA === 1 && x[p] === decisive) || (validB === 1 && y[q] === decisive);
    out[i] = decided ? decisive : 1 - decisive;
    if (decided || (validA & validB) === 1) validity[i >> 3] |= 1 << (i & 7);
  }
  return booleanColumn(out, validity);
}
