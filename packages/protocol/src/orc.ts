/**
 * Messages inside ORC files; their names are too common to stand alone. An entry of its own, because threads that read and
 * write files need nothing else of this package.
 */
export * from './gen/orc/orc_pb.js';
