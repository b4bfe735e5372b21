import type { CallContext, Handlers, SessionService } from '@graticule/protocol';
import { outputOf, parseNamedExpression, schemaOf, unresolvedText } from '@graticule/sql';
import { analyseProto } from './relations.js';
import type { ServiceContext } from './serviceContext.js';
import type { Caller, Session } from './session.js';
import { toProtoType } from './types.js';

/** Answers to thousands of calls about wider relations would be mostly schemas that nobody reads. */
const WIDE_COLUMNS = 100;

/** Runs work of a session so that its errors reach the client as Spark's. */
export type Guard = <T>(session: Session, call: string, work: () => Promise<T>) => Promise<T>;

/** graticule.v1.SessionService: what a driver needs beside Spark Connect. */
export function sessionHandlers(
  context: ServiceContext,
  guard: Guard,
): Handlers<typeof SessionService, Caller> {
  const open = (request: { readonly sessionId: string }, { caller }: CallContext<Caller>) =>
    context.sessions.open(caller, request.sessionId);
  return {
    async register(request, callContext) {
      const session = open(request, callContext);
      return guard(session, 'Register', async () => {
        const plan = await analyseProto(context, session, request.relation);
        const output = outputOf(plan);
        const schema = output.length > WIDE_COLUMNS ? undefined : toProtoType(schemaOf(output));
        return { relationId: session.remember(plan), schema };
      });
    },
    async parseExpression(request, callContext) {
      const session = open(request, callContext);
      return guard(session, 'ParseExpression', () => {
        const { compat } = session.conf;
        return Promise.resolve({ shown: unresolvedText(parseNamedExpression(request.text, compat), compat) });
      });
    },
    async countPartitions(request, callContext) {
      const session = open(request, callContext);
      return guard(session, 'CountPartitions', async () => {
        const plan = await analyseProto(context, session, request.relation);
        return { partitions: await context.engine.countPartitions(session, plan) };
      });
    },
    async jobInputs(request, callContext) {
      const session = open(request, callContext);
      return guard(session, 'JobInputs', async () => {
        const inputs = await context.engine.jobInputs(session);
        const layers = [];
        for (const { url, filter, relation } of inputs.layers) {
          const plan = await context.engine.analyse(session, relation);
          const schema = toProtoType(schemaOf(outputOf(plan)));
          layers.push({ url, filter, relationId: session.remember(plan), schema });
        }
        return { layers, userVariablesJson: inputs.userVariablesJson };
      });
    },
  };
}
