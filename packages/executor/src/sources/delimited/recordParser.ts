import { TIMESTAMP, nullColumn, type Batch, type Column, type Field } from '@graticule/columnar';
import { GEOMETRY, TIME, timeField, type TimeFieldRecipe } from '../dataset/datasetFields.js';
import { decodeGeometry } from '../dataset/geometryDecoding.js';
import { coordinates, markPositions, pointsOf, timeColumn } from '../dataset/positions.js';
import { ISO_FORMATS } from '../dataset/timeFormat.js';
import { wallClockToUtc } from '../dataset/timeZone.js';
import type { ScanRequest } from '../source.js';
import type { DelimitedFormat } from './delimitedFormat.js';
import { FieldValues } from './fieldValues.js';
import { fieldText } from './header.js';
import { parseField, parseMoments } from './parseTask.js';
import type { RecordIndex } from './recordIndex.js';

/** Makes batches from indexed records of one file. */
export interface RecordParser {
  /** Slot of each file column, or -1 where nothing needs it. */
  readonly slotOf: Int32Array;
  readonly slots: number;
  readonly utf8: boolean;
  /** All columns that the request needs; records with a value that is not of its type are marked in the index. */
  parse(bytes: Uint8Array, index: RecordIndex, unreadable: (row: number, reason: string) => void): Batch;
  /** Why record `row` was marked by `parse`. */
  explain(bytes: Uint8Array, index: RecordIndex, row: number): string;
}

/** One column to be parsed. Its number in the list, plus one, marks the records in which it fails. */
interface ParseTask {
  readonly field: Field;
  readonly slots: Int32Array;
  readonly expected: string;
  /** Null: a plain value. */
  readonly moments: readonly TimeFieldRecipe[] | null;
}

/** The parser for files whose columns are named `names`. Fields that a file lacks are null; its further ones unread. */
export function recordParser(
  format: DelimitedFormat,
  names: readonly string[],
  request: ScanRequest,
): RecordParser {
  const { geometry, time } = format.fields;
  const wanted = new Set(request.columns);
  const needsGeometry = wanted.has(GEOMETRY) || request.extent !== null;
  if (needsGeometry && geometry?.from === 'encoded') wanted.add(geometry.column);
  const columnOf = new Map(names.map((name, i) => [name.toLowerCase(), i]));
  const slotOf = new Int32Array(names.length).fill(-1);
  let slots = 0;
  const slotFor = (name: string): number => {
    const column = columnOf.get(name.toLowerCase());
    if (column === undefined) return -1;
    if (slotOf[column] < 0) slotOf[column] = slots++;
    return slotOf[column];
  };
  const tasks: ParseTask[] = [];
  const addMoments = (field: Field, recipes: readonly TimeFieldRecipe[]) => {
    const expected = `a time like ${recipes.flatMap((r) => r.formats.map((f) => f.pattern)).join(' or ')}`;
    tasks.push({
      field,
      slots: Int32Array.from(recipes, (r) => slotFor(r.column)),
      expected,
      moments: recipes,
    });
  };
  for (const field of format.schema) {
    if (field.type.kind === 'string' && !wanted.has(field.name)) continue;
    if (field.type.kind === 'timestamp') {
      const stated = [...(time?.start ?? []), ...(time?.end ?? [])].find((f) => f.column === field.name);
      addMoments(field, [{ column: field.name, formats: stated?.formats ?? ISO_FORMATS }]);
    } else {
      const expected =
        field.type.kind === 'double' || field.type.kind === 'float'
          ? 'a number'
          : `an integer (${field.type.kind})`;
      tasks.push({ field, slots: Int32Array.of(slotFor(field.name)), expected, moments: null });
    }
  }
  if (time) {
    addMoments({ name: '$start', type: TIMESTAMP, nullable: true }, time.start);
    if (time.end) addMoments({ name: '$end', type: TIMESTAMP, nullable: true }, time.end);
  }
  const positionFault = tasks.length + 1;
  const toUtc = wallClockToUtc(time?.zone ?? 'UTC');
  const geometryField = format.fields.schema.fields.find((f) => f.name === GEOMETRY);

  const parseTask = (
    bytes: Uint8Array,
    index: RecordIndex,
    loaded: FieldValues,
    task: ParseTask,
    fault: number,
  ): Column => {
    const { field, moments } = task;
    if (moments) return parseMoments(bytes, index, task.slots, moments, toUtc, field.type, fault);
    if (task.slots[0] < 0) return nullColumn(field.type, index.count);
    return parseField(bytes, index, loaded, task.slots[0], field.type, fault, format.encoding);
  };

  const parse: RecordParser['parse'] = (bytes, index, unreadable) => {
    const loaded = new FieldValues(index);
    const parsed = new Map(
      tasks.map((task, i) => [task.field.name, parseTask(bytes, index, loaded, task, i + 1)]),
    );
    const fields = format.schema.filter((f) => wanted.has(f.name));
    const columns = fields.map((f) => parsed.get(f.name)!);
    if (geometry?.from === 'coordinates') {
      const [xs, ys] = [coordinates(parsed.get(geometry.x)!), coordinates(parsed.get(geometry.y)!)];
      if (geometry.geographic) markPositions(xs, ys, index.count, index.faults, positionFault);
      if (needsGeometry) columns.push(pointsOf(xs, ys, index.count));
    } else if (geometry && needsGeometry) {
      columns.push(decodeGeometry(parsed.get(geometry.column)!, geometry, unreadable));
    }
    if (geometry && needsGeometry) fields.push(geometryField!);
    if (time && wanted.has(TIME)) {
      fields.push(timeField(time.end !== null));
      columns.push(timeColumn(parsed.get('$start')!, parsed.get('$end') ?? null, index.count));
    }
    return { schema: { kind: 'struct', fields }, length: index.count, columns };
  };

  const explain = (bytes: Uint8Array, index: RecordIndex, row: number): string => {
    const textOf = (slot: number) =>
      slot < 0
        ? ''
        : JSON.stringify(fieldText(bytes, index, row * index.slots + slot, format.encoding).slice(0, 80));
    const fault = index.faults[row];
    if (fault === positionFault && geometry?.from === 'coordinates') {
      const found = `${textOf(slotFor(geometry.x))}, ${textOf(slotFor(geometry.y))}`;
      return `expected a longitude and a latitude in ${geometry.x}, ${geometry.y}, found ${found}`;
    }
    const task = tasks[fault - 1];
    const where = task.moments ? task.moments.map((m) => m.column).join(', ') : task.field.name;
    return `expected ${task.expected} in ${where}, found ${Array.from(task.slots, textOf).join(', ')}`;
  };

  return { slotOf, slots, utf8: format.encoding === null, parse, explain };
}
