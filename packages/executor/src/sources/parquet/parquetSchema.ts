import {
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  NULL,
  SHORT,
  STRING,
  TIMESTAMP,
  arrayType,
  decimalType,
  field,
  mapType,
  structType,
  type DataType,
  type Field,
} from '@graticule/columnar';
import type { ThriftStruct } from './compactProtocol.js';
import { annotationOf, type Annotation } from './annotation.js';
import { numberOr, text } from './thriftFields.js';

/** A top-level column of a file. */
export interface ParquetColumn {
  readonly name: string;
  readonly nullable: boolean;
  /** Null when it has no counterpart among our types. */
  readonly type: DataType | null;
  /** The file's type, for messages. */
  readonly spelling: string;
  readonly node: SchemaNode;
}

export type SchemaNode = SchemaLeaf | SchemaGroup;

interface NodeFacts {
  readonly name: string;
  readonly repetition: 'required' | 'optional' | 'repeated';
  readonly annotation: Annotation | null;
  /** Definition level at which the node is there: optional and repeated nodes down to this one. */
  readonly definition: number;
  /** Repeated nodes down to this one. */
  readonly repetitions: number;
  /** Definition level from which on a level stands for a value or a null: that of the innermost repeated node. */
  readonly least: number;
}

export interface SchemaLeaf extends NodeFacts {
  readonly kind: 'leaf';
  readonly physical: Physical;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly width: number;
  /** Which column chunk of a row group holds it. */
  readonly chunk: number;
}

export interface SchemaGroup extends NodeFacts {
  readonly kind: 'group';
  readonly children: readonly SchemaNode[];
}

/** Physical types in the order of their numbers. */
const PHYSICAL = [
  'BOOLEAN',
  'INT32',
  'INT64',
  'INT96',
  'FLOAT',
  'DOUBLE',
  'BYTE_ARRAY',
  'FIXED_LEN_BYTE_ARRAY',
] as const;
export type Physical = (typeof PHYSICAL)[number];

const REPETITIONS = ['required', 'optional', 'repeated'] as const;
const DEPTH_MAX = 64;
const DECIMAL_DIGITS_MAX = 38;

/**
 * The columns of a file from its schema elements, a tree depth first with the root at the start. Groups of LIST and MAP
 * are understood by the rules of https://github.com/apache/parquet-format/blob/master/LogicalTypes.md, those for older
 * writers included.
 */
export function parseSchema(elements: readonly ThriftStruct[]): readonly ParquetColumn[] {
  if (elements.length === 0) throw new Error('it has no schema');
  const reader = { elements, at: 0, chunks: 0 };
  const root = parseNode(reader, null, 0);
  if (root.kind === 'leaf' || reader.at !== elements.length) throw new Error('its schema is not one tree');
  return root.children.map((node) => ({
    name: node.name,
    nullable: node.repetition === 'optional',
    type: typeOf(node),
    spelling: spell(node),
    node,
  }));
}

interface ElementReader {
  readonly elements: readonly ThriftStruct[];
  at: number;
  chunks: number;
}

function parseNode(reader: ElementReader, parent: NodeFacts | null, depth: number): SchemaNode {
  const element = reader.elements[reader.at++];
  if (element === undefined || depth > DEPTH_MAX) throw new Error('its schema is not one tree');
  // Some writers call the root repeated.
  const repetition = parent === null ? 'required' : REPETITIONS[numberOr(element, 3, 0)];
  const definition = (parent?.definition ?? 0) + (repetition === 'required' ? 0 : 1);
  const facts: NodeFacts = {
    name: text(element, 4),
    repetition,
    annotation: annotationOf(element),
    definition,
    least: repetition === 'repeated' ? definition : (parent?.least ?? 0),
    repetitions: (parent?.repetitions ?? 0) + (repetition === 'repeated' ? 1 : 0),
  };
  if (element.fields.has(1)) {
    const physical = PHYSICAL[numberOr(element, 1, -1)];
    if (physical === undefined) throw new Error(`column ${facts.name} has an unknown physical type`);
    return { ...facts, kind: 'leaf', physical, width: numberOr(element, 2, 0), chunk: reader.chunks++ };
  }
  const children: SchemaNode[] = [];
  const count = numberOr(element, 5, 0);
  for (let i = 0; i < count; i++) children.push(parseNode(reader, facts, depth + 1));
  return { ...facts, kind: 'group', children };
}

/** The leaves of a node, in the order of their chunks. */
export function leavesOf(node: SchemaNode): readonly SchemaLeaf[] {
  return node.kind === 'leaf' ? [node] : node.children.flatMap(leavesOf);
}

