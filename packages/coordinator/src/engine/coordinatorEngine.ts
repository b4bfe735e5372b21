import { randomUUID } from 'node:crypto';
import { fromIpc, sliceBatch, toIpc, valueAt, type Batch } from '@graticule/columnar';
import { extentNode, lowerTool, type Envelope } from '@graticule/geoanalytics';
import {
  analyse,
  explainText,
  runCommand,
  viewKey,
  SESSION_SETTINGS,
  type AnalysisContext,
  type Attribute,
  type CommandSession,
  type LiteralValue,
  type LogicalNode,
  type UnresolvedRelation,
} from '@graticule/sql';
import type { Databases } from '../catalog/databases.js';
import { fileFormatOf, fileSession, lowerCased, type FileReader } from '../catalog/fileReader.js';
import { writeOptions } from '../catalog/writeDefaults.js';
import type { LayerReader } from '../catalog/layerReader.js';
import type {
  EncodedBatch,
  Engine,
  Execution,
  ExplainMode,
  JobInputs,
  Operation,
  WriteRequest,
} from '../connect/engine.js';
import { SparkError, unknownSource } from '../connect/errors.js';
import { canonicalPlan } from '../connect/samePlan.js';
import type { Session } from '../connect/session.js';
import { SILENT, type JobReporter } from '../jobs/jobReporter.js';
import type { LayerWriter } from '../layers/layerWriter.js';
import type { LayerInput } from '../state/job.js';
import type { CachedFrames } from './cachedFrames.js';
import type { FileWriter } from './fileWriter.js';
import type { PlanOptions, PlanRunner, RunOptions } from './planRunner.js';
import { asSparkError, userErrors } from './userErrors.js';

/** Rows of one message of a result stream. */
const RESULT_ROWS = 65_536;

/** What the engine needs to know of the job behind a session. */
export interface JobContext {
  readonly reporter: JobReporter;
  /** Aborted when the job is stopped: ends work that no operation of the session stands for. */
  readonly signal: AbortSignal;
  readonly owner: string;
  readonly inputLayers: readonly LayerInput[];
  /** A JSON object, numbers spelled as they were sent. */
  readonly userVariablesJson: string;
}

/** The coordinator's side of sessions: analysis with the catalog and the tools, execution on the cluster. */
export class CoordinatorEngine implements Engine {
  constructor(
    private readonly runner: PlanRunner,
    private readonly cached: CachedFrames,
    private readonly layers: LayerReader,
    private readonly fileReader: FileReader,
    private readonly databases: Databases,
    private readonly writer: LayerWriter,
    private readonly fileWriter: FileWriter,
    private readonly jobContext: (jobId: string) => JobContext | undefined,
    private readonly now: () => number = Date.now,
  ) {}

