import type { DataType } from '@graticule/columnar';
import { parseIntervalText } from '../evaluation/intervalText.js';
import { parseUnitInterval } from '../evaluation/unitInterval.js';
import { isUnitInterval } from '../types/interval.js';
import type { TextParser } from './textValue.js';

/** How from_csv and from_json read intervals, by type; null for other types. Files hold none. */
export function intervalParser(type: DataType): TextParser | null {
  if (type.kind === 'interval') return (text) => parseIntervalText(text);
  if (!isUnitInterval(type)) return null;
  return (text) => {
    const value = parseUnitInterval(text, type);
    if (value === null) return undefined;
    return type.kind === 'yearMonthInterval' ? Number(value) : value;
  };
}
