export * from './plan/expression.js';
export * from './plan/source.js';
export type * from './plan/logical.js';
export type * from './plan/physical.js';
export type * from './plan/kernel.js';
export type * from './plan/unresolved.js';
export * from './functions/registry.js';
