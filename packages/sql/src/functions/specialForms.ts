/**
 * Functions that are no entries of the registry, because analysis or the parser makes something else of them: for the
 * reference and for DESCRIBE FUNCTION.
 */
export interface SpecialForm {
  readonly name: string;
  readonly usage: string;
  readonly doc: string;
}

const conversion = (name: string, type: string): SpecialForm => ({
  name,
  usage: `${name}(any)`,
  doc: `The value as ${type}, as CAST gives it.`,
});

export const specialForms: readonly SpecialForm[] = [
  {
    name: 'between',
    usage: 'any BETWEEN any AND any',
    doc: 'Whether a value lies between two others, both included.',
  },
  {
    name: 'case',
    usage: 'CASE [any] WHEN any THEN any ... [ELSE any] END',
    doc: 'The value of the first branch that applies; null without one.',
  },
  { name: 'cast', usage: 'CAST(any AS type)', doc: 'The value as another type; null where it is none.' },
  { name: 'current_user', usage: 'current_user()', doc: 'Who has opened the session.' },
  {
    name: 'grouping',
    usage: 'grouping(column)',
    doc: '1 where a key is left out of the grouping set of the row, else 0.',
  },
  {
    name: 'grouping_id',
    usage: 'grouping_id([column, ...])',
    doc: 'The keys that are left out of the grouping set of the row, as bits.',
  },
  {
    name: 'session_window',
    usage: 'session_window(timestamp, string or interval)',
    doc: 'Among the keys of a grouping: spans of time (start, end) of rows of which each comes before the gap behind the one before it ends.',
  },
  {
    name: 'struct',
    usage: 'struct(any, ...)',
    doc: 'A struct whose fields have the names of the columns, or col1, col2 ...',
  },
  {
    name: 'when',
    usage: 'when(boolean, any, ..., [any])',
    doc: 'As CASE: conditions and values in turn, and the value without a condition that applies.',
  },
  { name: '||', usage: 'any || any', doc: 'As concat.' },
  {
    name: 'range',
    usage: 'FROM range([bigint], bigint, [bigint], [int])',
    doc: 'A table with the column id: the whole numbers from a start (0) up to an end, by a step (1), in a number of partitions.',
  },
  conversion('bigint', 'bigint'),
  conversion('binary', 'bytes'),
  conversion('boolean', 'boolean'),
  conversion('date', 'date'),
  conversion('decimal', 'decimal(10,0)'),
  conversion('double', 'double'),
  conversion('float', 'float'),
  conversion('int', 'int'),
  conversion('smallint', 'smallint'),
  conversion('string', 'text'),
  conversion('timestamp', 'timestamp'),
  conversion('tinyint', 'tinyint'),
];
