import { parseTimestamp, timeZone, type FilesSource } from '@graticule/sql';
import { SourceError } from '../sourceError.js';
import { globPattern } from './globPattern.js';

/** Which files the options pathGlobFilter, modifiedBefore and modifiedAfter leave. modifiedMs: since 1970. */
export function fileFilter(source: FilesSource): (name: string, modifiedMs: number) => boolean {
  const glob = source.options.pathglobfilter;
  const pattern = glob === undefined ? null : globPattern(glob);
  const after = limitOf(source, 'modifiedafter');
  const before = limitOf(source, 'modifiedbefore');
  return (name, modifiedMs) =>
    (pattern === null || pattern.test(name)) &&
    (after === null || modifiedMs > after) &&
    (before === null || modifiedMs < before);
}

/** Milliseconds since 1970 of an option that is a time in the option timeZone or the session's. */
function limitOf({ options, session }: FilesSource, name: string): number | null {
  const text = options[name];
  if (text === undefined) return null;
  const instant = parseTimestamp(text, timeZone(options.timezone ?? session.timeZone), session.compat);
  if (instant !== null) return instant.seconds * 1000 + instant.micros / 1000;
  throw new SourceError(
    'SOURCE_UNSUPPORTED',
    `The timestamp provided for the '${name}' option is invalid. The expected format is 'YYYY-MM-DDTHH:mm:ss', but the provided timestamp: ${text}`,
  );
}
