import { ADMINISTER, hasPrivilege } from '../../security/user.js';
import { isFinal, type Job, type JobMessage } from '../../state/job.js';
import type { RestContext } from '../context.js';
import { RUN_PYTHON_SCRIPT, SCRIPT_INPUTS } from '../gpTask.js';
import { html, type Html } from '../html.js';
import { instant, properties, table } from '../page.js';
import { readableMessage } from '../pythonOutputMessage.js';
import { badRequest, forbidden } from '../requestError.js';
import { CONTEXT, type Answer, type Call, type Link, type Page, type Resource } from '../resource.js';
import { TASK_TRAIL } from './gpServer.js';
import { jobPath, RUN_SCRIPT } from './paths.js';

const JOBS = `/rest/services/${RUN_SCRIPT}/jobs`;
const JOB = `${JOBS}/:jobId`;
export const JOBS_PAGE_SIZE = 100;
const REJECTED_PAGE_SIZE = 1000;
/** A page shows the end of long output; the JSON has all of it. */
const MESSAGES_SHOWN = 1000;
const RELOAD_SECONDS = 2;

/** Jobs: seen and cancelled by their owner and by administrators. */
export function jobResources(context: RestContext): Resource[] {
  const { jobs } = context.services;

  function jobOf(call: Call): Job {
    const id = call.path.jobId;
    const job = jobs.get(id);
    if (job === undefined) throw badRequest(`There is no job '${id}'.`);
    const mayRead =
      call.user !== null && (call.user.name === job.owner || hasPrivilege(call.user, ADMINISTER));
    if (!mayRead) throw forbidden(`job '${id}'`);
    return job;
  }

  function show(call: Call): Answer {
    const job = jobOf(call);
    const messages = wantedMessages(call, job);
    const progress = job.status === 'esriJobExecuting' ? jobs.progress(job.id) : null;
    return {
      json: {
        jobId: job.id,
        jobStatus: job.status,
        ...(progress && { progress: { type: 'step', ...progress } }),
        // Clients read the results of every job that succeeded: none are declared, so none are given.
        ...(job.status === 'esriJobSucceeded' && { results: {} }),
        inputs: Object.fromEntries(SCRIPT_INPUTS.map((name) => [name, { paramUrl: `inputs/${name}` }])),
        ...(messages && { messages: messages.map(wireMessage) }),
      },
      page: () => jobPage(job, jobs.messages(job.id, 0)),
    };
  }

  function wantedMessages(call: Call, job: Job): readonly JobMessage[] | null {
    if (!call.parameters.boolean('returnMessages', true)) return null;
    // Ours: a client that has the first n messages asks for the rest only.
    return jobs.messages(job.id, call.parameters.integer('messagesFrom', 0));
  }

  async function cancel(call: Call): Promise<Answer> {
    const job = await jobs.cancel(jobOf(call).id);
    return {
      json: {
        jobId: job.id,
        jobStatus: job.status,
        messages: jobs.messages(job.id, 0).map(wireMessage),
      },
      page: () => jobPage(job, []),
      redirect: `${CONTEXT}/rest/services/${jobPath(job.id)}`,
    };
  }

  function list(call: Call): Answer {
    const everyone = call.user !== null && hasPrivilege(call.user, ADMINISTER);
    const offset = call.parameters.integer('offset', 0);
    const found = jobs.list(everyone ? null : (call.user?.name ?? ''), offset, JOBS_PAGE_SIZE);
    return {
      json: { jobs: found.map(jobSummary) },
      page: () => ({ title: 'Jobs', breadcrumb: TASK_TRAIL, body: jobTable(found, offset) }),
    };
  }

  function inputs(call: Call): Answer {
    const job = jobOf(call);
    const json = Object.fromEntries(SCRIPT_INPUTS.map((name) => [name, inputValue(job, name)]));
    return { json, page: () => below(job, 'Inputs', properties(json)) };
  }

  function input(call: Call): Answer {
    const job = jobOf(call);
    const declared = RUN_PYTHON_SCRIPT.parameters.find((parameter) => parameter.name === call.path.name);
    if (declared === undefined) {
      throw badRequest(`The task has no input '${call.path.name}'; it has ${SCRIPT_INPUTS.join(', ')}.`);
    }
    const value = inputValue(job, declared.name);
    const json = { paramName: declared.name, dataType: declared.dataType, value };
    return { json, page: () => below(job, declared.name, valueView(value)) };
  }

  function result(call: Call): Answer {
    jobOf(call);
    throw badRequest(
      `The job has no result '${call.path.name}': what a script writes is found among the hosted layers.`,
    );
  }

  function rejected(call: Call): Answer {
    const job = jobOf(call);
    const offset = call.parameters.integer('offset', 0);
    const rows = jobs.rejectedRows(job.id, offset, REJECTED_PAGE_SIZE);
    return {
      json: { rejectedRows: rows, offset },
      page: () =>
        below(
          job,
          'Rejected rows',
          rows.length === 0
            ? html`<p>${offset === 0 ? 'No row was rejected.' : 'No more rows.'}</p>`
            : html`${table(
                ['Source', 'File', 'Line', 'Reason', 'Text'],
                rows.map((row) => [row.source, row.file, row.line, row.reason, html`<pre>${row.text}</pre>`]),
              )}${nextLink(rows.length, REJECTED_PAGE_SIZE, offset)}`,
        ),
    };
  }

  return [
    { path: JOBS, access: 'user', answer: list },
    { path: JOB, access: 'user', answer: show },
    { path: `${JOB}/cancel`, access: 'user', answer: cancel },
    {
      path: `${JOB}/results`,
      access: 'user',
      answer: (call) => {
        const job = jobOf(call);
        return { json: {}, page: () => below(job, 'Results', html`<p>The task declares no results.</p>`) };
      },
    },
    { path: `${JOB}/results/:name`, access: 'user', answer: result },
    { path: `${JOB}/inputs`, access: 'user', answer: inputs },
    { path: `${JOB}/inputs/:name`, access: 'user', answer: input },
    { path: `${JOB}/rejectedRows`, access: 'user', answer: rejected },
  ];
}

