import {
  AnalyzePlanRequest_Explain_ExplainMode as ProtoExplainMode,
  type AnalyzePlanRequest,
  type AnalyzePlanResponse,
  type AnalyzePlanResponseSchema,
  type Plan,
} from '@graticule/protocol';
import { childrenOf, outputOf, schemaDdl, schemaOf, type LogicalNode } from '@graticule/sql';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ExplainMode } from './engine.js';
import { malformed, SparkError } from './errors.js';
import { analyseProto } from './relations.js';
import type { ServiceContext } from './serviceContext.js';
import type { Session } from './session.js';
import { canonicalPlan, planHash } from './samePlan.js';
import { schemaTree } from './tree.js';
import { dataTypeFromJson } from './typeJson.js';
import { parseTypeText, toProtoType } from './types.js';

type Result = MessageInitShape<typeof AnalyzePlanResponseSchema>['result'];
type ResultCase = NonNullable<AnalyzePlanResponse['result']['case']>;

const EXPLAIN_MODES: Readonly<Record<ProtoExplainMode, ExplainMode>> = {
  [ProtoExplainMode.UNSPECIFIED]: 'simple',
  [ProtoExplainMode.SIMPLE]: 'simple',
  [ProtoExplainMode.EXTENDED]: 'extended',
  [ProtoExplainMode.CODEGEN]: 'codegen',
  [ProtoExplainMode.COST]: 'cost',
  [ProtoExplainMode.FORMATTED]: 'formatted',
};

/** Answers what is asked about a plan without running it. */
export async function analyzePlan(
  context: ServiceContext,
  session: Session,
  { analyze }: AnalyzePlanRequest,
): Promise<Result & { readonly case: ResultCase }> {
  const planOf = (plan: Plan | undefined) => analyseRoot(context, session, plan);
  switch (analyze.case) {
    case 'schema': {
      const plan = await planOf(analyze.value.plan);
      return { case: 'schema', value: { schema: toProtoType(schemaOf(outputOf(plan))) } };
    }
    case 'explain': {
      const mode = EXPLAIN_MODES[analyze.value.explainMode];
      const explainString = await context.engine.explain(session, await planOf(analyze.value.plan), mode);
      return { case: 'explain', value: { explainString } };
    }
    case 'treeString': {
      const schema = schemaOf(outputOf(await planOf(analyze.value.plan)));
      const treeString = schemaTree(schema, analyze.value.level ?? null, session.conf.compat);
      return { case: 'treeString', value: { treeString } };
    }
    case 'isLocal':
      return { case: 'isLocal', value: { isLocal: (await planOf(analyze.value.plan)).kind === 'local' } };
    case 'isStreaming':
      return { case: 'isStreaming', value: { isStreaming: false } };
    case 'inputFiles':
      return { case: 'inputFiles', value: { files: inputFiles(await planOf(analyze.value.plan)) } };
    case 'sparkVersion':
      return { case: 'sparkVersion', value: { version: session.conf.sparkVersion } };
    case 'ddlParse':
      return { case: 'ddlParse', value: { parsed: toProtoType(parseTypeText(analyze.value.ddlString)) } };
    case 'jsonToDdl': {
      const type = dataTypeFromJson(analyze.value.jsonString);
      if (type.kind !== 'struct') {
        throw new SparkError('IllegalArgumentException', 'The JSON of a struct type was expected');
      }
      return { case: 'jsonToDdl', value: { ddlString: schemaDdl(type.fields) } };
    }
    case 'sameSemantics': {
      const target = await planOf(analyze.value.targetPlan);
      const other = await planOf(analyze.value.otherPlan);
      return { case: 'sameSemantics', value: { result: canonicalPlan(target) === canonicalPlan(other) } };
    }
    case 'semanticHash':
      return { case: 'semanticHash', value: { result: planHash(await planOf(analyze.value.plan)) } };
    case 'persist': {
      const plan = await analyseProto(context, session, analyze.value.relation);
      // Checkpoints keep rows too, but do not count as kept.
      session.persisted.add(canonicalPlan(plan));
      context.engine.persist(session, plan);
      return { case: 'persist', value: {} };
    }
    case 'unpersist': {
      const plan = await analyseProto(context, session, analyze.value.relation);
      session.persisted.delete(canonicalPlan(plan));
      context.engine.unpersist(session, plan);
      return { case: 'unpersist', value: {} };
    }
    case 'getStorageLevel': {
      // Data is kept in memory or nowhere.
      const plan = await analyseProto(context, session, analyze.value.relation);
      const kept = session.persisted.has(canonicalPlan(plan));
      return {
        case: 'getStorageLevel',
        value: { storageLevel: { useMemory: kept, deserialized: kept, replication: 1 } },
      };
    }
    case undefined:
      throw malformed('The request asks nothing, or something this server does not know');
  }
}

async function analyseRoot(
  context: ServiceContext,
  session: Session,
  plan: Plan | undefined,
): Promise<LogicalNode> {
  if (plan?.opType.case !== 'root') throw malformed('A plan with a relation is missing');
  return analyseProto(context, session, plan.opType.value);
}

/** What the plan reads, as its sources are named: layers and datasets by name, services by URL, files by their paths. */
function inputFiles(plan: LogicalNode): string[] {
  const names = new Set<string>();
  const pending = [plan];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    pending.push(...childrenOf(node));
    if (node.kind !== 'scan') continue;
    if (node.source.kind === 'featureService') names.add(node.source.url);
    else if (node.source.kind === 'files') for (const path of node.source.paths) names.add(path);
    else if (node.source.kind !== 'collection' && node.source.kind !== 'jdbc') names.add(node.source.name);
  }
  return [...names];
}
