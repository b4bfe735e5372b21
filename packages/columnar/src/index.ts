export * from './types.js';
export * from './column.js';
