import { decodePlan, encodePlan, type Source } from '@graticule/sql';
import { workFailure } from '../errors.js';
import { describeSource } from './readers.js';
import type { Inspection } from './sourceInspector.js';

/** Entry of a thread of SourceInspector: describes one source, which is given and answered as JSON. */
export default async function inspect(sourceJson: string): Promise<Inspection> {
  try {
    return { ok: true, schemaJson: encodePlan(await describeSource(decodePlan<Source>(sourceJson))) };
  } catch (error) {
    return { ok: false, failure: workFailure(error) };
  }
}
