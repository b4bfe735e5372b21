import { DOUBLE, INT, LONG, STRING } from '@graticule/columnar';
import { create } from '@bufbuild/protobuf';
import { NADropSchema, NAFillSchema, NAReplaceSchema } from '@graticule/protocol';
import { analyse, logicalText, newAttribute, outputOf, type UnresolvedRelation } from '@graticule/sql';
import { describe, expect, it } from 'vitest';
import { dropNulls, fillNulls, replaceValues } from './naRelations.js';

const output = [
  newAttribute('id', INT, true),
  newAttribute('name', STRING, true),
  newAttribute('w', DOUBLE, true),
];
const input: UnresolvedRelation = { kind: 'resolved', plan: { kind: 'local', output, batches: [] } };
const text = (value: string) => ({ literalType: { case: 'string', value } }) as const;
const double = (value: number) => ({ literalType: { case: 'double', value } }) as const;

/** The first line of the analysed plan. */
async function planOf(relation: UnresolvedRelation): Promise<string> {
  const plan = await analyse(relation, { conf: () => undefined } as never);
  return logicalText(plan).split('\n')[0];
}

describe('na.fill', () => {
  it('fills the columns of the kind of the value, NaN as well', async () => {
    const filled = fillNulls(input, output, create(NAFillSchema, { values: [double(0)] }));
    expect(await planOf(filled)).toBe(
      'project [coalesce(id, CAST(0.0 AS INT)) AS id, name, coalesce(nanvl(w, NULL), CAST(0.0 AS DOUBLE)) AS w]',
    );
  });

  it('casts one value per column', async () => {
    const values = [text('x'), double(1)];
    const filled = fillNulls(input, output, create(NAFillSchema, { cols: ['NAME', 'id'], values }));
    expect(await planOf(filled)).toBe(
      'project [coalesce(id, CAST(1.0 AS INT)) AS id, coalesce(name, CAST(x AS STRING)) AS name, w]',
    );
  });

  it('names a column that is not there', () => {
    const fill = create(NAFillSchema, { cols: ['nothing'], values: [text('x')] });
    expect(() => fillNulls(input, output, fill)).toThrow(
      'Cannot resolve column name "nothing" among (id, name, w)',
    );
  });

  it('fills columns that share a name', async () => {
    const twice = [newAttribute('a', LONG, true), newAttribute('A', LONG, true)];
    const both: UnresolvedRelation = {
      kind: 'resolved',
      plan: { kind: 'local', output: twice, batches: [] },
    };
    const filled = await analyse(fillNulls(both, twice, create(NAFillSchema, { values: [double(1)] })), {
      conf: () => undefined,
    } as never);
    expect(outputOf(filled).map(({ name }) => name)).toEqual(['a', 'A']);
  });
});

describe('na.drop', () => {
  it('counts the values of the columns asked for that are neither null nor NaN', async () => {
    const dropped = dropNulls(input, output, create(NADropSchema, { cols: ['id', 'w'], minNonNulls: 1 }));
    expect(await planOf(dropped)).toBe(
      'filter (((0 + CAST((id IS NOT NULL) AS INT)) + CAST((nanvl(w, NULL) IS NOT NULL) AS INT)) >= 1)',
    );
  });
});

describe('na.replace', () => {
  it('replaces in columns of the kind of the old value only', async () => {
    const replacements = [{ oldValue: double(1), newValue: double(2) }];
    const replaced = replaceValues(input, output, create(NAReplaceSchema, { replacements }));
    expect(await planOf(replaced)).toBe(
      'project [CASE WHEN (id = CAST(1.0 AS INT)) THEN CAST(2.0 AS INT) ELSE id END AS id, name, ' +
        'CASE WHEN (w = CAST(1.0 AS DOUBLE)) THEN CAST(2.0 AS DOUBLE) ELSE w END AS w]',
    );
  });
});
