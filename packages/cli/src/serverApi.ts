import { CliError } from './cliError.js';
import type { HttpsClient } from './httpsClient.js';
import type { InputLayer } from './inputLayers.js';
import type { JobMessage } from './jobMessage.js';

export interface JobState {
  readonly jobId: string;
  readonly jobStatus: string;
  readonly messages: readonly JobMessage[];
  readonly progress?: { readonly message?: string; readonly percent?: number };
}

export interface JobSummary {
  readonly jobId: string;
  readonly jobStatus: string;
  readonly owner: string;
  readonly submitted: number;
  readonly started: number | null;
  readonly ended: number | null;
}

export interface RejectedRow {
  readonly source: string;
  readonly file: string;
  readonly line: number | null;
  readonly reason: string;
  readonly text: string;
}

export interface ShareSummary {
  readonly name: string;
  readonly folder: string;
  readonly datasets: readonly string[];
  readonly notes?: readonly string[];
}

export interface LayerSummary {
  readonly name: string;
  readonly owner: string;
  readonly count: number;
  readonly geometryType: string | null;
  readonly created: number;
}

export interface NodeSummary {
  readonly id: string;
  readonly hostName: string;
  readonly address: string;
  readonly pid: number;
  readonly slots: number;
  readonly state: string;
  readonly runningDrivers: number;
}

export interface QueryAnswer {
  readonly features?: readonly {
    readonly attributes: Record<string, unknown>;
    readonly geometry?: unknown;
  }[];
  readonly exceededTransferLimit?: boolean;
  readonly count?: number;
}

const TASK = '/rest/services/System/GeoAnalyticsTools/GPServer/RunPythonScript';
const ADMIN = '/admin/graticule';
const INVALID_TOKEN = 498;

/** An error that the server answered with: its text, and the code of the REST interface (498, 499, 403, 400, 500). */
export class ServerError extends CliError {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** The REST operations that the commands use, over one signed-in connection. `root` ends in `/arcgis`. */
export class ServerApi {
  readonly #client: HttpsClient;
  readonly #signIn: () => Promise<string>;
  #token: string | null = null;
  readonly root: string;

  /** `signIn` gives a token; it is asked at the first request and again when the server says that a token has expired. */
  constructor(client: HttpsClient, root: string, signIn: () => Promise<string>) {
    this.#client = client;
    this.root = root;
    this.#signIn = signIn;
  }

  /** `userVariables` is a JSON object as text. */
  submit(script: string, layers: readonly InputLayer[], userVariables: string): Promise<JobState> {
    return this.#call<JobState>(`${TASK}/submitJob`, {
      pythonScript: script,
      inputLayers: JSON.stringify(layers),
      userVariables,
    });
  }

  /** The job with its messages from number `messagesFrom` on. */
  job(id: string, messagesFrom = 0): Promise<JobState> {
    return this.#call<JobState>(jobPath(id), { messagesFrom: String(messagesFrom) });
  }

  cancel(id: string): Promise<JobState> {
    return this.#call<JobState>(`${jobPath(id)}/cancel`, {});
  }

  /** The newest 100: all of them for an administrator, else one's own. */
  async jobs(): Promise<readonly JobSummary[]> {
    return (await this.#call<{ jobs: JobSummary[] }>(`${TASK}/jobs`, {})).jobs;
  }

  /** Up to 1,000 rows from number `offset` on; fewer than that only at the end. */
  async rejectedRows(id: string, offset: number): Promise<readonly RejectedRow[]> {
    const parameters = { offset: String(offset) };
    return (await this.#call<{ rejectedRows: RejectedRow[] }>(`${jobPath(id)}/rejectedRows`, parameters))
      .rejectedRows;
  }

  async shares(): Promise<readonly ShareSummary[]> {
    return (await this.#call<{ shares: ShareSummary[] }>(`${ADMIN}/shares`, {})).shares;
  }

  /** `folder` is a path as the executors see it. */
  addShare(name: string, folder: string): Promise<ShareSummary> {
    return this.#call<ShareSummary>(`${ADMIN}/shares/add`, { name, folder });
  }

  async layers(): Promise<readonly LayerSummary[]> {
    return (await this.#call<{ layers: LayerSummary[] }>(`${ADMIN}/layers`, {})).layers;
  }

  /** The address of a hosted layer. */
  layerUrl(name: string): string {
    return `${this.root}${layerPath(name)}`;
  }

  /** Queries a hosted layer with the parameters of a feature service query. */
  query(layer: string, parameters: Readonly<Record<string, string>>): Promise<QueryAnswer> {
    return this.#call<QueryAnswer>(`${layerPath(layer)}/query`, parameters);
  }

  async nodes(): Promise<readonly NodeSummary[]> {
    return (await this.#call<{ nodes: NodeSummary[] }>(`${ADMIN}/nodes`, {})).nodes;
  }

  async #call<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
    const isFirst = this.#token === null;
    this.#token ??= await this.#signIn();
    try {
      return await this.#post<T>(path, parameters, this.#token);
    } catch (error) {
      if (isFirst || !(error instanceof ServerError) || error.code !== INVALID_TOKEN) throw error;
      this.#token = await this.#signIn();
      return this.#post<T>(path, parameters, this.#token);
    }
  }

  #post<T>(path: string, parameters: Readonly<Record<string, string>>, token: string): Promise<T> {
    return callJson<T>(this.#client, this.root + path, parameters, {
      'x-esri-authorization': `Bearer ${token}`,
    });
  }
}

function layerPath(name: string): string {
  return `/rest/services/Hosted/${encodeURIComponent(name)}/FeatureServer/0`;
}

function jobPath(id: string): string {
  return `${TASK}/jobs/${encodeURIComponent(id)}`;
}

/** Posts parameters and reads the JSON answer. Throws ServerError for an error object, CliError for what is no JSON. */
export async function callJson<T>(
  client: HttpsClient,
  url: string,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const text = await client.post(url, new URLSearchParams({ ...parameters, f: 'json' }), headers);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new CliError(
      `${url} did not answer with JSON; is it a Graticule server? It said: ${text.slice(0, 80)}`,
    );
  }
  const { error } = answer as { error?: { code?: number; message?: string; details?: readonly string[] } };
  if (error !== undefined) {
    const parts = [error.message ?? 'the server refused the request', ...(error.details ?? [])];
    throw new ServerError(error.code ?? 500, parts.filter((part) => part !== '').join(' '));
  }
  return answer as T;
}
