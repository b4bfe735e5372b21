/** Largest message either side accepts or sends. Batches stay far below; plans with local data come near. */
const MESSAGE_SIZE_MAX_BYTES = 128 * 1024 * 1024;

/** Deepest nesting read from binary or JSON: a relation costs two levels, and scripts chain hundreds of calls. */
export const RECURSION_LIMIT = 4096;

/** Options of every channel and server. Pings keep idle connections open and find dead ones. */
export const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': MESSAGE_SIZE_MAX_BYTES,
  'grpc.max_send_message_length': MESSAGE_SIZE_MAX_BYTES,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 20_000,
} as const;
