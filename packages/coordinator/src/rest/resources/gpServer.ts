import type { GpParameter } from '@graticule/geoanalytics';
import { CURRENT_VERSION, type RestContext } from '../context.js';
import { RUN_PYTHON_SCRIPT } from '../gpTask.js';
import { html, type Html } from '../html.js';
import { readJobInputs } from '../jobInputs.js';
import { linkList, properties, table, trail } from '../page.js';
import { CONTEXT, type Answer, type Call, type Resource } from '../resource.js';
import { GP_SERVER, jobPath, RUN_SCRIPT } from './paths.js';

const SERVICE_STEP = ['GeoAnalyticsTools', GP_SERVER] as const;
const TASK_STEP = ['RunPythonScript', RUN_SCRIPT] as const;
const FOLDER_STEP = ['System', 'System'] as const;
/** A trail ending before a resource below the task. */
export const TASK_TRAIL = trail(FOLDER_STEP, SERVICE_STEP, TASK_STEP);

/** The geoprocessing service, its one task, and the start of a job. */
export function gpServerResources(context: RestContext): Resource[] {
  const { services } = context;
  return [
    { path: `/rest/services/${GP_SERVER}`, access: 'anyone', answer: () => service() },
    { path: `/rest/services/${RUN_SCRIPT}`, access: 'anyone', answer: () => description() },
    {
      path: `/rest/services/${RUN_SCRIPT}/submitJob`,
      access: 'publisher',
      answer: async (call) => {
        const nothingSent = call.format === 'html' && call.parameters.text('pythonScript') === undefined;
        return nothingSent ? form() : submit(call);
      },
    },
  ];

  async function submit(call: Call): Promise<Answer> {
    const inputs = readJobInputs(call.parameters);
    if (call.user === null) throw new Error('submitJob is for signed-in users');
    const job = await services.jobs.submit(call.user, inputs);
    return {
      // It may run already; the documented answer is this one all the same.
      json: { jobId: job.id, jobStatus: 'esriJobSubmitted' },
      page: () => ({ title: job.id, breadcrumb: TASK_TRAIL, body: html`` }),
      redirect: `${CONTEXT}/rest/services/${jobPath(job.id)}`,
    };
  }
}

function service(): Answer {
  const task = RUN_PYTHON_SCRIPT;
  const json = {
    currentVersion: CURRENT_VERSION,
    cimVersion: '3.1.0',
    serviceDescription: 'Runs Python scripts with the GeoAnalytics tools and pyspark.',
    tasks: [task.name],
    executionType: task.executionType,
    // Clients compare it with the empty text: results are not drawn by a map service.
    resultMapServerName: '',
    maximumRecords: 1000,
    capabilities: '',
  };
  return {
    json,
    page: () => ({
      title: 'GeoAnalyticsTools',
      breadcrumb: trail(FOLDER_STEP),
      body: html`<p>${json.serviceDescription}</p>
        <h2>Tasks</h2>
        ${linkList([{ label: task.name, href: `${CONTEXT}/rest/services/${RUN_SCRIPT}` }], '')}`,
    }),
  };
}

function description(): Answer {
  const task = RUN_PYTHON_SCRIPT;
  const rows = task.parameters.map((parameter) => [
    parameter.name,
    parameter.dataType,
    parameter.parameterType.replace('esriGPParameterType', ''),
    parameter.description,
  ]);
  return {
    json: task,
    page: () => ({
      title: task.displayName,
      breadcrumb: trail(FOLDER_STEP, SERVICE_STEP),
      body: html`<p>${task.description}</p>
        ${properties({ Name: task.name, 'Execution type': task.executionType })}
        <h2>Parameters</h2>
        ${table(['Name', 'Type', 'Required', 'Description'], rows)}
        <h2>Operations</h2>
        ${linkList(
          [
            { label: 'Submit job', href: `${CONTEXT}/rest/services/${RUN_SCRIPT}/submitJob` },
            { label: 'Jobs', href: `${CONTEXT}/rest/services/${RUN_SCRIPT}/jobs` },
          ],
          '',
        )}`,
    }),
  };
}

function form(): Answer {
  const task = RUN_PYTHON_SCRIPT;
  const inputs = task.parameters.filter(
    (parameter) => parameter.direction === 'esriGPParameterDirectionInput',
  );
  return {
    json: undefined,
    page: () => ({
      title: 'Submit job',
      breadcrumb: TASK_TRAIL,
      body: html`<form method="post" action="${CONTEXT}/rest/services/${RUN_SCRIPT}/submitJob">
        ${inputs.map(field)}
        <label for="f">Format</label
        ><select id="f" name="f">
          <option>html</option>
          <option>json</option>
          <option>pjson</option>
        </select>
        <p class="actions"><button>Submit job</button></p>
      </form>`,
    }),
  };
}

/** The required parameter is the one with a long text. */
function field(parameter: GpParameter): Html {
  const { name } = parameter;
  const required = parameter.parameterType === 'esriGPParameterTypeRequired';
  const value = parameter.defaultValue === null ? '' : String(parameter.defaultValue);
  const choices = parameter.choiceList;
  const control =
    choices === undefined
      ? html`<textarea id="${name}" name="${name}" rows="${required ? 18 : 3}" spellcheck="false">
${value}</textarea>`
      : html`<select id="${name}" name="${name}">
          ${choices.map((choice) => html`<option>${choice}</option>`)}
        </select>`;
  return html`<label for="${name}"
      >${parameter.displayName}${required ? ' (required)' : ''}
      <span class="help">${parameter.description}</span></label
    >${control}`;
}