/** What was sent as the parameter; a token of a layer is not shown again. */
function inputValue(job: Job, name: string): unknown {
  const { inputs } = job;
  switch (name) {
    case 'pythonScript':
      return inputs.pythonScript;
    case 'inputLayers':
      return inputs.inputLayers.map(({ kind: _kind, ...layer }) =>
        'serviceToken' in layer ? { ...layer, serviceToken: '***' } : layer,
      );
    case 'userVariables':
      return JSON.parse(inputs.userVariablesJson) as unknown;
    default:
      return inputs.context;
  }
}

function wireMessage(message: JobMessage): { type: string; description: string } {
  return { type: message.type, description: message.description };
}

/** A job in a list. Times are epoch milliseconds. */
export function jobSummary(job: Job): Readonly<Record<string, unknown>> {
  return {
    jobId: job.id,
    jobStatus: job.status,
    owner: job.owner,
    submitted: job.submitted,
    started: job.started,
    ended: job.ended,
    error: job.error,
  };
}

export function jobTable(jobs: readonly Job[], offset: number): Html {
  if (jobs.length === 0) return html`<p>${offset === 0 ? 'No jobs yet.' : 'No more jobs.'}</p>`;
  return html`${table(
    ['Job', 'Status', 'Owner', 'Submitted', 'Ended'],
    jobs.map((job) => [jobLink(job), statusWord(job), job.owner, instant(job.submitted), instant(job.ended)]),
  )}${nextLink(jobs.length, JOBS_PAGE_SIZE, offset)}`;
}

function nextLink(shown: number, pageSize: number, offset: number): Html | undefined {
  return shown < pageSize ? undefined : html`<p><a href="?offset=${offset + pageSize}">More</a></p>`;
}

function jobLink(job: Job): Html {
  return html`<a href="${CONTEXT}/rest/services/${jobPath(job.id)}">${job.id}</a>`;
}

function statusWord(job: Job): string {
  return job.status.replace('esriJob', '');
}

function jobPage(job: Job, messages: readonly JobMessage[]): Page {
  const href = `${CONTEXT}/rest/services/${jobPath(job.id)}`;
  const running = !isFinal(job.status);
  const shown = messages.slice(-MESSAGES_SHOWN);
  const cut =
    shown.length < messages.length &&
    html`<p>The last ${MESSAGES_SHOWN} of ${messages.length} messages; all of them are in the JSON.</p>`;
  const cancelForm =
    running &&
    html`<form method="post" action="${href}/cancel">
      <p class="actions"><button>Cancel job</button></p>
    </form>`;
  return {
    title: job.id,
    breadcrumb: [...TASK_TRAIL, { label: 'Jobs', href: `${CONTEXT}${JOBS}` }],
    ...(running && { reloadSeconds: RELOAD_SECONDS }),
    body: html`${properties({
        Status: statusWord(job),
        Owner: job.owner,
        Submitted: instant(job.submitted),
        Started: instant(job.started),
        Ended: instant(job.ended),
        ...(job.error !== null && { Error: html`<pre>${job.error}</pre>` }),
      })}${cancelForm}
      <h2>Messages</h2>
      ${cut}${shown.map((message) => html`<pre class="${message.type}">${readableMessage(message.description)}</pre>`)}
      <h2>More</h2>
      <ul>
        <li><a href="${href}/inputs">Inputs</a></li>
        <li><a href="${href}/results">Results</a></li>
        <li><a href="${href}/rejectedRows">Rejected rows</a></li>
        <li><a href="${CONTEXT}/rest/services/Hosted">Hosted layers</a></li>
      </ul>`,
  };
}

function below(job: Job, title: string, body: Html): Page {
  const jobLinkStep: Link = { label: job.id, href: `${CONTEXT}/rest/services/${jobPath(job.id)}` };
  return {
    title,
    breadcrumb: [...TASK_TRAIL, { label: 'Jobs', href: `${CONTEXT}${JOBS}` }, jobLinkStep],
    body,
  };
}

function valueView(value: unknown): Html {
  return html`<pre>${typeof value === 'string' ? value : JSON.stringify(value, null, 1)}</pre>`;
}
