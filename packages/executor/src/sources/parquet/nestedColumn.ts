import {
  bitmapBytes,
  listColumn,
  mapEntryType,
  setBit,
  structColumn,
  type Column,
  type DataType,
  type StructType,
} from '@graticule/columnar';
import type { LeafColumn } from './leafColumn.js';
import {
  listElement,
  mapEntry,
  type SchemaGroup,
  type SchemaLeaf,
  type SchemaNode,
} from './parquetSchema.js';

/**
 * Puts nested columns together from the levels of their leaves. A level of a leaf begins a new element of the repeated
 * node number r above it when its repetition is r or less; its definition says down to which node there is something.
 * (Dremel, https://research.google/pubs/pub36632/, section 4.)
 *
 * Every node has a slot for each element of the innermost repeated node above it, rows being the elements of the root:
 * all children of a struct have as many slots as the struct itself.
 */
export type LeafColumns = ReadonlyMap<SchemaLeaf, LeafColumn>;

/** Where a node stands: repeated nodes above it, and the definition level that makes a level a slot. */
interface Place {
  readonly repetitions: number;
  readonly least: number;
}

const ROOT: Place = { repetitions: 0, least: 0 };

/** A top-level column of `type`, one slot per row. */
export function assembleColumn(node: SchemaNode, type: DataType, leaves: LeafColumns): Column {
  return nodeColumn(node, type, leaves, ROOT);
}

function nodeColumn(node: SchemaNode, type: DataType, leaves: LeafColumns, place: Place): Column {
  // A repeated node that is no list's own stands for a list that is never null.
  if (node.repetition === 'repeated' && type.kind === 'array')
    return repeatedColumn(node, node, type, leaves, place, place.least);
  return elementColumn(node, type, leaves, place);
}

/** The column of a node by itself, whether or not it is repeated. */
function elementColumn(node: SchemaNode, type: DataType, leaves: LeafColumns, place: Place): Column {
  if (node.kind === 'leaf') return leaves.get(node)!.values;
  if (type.kind === 'array' && node.annotation?.kind === 'list')
    return repeatedColumn(node.children[0], listElement(node)!, type, leaves, place, node.definition);
  if (type.kind === 'map')
    return repeatedColumn(node.children[0], node, type, leaves, place, node.definition);
  const { fields } = type as StructType;
  const children = node.children.map((child, i) => nodeColumn(child, fields[i].type, leaves, place));
  const leaf = firstLeaf(node);
  const slots = children[0].length;
  if (children.some((child) => child.length !== slots))
    throw new RangeError(`the columns of ${node.name} differ in length`);
  const validity =
    node.repetition === 'optional' ? validityOf(leaves.get(leaf)!, place, node.definition, slots) : null;
  return structColumn(type as StructType, children, slots, validity);
}

/**
 * A list or map. repeated: the node whose elements are counted; element: what they hold. present: the definition level
 * from which on the list is not null.
 */
function repeatedColumn(
  repeated: SchemaNode,
  element: SchemaNode,
  type: DataType,
  leaves: LeafColumns,
  place: Place,
  present: number,
): Column {
  const leaf = leaves.get(firstLeaf(repeated))!;
  const inside: Place = { repetitions: repeated.repetitions, least: repeated.definition };
  const { offsets, slots } = offsetsOf(leaf, place, inside);
  let child: Column;
  if (type.kind === 'map') {
    const [key, value] = mapEntry(element as SchemaGroup)!;
    const columns = [
      nodeColumn(key, type.key, leaves, inside),
      nodeColumn(value, type.value, leaves, inside),
    ];
    if (columns[0].length !== columns[1].length)
      throw new RangeError(`keys and values of ${element.name} differ in number`);
    child = structColumn(mapEntryType(type), columns, columns[0].length);
  } else child = elementColumn(element, (type as { element: DataType }).element, leaves, inside);
  if (child.length !== offsets[slots])
    throw new RangeError(`${repeated.name} has ${child.length} elements, expected ${offsets[slots]}`);
  const validity = present > place.least ? validityOf(leaf, place, present, slots) : null;
  return listColumn(type, offsets, child, validity);
}

/** For each slot at `place`, the number of elements before it at `inside`; one more at the end. */
function offsetsOf(
  { levels, definitions, repetitions }: LeafColumn,
  place: Place,
  inside: Place,
): { offsets: Int32Array; slots: number } {
  const offsets = new Int32Array(levels + 1);
  let slots = 0;
  let elements = 0;
  for (let i = 0; i < levels; i++) {
    const repetition = repetitions![i];
    if (repetition > inside.repetitions || definitions![i] < place.least) continue;
    if (repetition <= place.repetitions) offsets[slots++] = elements;
    else if (slots === 0) throw new RangeError('the first element belongs to no list');
    if (definitions![i] >= inside.least) elements++;
  }
  offsets[slots] = elements;
  return { offsets: offsets.subarray(0, slots + 1), slots };
}

/** Slots whose definition is `present` or more; null when all are. */
function validityOf(
  { levels, definitions, repetitions }: LeafColumn,
  place: Place,
  present: number,
  slots: number,
): Uint8Array | null {
  const bits = new Uint8Array(bitmapBytes(slots));
  let slot = 0;
  let nulls = 0;
  for (let i = 0; i < levels; i++) {
    if (definitions![i] < place.least || (repetitions && repetitions[i] > place.repetitions)) continue;
    if (definitions![i] >= present) setBit(bits, slot);
    else nulls++;
    slot++;
  }
  if (slot !== slots) throw new RangeError(`levels for ${slot} rows, expected ${slots}`);
  return nulls === 0 ? null : bits;
}

function firstLeaf(node: SchemaNode): SchemaLeaf {
  return node.kind === 'leaf' ? node : firstLeaf(node.children[0]);
}