  analyse(session: Session, relation: UnresolvedRelation): Promise<LogicalNode> {
    return userErrors(() => analyse(relation, this.#analysisContext(session)));
  }

  async execute(session: Session, plan: LogicalNode, operation: Operation): Promise<Execution> {
    const { schema, streams } = await userErrors(() =>
      this.runner.run(plan, this.#runOptions(session, operation)),
    );
    return { schema, batches: this.#encoded(session, operation, streams) };
  }

  async write(session: Session, request: WriteRequest, operation: Operation): Promise<void> {
    const { target, mode, options, plan } = request;
    const name = (request.format || (session.conf.get('spark.sql.sources.default') ?? '')).toLowerCase();
    const format = fileFormatOf(name) ?? name;
    if (format === 'jdbc' || this.fileWriter.writes(format)) {
      return this.#writeFiles(session, request, format, operation);
    }
    if (format !== 'webgis') throw unknownSource('Writing', request.format);
    if (target.kind !== 'path') {
      throw new SparkError(
        'IllegalArgumentException',
        'format("webgis") needs the name of the layer: .save(name)',
      );
    }
    const dataStore = Object.entries(options).find(([key]) => key.toLowerCase() === 'datastore')?.[1];
    const layerMode = mode === 'errorIfExists' ? 'error' : mode;
    const reporter = this.#reporter(session);
    const owner = { user: session.user, job: session.jobId };
    try {
      const written = await userErrors(() =>
        this.writer.write(
          plan,
          { name: target.path, dataStore, mode: layerMode },
          owner,
          this.#runOptions(session, operation),
        ),
      );
      if (written === null) reporter.inform(`Layer ${target.path} exists already and was left as it is.`);
      else reporter.inform(`Layer Hosted/${written.name}: ${written.count} features were written.`);
      if (written?.count === 0) reporter.warn(`Layer Hosted/${written.name} is empty.`);
    } finally {
      reporter.ended(operation.id);
    }
  }

  async #writeFiles(
    session: Session,
    request: WriteRequest,
    format: string,
    operation: Operation,
  ): Promise<void> {
    const context = this.#analysisContext(session);
    const files = fileSession(context);
    const options = writeOptions(format, lowerCased(request.options), context);
    try {
      await userErrors(() =>
        format === 'jdbc'
          ? this.fileWriter.writeTable(request, files, this.#runOptions(session, operation))
          : this.fileWriter.write(
              { ...request, options },
              format,
              files,
              this.#runOptions(session, operation),
            ),
      );
    } finally {
      this.#reporter(session).ended(operation.id);
    }
  }

  async explain(session: Session, plan: LogicalNode, mode: ExplainMode): Promise<string> {
    const { optimised, stages } = await userErrors(() =>
      this.runner.prepare(plan, this.#planOptions(session)),
    );
    return explainText({ analysed: plan, optimised, stages }, mode);
  }

  async countPartitions(session: Session, plan: LogicalNode): Promise<number> {
    const { stages } = await userErrors(() => this.runner.prepare(plan, this.#planOptions(session)));
    return stages[stages.length - 1].tasks;
  }

  persist(session: Session, plan: LogicalNode): void {
    this.cached.declare(session.serverSideId, plan);
  }

  unpersist(_session: Session, plan: LogicalNode): void {
    this.cached.forget(plan);
  }

  async jobInputs(session: Session): Promise<JobInputs> {
    const job = session.jobId === null ? undefined : this.jobContext(session.jobId);
    if (!job) return { layers: [], userVariablesJson: '{}' };
    const context = this.#analysisContext(session);
    const layers = await Promise.all(
      job.inputLayers.map(async (layer) => ({
        url: layer.kind === 'url' ? layer.url : '',
        filter: layer.filter ?? '',
        relation: {
          kind: 'resolved',
          plan: await userErrors(() => this.layers.input(layer, context)),
        } as const,
      })),
    );
    return { layers, userVariablesJson: job.userVariablesJson };
  }

  released(session: Session): void {
    this.cached.forgetSession(session.serverSideId);
  }

  #reporter(session: Session): JobReporter {
    return (session.jobId !== null && this.jobContext(session.jobId)?.reporter) || SILENT;
  }

  #analysisContext(session: Session): AnalysisContext {
    const context: AnalysisContext = {
      conf: (key) => (key === 'graticule.session.user' ? session.user : session.conf.get(key)),
      table: (parts) => Promise.resolve(session.view(viewKey(parts) ?? '')),
      relation: (id) => session.relation(id),
      command: (command) => runCommand(command, this.#commandSession(session, context)),
      rows: (plan) => this.#rows(session, plan),
      read: (relation) => {
        const { format, paths, options } = relation;
        if (this.fileReader.reads(format.toLowerCase())) return this.fileReader.read(relation, context);
        if (format.toLowerCase() === 'jdbc') return this.databases.read(relation, context);
        if (format.toLowerCase() !== 'webgis') throw unknownSource('Reading', format);
        if (paths.length !== 1) {
          throw new SparkError('IllegalArgumentException', 'format("webgis") reads one layer: .load(url)');
        }
        return this.layers.load(paths[0], options, context);
      },
      tool: ({ tool, parameters, output }, inputs) =>
        lowerTool(
          { tool, parameters, inputs, output },
          {
            extentOf: (plan, attribute) => this.#extentOf(session, plan, attribute),
            message: (level, text) => {
              const reporter = this.#reporter(session);
              if (level === 'warning') reporter.warn(text);
              else reporter.inform(text);
            },
          },
        ),
    };
    return context;
  }

  #commandSession(session: Session, context: AnalysisContext): CommandSession {
    return {
      analyse: (relation) => analyse(relation, context, { statement: true }),
      view: (name) => session.view(name),
      setView: (name, plan) => session.setView(name, plan),
      dropView: (name) => void session.dropView(name),
      viewNames: () => session.viewNames(),
      conf: (key) => session.conf.get(key),
      setConf: (key, value) => {
        if (value === null) session.conf.unset(key);
        else session.conf.set(key, value);
      },
      confEntries: () => session.conf.all(),
      keep: (plan, wanted) => {
        if (plan === null) {
          session.persisted.clear();
          this.cached.forgetSession(session.serverSideId);
        } else if (wanted) {
          session.persisted.add(canonicalPlan(plan));
          this.persist(session, plan);
        } else {
          session.persisted.delete(canonicalPlan(plan));
          this.unpersist(session, plan);
        }
      },
      explain: (plan, mode) =>
        this.explain(session, plan, mode === 'logical' ? 'extended' : (mode as ExplainMode)),
      overwrite: (plan, format, path, options) =>
        this.write(
          session,
          {
            plan,
            format,
            target: { kind: 'path', path },
            mode: 'overwrite',
            options,
            partitioningColumns: [],
            sortColumns: [],
            bucketColumns: [],
          },
          this.#ownOperation(session),
        ),
    };
  }

  /** All rows of a small result, for what analysis has to know (the values of a pivot). */
  async #rows(session: Session, plan: LogicalNode): Promise<LiteralValue[][]> {
    const operation = { id: randomUUID(), signal: new AbortController().signal };
    const { batches } = await this.execute(session, plan, operation);
    const rows: LiteralValue[][] = [];
    for await (const { ipc } of batches) {
      for (const batch of fromIpc(ipc).batches) {
        for (let i = 0; i < batch.length; i++) {
          rows.push(batch.columns.map((column) => valueAt(column, i) as LiteralValue));
        }
      }
    }
    return rows;
  }

  /** For work that no operation of the session stands for; it ends with the job. */
  #ownOperation(session: Session): Operation {
    const job = session.jobId === null ? undefined : this.jobContext(session.jobId);
    return { id: randomUUID(), signal: job?.signal ?? new AbortController().signal };
  }

  async #extentOf(session: Session, plan: LogicalNode, attribute: Attribute): Promise<Envelope | null> {
    const operation = this.#ownOperation(session);
    const { batches } = await this.execute(session, extentNode(plan, attribute), operation);
    for await (const { ipc } of batches) {
      const [batch] = fromIpc(ipc).batches;
      const [xmin, ymin, xmax, ymax] = batch.columns.map((column) => valueAt(column, 0));
      return typeof xmin === 'number' ? ({ xmin, ymin, xmax, ymax } as Envelope) : null;
    }
    return null;
  }

  #runOptions(session: Session, operation: Operation): RunOptions {
    const reporter = this.#reporter(session);
    return {
      ...this.#planOptions(session),
      operation: operation.id,
      signal: operation.signal,
      onProgress: (progress) => reporter.progress(operation.id, progress),
      onRejected: (report, task) => reporter.rejected(task, report),
    };
  }

  #planOptions({ conf }: Session): PlanOptions {
    const number = (key: string, fallback: number): number => {
      const value = Number(conf.get(key));
      return Number.isFinite(value) && value >= 1 ? value : fallback;
    };
    return {
      settings: {
        [SESSION_SETTINGS.compat]: conf.compat,
        [SESSION_SETTINGS.timeZone]: conf.timeZone,
        [SESSION_SETTINGS.timeParserPolicy]: conf.get(SESSION_SETTINGS.timeParserPolicy) ?? 'EXCEPTION',
        [SESSION_SETTINGS.mapKeyDedupPolicy]: conf.get(SESSION_SETTINGS.mapKeyDedupPolicy) ?? 'EXCEPTION',
        [SESSION_SETTINGS.queryMicros]: String(BigInt(this.now()) * 1000n),
      },
      cartesianAllowed: conf.get('spark.sql.crossJoin.enabled') !== 'false',
      shufflePartitionsMax: number('spark.sql.shuffle.partitions', 200),
      broadcastThresholdBytes: conf.byteSize('spark.sql.autoBroadcastJoinThreshold'),
    };
  }

  async *#encoded(
    session: Session,
    operation: Operation,
    streams: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<EncodedBatch> {
    try {
      for await (const stream of streams) {
        for (const batch of fromIpc(stream).batches) yield* encode(batch);
      }
    } catch (error) {
      throw asSparkError(error);
    } finally {
      this.#reporter(session).ended(operation.id);
    }
  }
}

function* encode(batch: Batch): Generator<EncodedBatch> {
  for (let start = 0; start < batch.length; start += RESULT_ROWS) {
    const part = sliceBatch(batch, start, Math.min(start + RESULT_ROWS, batch.length));
    yield { rows: part.length, ipc: toIpc([part], part.schema) };
  }
}
