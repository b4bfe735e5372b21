// Generated from proto/: messages, their schemas and the service descriptors.
export * from './gen/spark/connect/types_pb.js';
export * from './gen/spark/connect/common_pb.js';
export * from './gen/spark/connect/expressions_pb.js';
export * from './gen/spark/connect/relations_pb.js';
export * from './gen/spark/connect/commands_pb.js';
export * from './gen/spark/connect/base_pb.js';
export * from './gen/graticule/v1/tools_pb.js';
export * from './gen/graticule/v1/session_pb.js';
export * from './gen/graticule/v1/cluster_pb.js';
