// What a client on the server's own machine needs, without loading the server.
export { certificatePath, localAdministratorToken } from './security/localAccess.js';
