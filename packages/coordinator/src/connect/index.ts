export { addConnectServices } from './service.js';
export type { ConnectOptions } from './service.js';
export type * from './engine.js';
export { notSupportedYet, SparkError } from './errors.js';
export type { SparkErrorClass } from './errors.js';
export { Session } from './session.js';
export type { Caller } from './session.js';
export { COMPAT_VERSION_KEY, SessionConf } from './sessionConf.js';
export { Sessions } from './sessions.js';
