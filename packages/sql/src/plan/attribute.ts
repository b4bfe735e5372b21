import type { DataType, Field, Metadata, StructType } from '@graticule/columnar';
import type { Alias, Attribute, Expression, NamedExpression } from './expression.js';

let lastId = 0;

/** A fresh attribute id, unique within this process. */
export function newAttributeId(): number {
  lastId += 1;
  return lastId;
}

/** A new column of the given name; metadata and qualifier are left out when absent or empty. */
export function newAttribute(
  name: string,
  type: DataType,
  nullable: boolean,
  metadata?: Metadata,
): Attribute {
  const base = { kind: 'attribute', id: newAttributeId(), name, type, nullable } as const;
  return hasMetadata(metadata) ? { ...base, metadata } : base;
}

/** Fresh attributes for the fields of a schema (a scan's or local relation's output). */
export function attributesOf(schema: StructType): Attribute[] {
  return schema.fields.map((field) => newAttribute(field.name, field.type, field.nullable, field.metadata));
}

/** Names `child` with a fresh id. */
export function newAlias(child: Expression, name: string, metadata?: Metadata): Alias {
  return aliasWithId(child, name, newAttributeId(), metadata);
}

export function aliasWithId(child: Expression, name: string, id: number, metadata?: Metadata): Alias {
  const base = { kind: 'alias', child, name, id, type: child.type, nullable: isNullable(child) } as const;
  return hasMetadata(metadata) ? { ...base, metadata } : base;
}

/** The column by which operators above refer to a named expression. */
export function toAttribute(named: NamedExpression): Attribute {
  if (named.kind === 'attribute') return named;
  const { id, name, type, nullable, metadata, qualifier } = named;
  return {
    kind: 'attribute',
    id,
    name,
    type,
    nullable,
    ...(hasMetadata(metadata) ? { metadata } : {}),
    ...(qualifier === undefined ? {} : { qualifier }),
  };
}

export function isNullable(expression: Expression): boolean {
  return expression.kind === 'literal' ? expression.value === null : expression.nullable;
}

export function fieldOf(attribute: Attribute): Field {
  const { name, type, nullable, metadata } = attribute;
  return metadata ? { name, type, nullable, metadata } : { name, type, nullable };
}

/** The schema of batches whose columns are these attributes. */
export function schemaOf(attributes: readonly Attribute[]): StructType {
  return { kind: 'struct', fields: attributes.map(fieldOf) };
}

function hasMetadata(metadata: Metadata | undefined): metadata is Metadata {
  return metadata !== undefined && Object.keys(metadata).length > 0;
}
