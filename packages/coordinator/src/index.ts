export { localAdministratorToken } from './security/authority.js';
export { certificatePath, readOrCreateCertificate, type Certificate } from './security/certificate.js';
