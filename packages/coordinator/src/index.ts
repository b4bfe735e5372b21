export { readOrCreateCertificate, type Certificate } from './security/certificate.js';
export { startCoordinator, type CoordinatorOptions, type RunningCoordinator } from './coordinator.js';
