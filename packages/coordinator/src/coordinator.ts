import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { ServerCredentials } from '@grpc/grpc-js';
import { ClusterService, createServer, implementService, requireClusterSecret } from '@graticule/protocol';
import type { Logger } from 'pino';
import { connectAuthentication } from './callers.js';
import { Databases } from './catalog/databases.js';
import { FileReader } from './catalog/fileReader.js';
import { LayerCatalog } from './catalog/layerCatalog.js';
import { LayerReader } from './catalog/layerReader.js';
import { Shares } from './catalog/shareService.js';
import { SourceFiles } from './catalog/sourceFiles.js';
import { clusterHandlers } from './cluster/clusterService.js';
import { connectExecutor } from './cluster/executorClient.js';
import { Executors } from './cluster/executors.js';
import { addConnectServices, COMPAT_VERSION_KEY, Sessions } from './connect/index.js';
import { CoordinatorEngine, type JobContext } from './engine/coordinatorEngine.js';
import { CachedFrames } from './engine/cachedFrames.js';
import { FileWriter } from './engine/fileWriter.js';
import { PlanRunner } from './engine/planRunner.js';
import { JobRunner } from './jobs/jobRunner.js';
import { LayerFiles } from './layers/layerFiles.js';
import { HostedLayers } from './layers/layerService.js';
import { LayerWriter } from './layers/layerWriter.js';
import { CONTEXT } from './rest/resource.js';
import { createRestServer } from './rest/server.js';
import { Scheduler } from './scheduler/scheduler.js';
import { Authority } from './security/authority.js';
import { readOrCreateCertificate } from './security/certificate.js';
import { tokenKey } from './security/token.js';
import { StateDatabase } from './state/database.js';
import { failInterruptedJobs } from './state/jobs.js';
import { listLayers } from './state/layers.js';
import { readSettings } from './state/settings.js';

const HEARTBEAT_CHECK_MS = 1_000;
const STATE_FILE = 'graticule.sqlite';

export interface CoordinatorOptions {
  /** Everything that must survive: state file, layers, certificate, keys. Made when it does not exist. */
  readonly dataFolder: string;
  /** Where HTTPS listens. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Where gRPC listens for executors and Spark Connect clients; port 0: any free port. */
  readonly clusterHost: string;
  readonly clusterPort: number;
  /** Password of the first administrator; undefined: generated. */
  readonly adminPassword: string | undefined;
  readonly log: Logger;
}

export interface RunningCoordinator {
  /** `https://host:port/arcgis`. */
  readonly url: string;
  /** host:port of gRPC. */
  readonly clusterAddress: string;
  readonly clusterSecret: string;
  /** The administrator's password if it was generated now; shown this once. */
  readonly generatedPassword: string | null;
  /** Resolves when that many executors have joined. */
  executorsJoined(count: number): Promise<void>;
  /** For who sees an executor process end: asks all executors whether they live, so that lost ones are replaced at once. */
  checkExecutors(): Promise<void>;
  close(): Promise<void>;
}

export async function startCoordinator(options: CoordinatorOptions): Promise<RunningCoordinator> {
  const { dataFolder, log, host, clusterHost } = options;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const state = new StateDatabase(join(dataFolder, STATE_FILE));
  const interrupted = failInterruptedJobs(
    state,
    'The server stopped while this job was running, so the job ended unfinished. Submit it again.',
  );
  if (interrupted.length > 0)
    log.warn({ jobs: interrupted }, 'jobs were interrupted by the last stop of the server');
  const authority = new Authority(state, tokenKey(dataFolder));
  const generatedPassword = await authority.ensureAdministrator(options.adminPassword);
  const certificate = await readOrCreateCertificate(dataFolder);
  const settings = () => readSettings(state);
  const clusterSecret = randomBytes(32).toString('base64url');

  const executors = new Executors((address) => connectExecutor(address, clusterSecret));
  const scheduler = new Scheduler(executors);
  const files = new SourceFiles(executors);
  const cached = new CachedFrames();
  const runner = new PlanRunner(files, scheduler, cached);
  const layerFiles = new LayerFiles(join(dataFolder, 'layers'));
  layerFiles.removeUnknown(new Set(listLayers(state).map(({ file }) => file)));
  let restPort = options.port;
  const catalog = new LayerCatalog(state, settings, (name) => isOwnHost(name, restPort));
  const jobContext = (id: string): JobContext | undefined => jobs.context(id);
  const databases = new Databases(files, settings);
  const engine = new CoordinatorEngine(
    runner,
    cached,
    new LayerReader(catalog, files),
    new FileReader(files, settings),
    databases,
    new LayerWriter(state, layerFiles, runner),
    new FileWriter(runner, databases, settings),
    jobContext,
  );
  const sessions = new Sessions(
    () => ({ [COMPAT_VERSION_KEY]: settings().sparkCompatibility }),
    (session) => engine.released(session),
  );
  const jobs = new JobRunner(state, executors, sessions, settings, log);

  const grpc = createServer();
  implementService(grpc, ClusterService, clusterHandlers(executors, scheduler), {
    authenticate: requireClusterSecret(clusterSecret),
  });
  addConnectServices(grpc, {
    engine,
    sessions,
    authenticate: connectAuthentication(clusterSecret, authority, jobContext),
    logError: (error, context) => log.error({ error, ...context }, 'a call of a session failed'),
  });
  const clusterPort = await new Promise<number>((resolve, reject) => {
    grpc.bindAsync(
      `${clusterHost}:${options.clusterPort}`,
      ServerCredentials.createInsecure(),
      (error, port) => (error ? reject(error) : resolve(port)),
    );
  });
  const heartbeats = setInterval(() => executors.checkHeartbeats(), HEARTBEAT_CHECK_MS);

  const services = {
    jobs,
    layers: new HostedLayers(state, layerFiles, files, runner),
    shares: new Shares(state, files),
    cluster: { nodes: () => executors.nodes() },
  };
  const rest = await createRestServer({ services, state, authority, certificate, logger: log });
  await rest.listen({ host, port: options.port });
  restPort = (rest.server.address() as AddressInfo).port;

  return {
    url: `https://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${restPort}${CONTEXT}`,
    clusterAddress: `${clusterHost}:${clusterPort}`,
    clusterSecret,
    generatedPassword,
    executorsJoined: (count) => executorsJoined(executors, count),
    async checkExecutors() {
      await Promise.all(executors.alive().map(({ id }) => executors.suspect(id)));
    },
    async close() {
      await rest.close();
      await jobs.close('The server was stopped while this job was running. Submit it again.');
      clearInterval(heartbeats);
      grpc.forceShutdown();
      executors.close();
      state.close();
    },
  };
}

function executorsJoined(executors: Executors, count: number): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (executors.alive().length >= count) resolve();
    };
    executors.listen({ joined: check, lost: () => undefined });
    check();
  });
}

/** Whether host:port names this server: any name or address of this machine, with our port. */
function isOwnHost(given: string, port: number): boolean {
  const match = /^(.*?)(?::(\d+))?$/.exec(given.toLowerCase());
  const name = (match?.[1] ?? '').replace(/^\[|\]$/g, '');
  if (Number(match?.[2] ?? 443) !== port) return false;
  const machine = hostname().toLowerCase();
  if (name === 'localhost' || name === machine || name.startsWith(`${machine}.`)) return true;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return name === '127.0.0.1' || addresses.some(({ address }) => address.toLowerCase() === name);
}
