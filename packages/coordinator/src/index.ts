export { localAdministratorToken } from './security/authority.js';
export { certificatePath, readOrCreateCertificate, type Certificate } from './security/certificate.js';
export { startCoordinator, type CoordinatorOptions, type RunningCoordinator } from './coordinator.js';