/** Type of the values of a node; a repeated node that is no list's own is an array of them. */
function typeOf(node: SchemaNode): DataType | null {
  const own = node.kind === 'leaf' ? leafType(node) : groupType(node);
  return node.repetition === 'repeated' && own !== null ? arrayType(own, false) : own;
}

/** What the repeated child of a LIST stands for: the element, or a wrapper around the one child that is the element. */
export function listElement(list: SchemaGroup): SchemaNode | null {
  const [repeated] = list.children;
  if (list.children.length !== 1 || repeated.repetition !== 'repeated') return null;
  if (repeated.kind === 'leaf' || repeated.children.length !== 1) return repeated;
  if (repeated.name === 'array' || repeated.name === `${list.name}_tuple`) return repeated;
  return repeated.children[0].repetition === 'repeated' ? repeated : repeated.children[0];
}

/** Key and value of a MAP. */
export function mapEntry(map: SchemaGroup): readonly [SchemaNode, SchemaNode] | null {
  const [entry] = map.children;
  if (map.children.length !== 1 || entry.repetition !== 'repeated' || entry.kind === 'leaf') return null;
  const [key, value] = entry.children;
  if (entry.children.length !== 2 || key.repetition === 'repeated' || value.repetition === 'repeated')
    return null;
  return [key, value];
}

function groupType(group: SchemaGroup): DataType | null {
  const kind = group.annotation?.kind;
  if (kind === 'list') {
    const element = listElement(group);
    if (element === null) return null;
    const own = element.repetition === 'repeated' ? elementType(element) : typeOf(element);
    return own && arrayType(own, element.repetition === 'optional');
  }
  if (kind === 'map') {
    const entry = mapEntry(group);
    const [key, value] = entry?.map(typeOf) ?? [null, null];
    return key && value && mapType(key, value, entry![1].repetition === 'optional');
  }
  const fields = group.children.map((node): Field | null => {
    const type = typeOf(node);
    return type && field(node.name, type, node.repetition === 'optional');
  });
  return fields.length > 0 && fields.every((own) => own !== null) ? structType(fields) : null;
}

/** Type of a repeated node that is itself a list's element. */
function elementType(node: SchemaNode): DataType | null {
  return node.kind === 'leaf' ? leafType(node) : groupType(node);
}

function leafType({ physical, annotation }: SchemaLeaf): DataType | null {
  switch (physical) {
    case 'BOOLEAN':
      return annotation === null ? BOOLEAN : null;
    case 'INT32':
      return int32Type(annotation);
    case 'INT64':
      return int64Type(annotation);
    case 'INT96':
      return TIMESTAMP;
    case 'FLOAT':
      return FLOAT;
    case 'DOUBLE':
      return DOUBLE;
    case 'BYTE_ARRAY':
      if (annotation?.kind === 'decimal') return decimal(annotation);
      return annotation?.kind === 'text' ? STRING : BINARY;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (annotation?.kind === 'decimal') return decimal(annotation);
      return annotation === null || annotation.kind === 'bytes' ? BINARY : null;
  }
}

function int32Type(annotation: Annotation | null): DataType | null {
  switch (annotation?.kind) {
    case undefined:
      return INT;
    case 'integer':
      if (annotation.bits === 8) return annotation.signed ? BYTE : SHORT;
      if (annotation.bits === 16) return annotation.signed ? SHORT : INT;
      return annotation.bits !== 32 ? null : annotation.signed ? INT : LONG;
    case 'date':
      return DATE;
    case 'decimal':
      return decimal(annotation);
    case 'null':
      return NULL;
    default:
      return null;
  }
}

function int64Type(annotation: Annotation | null): DataType | null {
  switch (annotation?.kind) {
    case undefined:
      return LONG;
    case 'integer':
      return annotation.bits !== 64 ? null : annotation.signed ? LONG : decimalType(20, 0);
    case 'timestamp':
      return TIMESTAMP;
    case 'decimal':
      return decimal(annotation);
    default:
      return null;
  }
}

function decimal({ precision, scale }: Annotation & { kind: 'decimal' }): DataType | null {
  const known = precision > 0 && precision <= DECIMAL_DIGITS_MAX && scale >= 0 && scale <= precision;
  return known ? decimalType(precision, scale) : null;
}

/** A leaf's types; of a group, those of the first leaf that has no counterpart. */
function spell(node: SchemaNode): string {
  if (node.kind === 'leaf')
    return node.annotation ? `${node.physical} (${node.annotation.name})` : node.physical;
  const unknown = node.children.find((one) => typeOf(one) === null);
  if (unknown) return `${node.name} of ${spell(unknown)}`;
  return node.annotation ? `group (${node.annotation.name})` : 'group';
}
