import { AnalysisError, ArgumentError } from '@graticule/sql';
import { GeoAnalyticsError } from '@graticule/geoanalytics';
import { describe, expect, it } from 'vitest';
import { workFailure } from './errors.js';
import { SourceError } from './sources/sourceError.js';
import { MemoryBudgetExceeded } from './store/partitionStore.js';

describe('the failure of a task', () => {
  it('is the user’s when the data, the plan, a tool or the size is wrong: it is not tried again', () => {
    const run = { operation: 'op', stage: 1, task: 0, attempt: 1 };
    const errors = [
      new SourceError('SOURCE_NOT_FOUND', 'no file'),
      new AnalysisError('TYPE_MISMATCH', 'no number'),
      new ArgumentError('not a pattern'),
      new GeoAnalyticsError('UNKNOWN_SPATIAL_REFERENCE', 'wkid 1'),
      new MemoryBudgetExceeded(run, 'join', 2e9, 1e9),
    ];
    expect(errors.map((error) => workFailure(error)).map(({ kind, code }) => `${kind} ${code}`)).toEqual([
      'user SOURCE_NOT_FOUND',
      'user TYPE_MISMATCH',
      'user ARGUMENT',
      'user UNKNOWN_SPATIAL_REFERENCE',
      'user MEMORY_BUDGET',
    ]);
  });

  it('is internal otherwise, with the stack for the log', () => {
    const failure = workFailure(new TypeError('x is undefined'));
    expect(failure).toMatchObject({ kind: 'internal', code: 'TypeError', message: 'x is undefined' });
    expect(failure.detail).toContain('errors.test');
  });
});
