export { createProgram } from './program.js';
export { connect, type Connection } from './connection.js';
export { readConnectionOptions, type ConnectionOptions } from './connectionOptions.js';
export { ServerApi, ServerError } from './serverApi.js';
