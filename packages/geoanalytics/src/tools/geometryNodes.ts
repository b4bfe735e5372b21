import { DOUBLE, structType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { aliasWithId, newAlias, newAttribute, outputOf } from '@graticule/sql';
import type { Attribute, KernelNode, LogicalNode } from '@graticule/sql';
import { invalidGeometry } from '../errors.js';
import { coordinateSystem } from '../crs/system.js';
import type { CoordinateSystem } from '../crs/system.js';
import { geometryType } from '../geometry/kind.js';
import { findGeometry } from '../geometry/recognise.js';
import type { FoundGeometry, SpatialReference } from '../geometry/recognise.js';
import { aggregate } from './expressions.js';

/** A kernel node over one input whose rows may be spread in any way. */
export function kernelNode(
  kernel: string,
  input: LogicalNode,
  parameters: object,
  output: readonly Attribute[],
): KernelNode {
  return {
    kind: 'kernel',
    kernel,
    inputs: [input],
    requirements: [{ kind: 'any' }],
    parameters: parameters as Readonly<Record<string, unknown>>,
    output,
  };
}

/** Keeps the given columns of a plan, in this order. */
export function keepColumns(input: LogicalNode, columns: readonly Attribute[]): LogicalNode {
  return { kind: 'project', input, expressions: columns };
}

/** The geometry column's position and facts in a plan's output. Throws INVALID_GEOMETRY when `attribute` is none. */
export function geometryIn(node: LogicalNode, attribute: Attribute): FoundGeometry<Attribute> {
  const output = outputOf(node);
  const ordinal = output.findIndex((column) => column.id === attribute.id);
  const found = ordinal < 0 ? null : findGeometry([{ ...output[ordinal], name: '$geometry' }]);
  if (found === null) throw invalidGeometry(`column ${attribute.name} is not a geometry of this layer`);
  return { ...found, ordinal, column: output[ordinal] };
}

/**
 * The plan with its geometry column `attribute` in another coordinate system: the same columns, where the geometry has
 * a fresh id and says its new spatial reference. The same plan when it is in that system already. Null geometries stay
 * null; geometries that have no place in the target become null.
 */
export function projectNode(
  node: LogicalNode,
  attribute: Attribute,
  to: number | SpatialReference,
): LogicalNode {
  const found = geometryIn(node, attribute);
  const from = coordinateSystem(found.spatialReference);
  const target = coordinateSystem(to);
  const output = outputOf(node);
  const moved = geometryAttribute(attribute, target, found);
  if (from.key === target.key) {
    if (sameReference(from.reference, target.reference)) return node;
    const relabelled = aliasWithId(attribute, attribute.name, moved.id, moved.metadata);
    const expressions = output.map((column) => (column.id === attribute.id ? relabelled : column));
    return { kind: 'project', input: node, expressions };
  }
  const parameters = { geometry: found.ordinal, from: from.reference, to: target.reference };
  const columns = output.map((column) => (column.id === attribute.id ? moved : column));
  return kernelNode('projectGeometry', node, parameters, columns);
}

function sameReference(a: SpatialReference, b: SpatialReference): boolean {
  return a.latestWkid === undefined ? a.wkt === b.wkt : a.latestWkid === b.latestWkid;
}

function geometryAttribute(
  attribute: Attribute,
  system: CoordinateSystem,
  found: FoundGeometry<Attribute>,
): Attribute {
  const given = attribute.metadata?.geometry;
  const kept = typeof given === 'object' && given !== null ? given : {};
  const geometry = { ...kept, type: found.kind, spatialReference: system.reference };
  return newAttribute(attribute.name, projectedType(attribute.type, found), true, {
    ...attribute.metadata,
    geometry,
  });
}

/** Coordinates become doubles whatever they were. */
function projectedType(type: DataType, found: FoundGeometry<Attribute>): DataType {
  if (found.kind !== 'point' || type.kind !== 'struct') return geometryType(found.kind);
  return structType(type.fields.map((f) => (/^[xy]$/i.test(f.name) ? { ...f, type: DOUBLE } : f)));
}

/**
 * A plan of one row with xmin, ymin, xmax, ymax of a geometry column over all rows, nulls when there is no geometry:
 * what an engine runs to answer LoweringContext.extentOf.
 */
export function extentNode(node: LogicalNode, attribute: Attribute): LogicalNode {
  const kept = keepColumns(node, [attribute]);
  const names = ['xmin', 'ymin', 'xmax', 'ymax'] as const;
  const sides = names.map((name) => newAttribute(name, DOUBLE, false));
  const perBatch = kernelNode('geometryExtent', kept, { geometry: 0 }, sides);
  const results = sides.map((side, k) =>
    newAlias(aggregate(k < 2 ? 'min' : 'max', [side], DOUBLE), side.name),
  );
  return { kind: 'aggregate', input: perBatch, keys: [], results };
}
