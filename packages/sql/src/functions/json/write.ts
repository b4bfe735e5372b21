import { intervalLiteralText } from '../../evaluation/unitInterval.js';
import type { DataType, Value } from '@graticule/columnar';
import { intervalText } from '../../evaluation/format.js';
import type { CalendarInterval } from '../../evaluation/intervalText.js';
import { doubleText, floatText } from '../../evaluation/numberText.js';
import { dateText } from '../../evaluation/timeText.js';
import { formatInstant } from '../../evaluation/patterns/index.js';
import type { TimeZone } from '../../evaluation/timeZone.js';
import { bigDecimalText } from '../decimal.js';
import { internalText } from '../internalText.js';
import { quotedJson } from './text.js';

export interface WriteOptions {
  readonly zone: TimeZone;
  readonly legacy: boolean;
  readonly timestampFormat: string;
  readonly dateFormat: string | null;
  readonly ignoreNullFields: boolean;
  readonly pretty: boolean;
}

export const TIMESTAMP_FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

/** JSON text of a value; fields that are null are left out when the options say so. */
export function writeJson(value: Value, type: DataType, options: WriteOptions): string {
  const text = compactJson(value, type, options);
  return options.pretty ? spreadOut(text) : text;
}

/** JSON text with a line for every field; the items of an array stand in one line. */
function spreadOut(compact: string): string {
  let depth = 0;
  const indent = (by: number): string => `\n${'  '.repeat((depth += by))}`;
  const open: string[] = [];
  return compact.replace(/"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\],:]/g, (token) => {
    switch (token) {
      case '{}':
        return '{ }';
      case '[]':
        return '[ ]';
      case '{':
        open.push(token);
        return token + indent(1);
      case '[':
        open.push(token);
        return '[ ';
      case '}':
        open.pop();
        return indent(-1) + token;
      case ']':
        open.pop();
        return ' ]';
      case ',':
        return open.at(-1) === '{' ? token + indent(0) : ', ';
      case ':':
        return ' : ';
      default:
        return token;
    }
  });
}

function compactJson(value: Value, type: DataType, options: WriteOptions): string {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'struct': {
      const values = value as readonly Value[];
      const parts: string[] = [];
      type.fields.forEach((field, k) => {
        if (values[k] === null && options.ignoreNullFields) return;
        parts.push(`${quotedJson(field.name)}:${compactJson(values[k], field.type, options)}`);
      });
      return `{${parts.join(',')}}`;
    }
    case 'array':
      return `[${(value as readonly Value[]).map((item) => compactJson(item, type.element, options)).join(',')}]`;
    case 'map': {
      const entries = value as unknown as readonly (readonly [Value, Value])[];
      const parts = entries.map(
        ([key, item]) =>
          `${quotedJson(internalText(key, type.key))}:${compactJson(item, type.value, options)}`,
      );
      return `{${parts.join(',')}}`;
    }
    case 'float':
    case 'double': {
      const text = type.kind === 'float' ? floatText(value as number) : doubleText(value as number);
      return Number.isFinite(value) ? text : quotedJson(text);
    }
    case 'string':
      return quotedJson(value as string);
    case 'binary':
      return quotedJson(Buffer.from(value as Uint8Array).toString('base64'));
    case 'decimal':
      return bigDecimalText(value as bigint, type.scale);
    case 'date': {
      const { dateFormat, zone, legacy } = options;
      if (dateFormat === null) return quotedJson(dateText(value as number));
      const midnight = zone.toUtc((value as number) * 86400);
      return quotedJson(formatInstant(midnight, 0, dateFormat, zone, legacy));
    }
    case 'timestamp': {
      const micros = Number((((value as bigint) % 1_000_000n) + 1_000_000n) % 1_000_000n);
      const seconds = Number(((value as bigint) - BigInt(micros)) / 1_000_000n);
      const { timestampFormat, zone, legacy } = options;
      return quotedJson(formatInstant(seconds, micros, timestampFormat, zone, legacy));
    }
    case 'yearMonthInterval':
    case 'dayTimeInterval':
      return quotedJson(intervalLiteralText(value as number | bigint, type));
    case 'interval': {
      const { months, days, micros } = value as CalendarInterval;
      return quotedJson(intervalText(months, days, micros));
    }
    default:
      return String(value);
  }
}
