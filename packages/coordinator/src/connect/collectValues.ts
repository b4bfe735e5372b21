import { randomUUID } from 'node:crypto';
import { fromIpc, toValues, type Value } from '@graticule/columnar';
import type { UnresolvedRelation } from '@graticule/sql';
import type { Engine } from './engine.js';
import { SparkError } from './errors.js';
import type { Session } from './session.js';

/** Columns that values can become at most, as with `spark.sql.pivotMaxValues`. */
const VALUES_MAX = 10_000;

/** Runs a relation of one column whose values are to become columns. Throws when there are too many. */
export async function collectValues(
  engine: Engine,
  session: Session,
  relation: UnresolvedRelation,
): Promise<Value[]> {
  const plan = await engine.analyse(session, { kind: 'limit', input: relation, count: VALUES_MAX + 1 });
  const operation = { id: randomUUID(), signal: new AbortController().signal };
  const { batches } = await engine.execute(session, plan, operation);
  const values: Value[] = [];
  for await (const { ipc } of batches) {
    for (const batch of fromIpc(ipc).batches) values.push(...toValues(batch.columns[0]));
  }
  if (values.length <= VALUES_MAX) return values;
  throw new SparkError(
    'AnalysisException',
    `The column has more than ${VALUES_MAX} distinct values: too many to make columns of them`,
  );
}
