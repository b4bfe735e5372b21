import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, Field } from '@graticule/columnar';
import type { LightMyRequestResponse } from 'fastify';
import { Authority } from '../security/authority.js';
import { readOrCreateCertificate, type Certificate } from '../security/certificate.js';
import { tokenKey } from '../security/token.js';
import { StateDatabase } from '../state/database.js';
import { changeJobStatus, createJob, findJob, listJobs } from '../state/jobs.js';
import type { Layer } from '../state/layer.js';
import { findLayer, listLayers, removeLayer } from '../state/layers.js';
import { readMessages } from '../state/messages.js';
import { readRejectedRows } from '../state/rejectedRows.js';
import { findShare, listShares, removeShare, saveShare } from '../state/shares.js';
import type { LayerFilter, LayerQuery, LayerStatistics } from './layerQuery.js';
import { createRestServer } from './server.js';
import type { ClusterNode, JobProgress, Services } from './services.js';

export const ADMIN_PASSWORD = 'correct horse';

/** What a test sets up and looks at: stands in for the rest of the coordinator. For tests only. */
export class FakeCoordinator {
  nodes: ClusterNode[] = [];
  progress: JobProgress | null = null;
  /** Answer to the next layer query. */
  batch: Batch = { schema: { kind: 'struct', fields: [] as Field[] }, length: 0, columns: [] };
  count = 0;
  readonly queries: LayerQuery[] = [];
  readonly counts: LayerFilter[] = [];
  readonly statistics: LayerStatistics[] = [];
  failure: Error | null = null;

  services(state: StateDatabase): Services {
    const answer = (): { schema: Batch['schema']; batches: Batch[] } => {
      if (this.failure !== null) throw this.failure;
      return { schema: this.batch.schema, batches: [this.batch] };
    };
    return {
      jobs: {
        submit: async (user, inputs) => createJob(state, user.name, inputs, 1_700_000_000_000),
        get: (id) => findJob(state, id),
        list: (owner, offset, limit) => listJobs(state, owner, offset, limit),
        messages: (id, from) => readMessages(state, id, from),
        progress: () => this.progress,
        rejectedRows: (id, offset, limit) => readRejectedRows(state, id, offset, limit),
        cancel: async (id) => {
          changeJobStatus(state, id, 'esriJobCancelling', 1_700_000_001_000);
          return findJob(state, id)!;
        },
      },
      layers: {
        list: () => listLayers(state),
        get: (name) => findLayer(state, name),
        count: async (_layer, filter) => {
          this.counts.push(filter);
          return this.count;
        },
        query: async (_layer, query) => {
          this.queries.push(query);
          return answer();
        },
        statistics: async (_layer: Layer, statistics) => {
          this.statistics.push(statistics);
          return answer();
        },
        remove: async (layer) => {
          removeLayer(state, layer.name);
        },
      },
      shares: {
        list: () => listShares(state),
        get: (name) => findShare(state, name),
        add: async (name, folder) => {
          saveShare(state, { name, folder, datasets: [] });
          return { ...findShare(state, name)!, notes: ['readme.txt is ignored'] };
        },
        setManifest: async (share, datasets) => {
          saveShare(state, { ...share, datasets });
          return findShare(state, share.name)!;
        },
        remove: async (share) => {
          removeShare(state, share.name);
        },
      },
      cluster: { nodes: () => this.nodes },
    };
  }
}

export interface TestServer {
  readonly app: Awaited<ReturnType<typeof createRestServer>>;
  readonly state: StateDatabase;
  readonly authority: Authority;
  readonly certificate: Certificate;
  readonly coordinator: FakeCoordinator;
  /** A token of the administrator. */
  readonly admin: string;
  /** Tokens of `publisher` and `reader`. */
  readonly publisher: string;
  readonly reader: string;
  close(): Promise<void>;
}

/** A server over a fresh folder, with three users. */
export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'graticule-rest-'));
  const state = new StateDatabase(join(folder, 'state.sqlite'));
  const authority = new Authority(state, tokenKey(folder));
  const certificate = await readOrCreateCertificate(folder);
  await authority.ensureAdministrator(ADMIN_PASSWORD);
  const token = async (name: string, role: 'org_publisher' | 'org_user'): Promise<string> => {
    const user = await authority.createUser(name, `password of ${name}`, role, name);
    return authority.issue(user, 60, null).token;
  };
  const publisher = await token('publisher', 'org_publisher');
  const reader = await token('reader', 'org_user');
  const administrator = await authority.login('admin', ADMIN_PASSWORD, '127.0.0.1');
  if (administrator.kind !== 'user') throw new Error('The administrator cannot sign in.');
  const admin = authority.issue(administrator.user, 60, null).token;

  const coordinator = new FakeCoordinator();
  const services = coordinator.services(state);
  const app = await createRestServer({ services, state, authority, certificate });
  await app.ready();
  return {
    app,
    state,
    authority,
    certificate,
    coordinator,
    admin,
    publisher,
    reader,
    close: async () => {
      await app.close();
      state.close();
      rmSync(folder, { recursive: true });
    },
  };
}

type Values = Readonly<Record<string, string>>;

/** GET with query parameters. */
export function get(server: TestServer, path: string, values: Values = {}): Promise<LightMyRequestResponse> {
  return server.app.inject({ method: 'GET', url: `/arcgis${path}`, query: { ...values } });
}

/** POST with a form body. */
export function post(
  server: TestServer,
  path: string,
  values: Values = {},
  headers: Values = {},
): Promise<LightMyRequestResponse> {
  return server.app.inject({
    method: 'POST',
    url: `/arcgis${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(values).toString(),
  });
}
