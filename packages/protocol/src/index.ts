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
export * from './rpc/limits.js';
export { decode, decodeJson, encode, encodeJson } from './rpc/codec.js';
export { RpcCode, RpcError } from './rpc/error.js';
export { createServer, implementService } from './rpc/server.js';
export type { CallContext, Handler, Handlers, ServiceOptions } from './rpc/server.js';
export { createClient } from './rpc/client.js';
export type { CallOptions, ClientOptions, ServiceClient } from './rpc/client.js';
export {
  clusterMetadata,
  CLUSTER_SECRET_KEY,
  hasClusterSecret,
  JOB_KEY,
  requireClusterSecret,
} from './clusterSecret.js';
export type { MessageInitShape, MessageShape } from '@bufbuild/protobuf';
export { errorInfoOf, errorWithInfo } from './rpc/errorInfo.js';
export type { ErrorInfo } from './gen/google/rpc/error_details_pb.js';
