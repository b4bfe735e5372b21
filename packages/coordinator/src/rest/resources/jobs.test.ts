import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeJobStatus, listJobs } from '../../state/jobs.js';
import { appendMessages } from '../../state/messages.js';
import { addRejectedRows } from '../../state/rejectedRows.js';
import { pythonOutputMessage } from '../pythonOutputMessage.js';
import { get, post, startTestServer, type TestServer } from '../testServer.js';

const GP = '/rest/services/System/GeoAnalyticsTools/GPServer';
const TASK = `${GP}/RunPythonScript`;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

async function submit(values: Record<string, string> = {}): Promise<string> {
  const answer = await post(server, `${TASK}/submitJob`, {
    pythonScript: "print('x')",
    f: 'json',
    token: server.publisher,
    ...values,
  });
  return answer.json<{ jobId: string }>().jobId;
}

async function json(path: string, values: Record<string, string> = {}): Promise<unknown> {
  return (await post(server, path, { f: 'json', token: server.publisher, ...values })).json();
}

describe('the service and its task', () => {
  test('the service is asynchronous, lists the one task and has an empty result map server', async () => {
    expect((await get(server, GP, { f: 'json' })).json()).toMatchObject({
      tasks: ['RunPythonScript'],
      executionType: 'esriExecutionTypeAsynchronous',
      resultMapServerName: '',
      capabilities: '',
      maximumRecords: 1000,
    });
  });

  test('the folder lists the service with its type', async () => {
    expect((await get(server, '/rest/services/System', { f: 'json' })).json()).toEqual({
      currentVersion: 11.1,
      folders: [],
      services: [{ name: 'System/GeoAnalyticsTools', type: 'GPServer' }],
    });
  });

  test('every parameter of the task has all the keys clients read', async () => {
    const { parameters } = (await get(server, TASK, { f: 'json' })).json<{ parameters: object[] }>();
    expect(parameters.map((parameter) => (parameter as { name: string }).name)).toEqual([
      'pythonScript',
      'inputLayers',
      'userVariables',
      'context',
    ]);
    for (const parameter of parameters) {
      for (const key of ['name', 'displayName', 'dataType', 'direction', 'defaultValue', 'parameterType']) {
        expect(parameter).toHaveProperty(key);
      }
    }
  });

  test('the form has a field for every parameter and posts to itself', async () => {
    const page = await get(server, `${TASK}/submitJob`, { token: server.publisher });
    expect(page.body).toContain(`<form method="post" action="/arcgis${TASK}/submitJob">`);
    for (const name of ['pythonScript', 'inputLayers', 'userVariables', 'context']) {
      expect(page.body).toContain(`<textarea id="${name}" name="${name}"`);
    }
  });
});

describe('submitJob', () => {
  test('answers the id and stores what was sent', async () => {
    const answer = await json(`${TASK}/submitJob`, {
      pythonScript: 'a = 1\nb = "ü"',
      inputLayers: "[{'url':'https://h/FeatureServer/0'}]",
      userVariables: '{"a": 1.0}',
      context: '{"defaultAggregationStyles": false}',
    });
    expect(answer).toEqual({
      jobId: expect.stringMatching(/^j[0-9a-f]{32}$/) as unknown,
      jobStatus: 'esriJobSubmitted',
    });
    expect(listJobs(server.state, 'publisher', 0, 1)[0].inputs).toEqual({
      pythonScript: 'a = 1\nb = "ü"',
      inputLayers: [{ kind: 'url', url: 'https://h/FeatureServer/0' }],
      userVariablesJson: '{"a": 1.0}',
      context: { defaultAggregationStyles: false },
    });
  });

  test('a short script may come in the query', async () => {
    const answer = await get(server, `${TASK}/submitJob`, {
      pythonScript: 'print(1)',
      f: 'json',
      token: server.publisher,
    });
    expect(answer.json()).toMatchObject({ jobStatus: 'esriJobSubmitted' });
  });

  test('a script of several megabytes may come in the body, and what is too large is refused', async () => {
    const pythonScript = '# é\n'.repeat(1_500_000);
    const id = await submit({ pythonScript });
    expect(listJobs(server.state, 'publisher', 0, 1)[0]).toMatchObject({ id, inputs: { pythonScript } });
    const refused = await server.app.inject({
      method: 'POST',
      url: `/arcgis${TASK}/submitJob?f=json`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: Buffer.alloc(64 * 1024 * 1024 + 1, 'a'),
    });
    expect(refused.json()).toMatchObject({ error: { code: 400, message: 'The request is too large.' } });
  });

  test('a script may be uploaded as a file of a multipart form', async () => {
    const payload = [
      '--x\r\nContent-Disposition: form-data; name="pythonScript"; filename="a.py"\r\n',
      'Content-Type: text/x-python\r\n\r\nprint("ü")\r\n',
      '--x\r\nContent-Disposition: form-data; name="f"\r\n\r\njson\r\n--x--\r\n',
    ].join('');
    await server.app.inject({
      method: 'POST',
      url: `/arcgis${TASK}/submitJob`,
      headers: {
        'content-type': 'multipart/form-data; boundary=x',
        'x-esri-authorization': `Bearer ${server.publisher}`,
      },
      payload,
    });
    expect(listJobs(server.state, 'publisher', 0, 1)[0].inputs.pythonScript).toBe('print("ü")');
  });

  test('a refused submission starts nothing', async () => {
    const before = listJobs(server.state, null, 0, 1000).length;
    const script = { pythonScript: 'x', f: 'json' };
    const refused = async (values: Record<string, string>): Promise<unknown> =>
      (await post(server, `${TASK}/submitJob`, values)).json();
    expect(await refused(script)).toMatchObject({ error: { code: 499, message: 'Token Required' } });
    expect(await refused({ ...script, token: 'bad.token' })).toMatchObject({ error: { code: 498 } });
    expect(await refused({ ...script, token: server.reader })).toMatchObject({
      error: {
        code: 403,
        message: expect.stringMatching(/^User does not have permissions to access .*publishServerGPServices/),
      },
    });
    expect(await refused({ f: 'json', token: server.publisher })).toMatchObject({
      error: { code: 400, message: expect.stringContaining('pythonScript is required') },
    });
    expect(await refused({ ...script, token: server.publisher, userVariables: '[]' })).toMatchObject({
      error: { code: 400 },
    });
    expect(listJobs(server.state, null, 0, 1000).length).toBe(before);
  });

  test('a browser is led to the page of the job', async () => {
    const answer = await post(server, `${TASK}/submitJob`, { pythonScript: 'x', token: server.publisher });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toMatch(new RegExp(`^/arcgis${TASK}/jobs/j[0-9a-f]{32}$`));
  });
});

describe('a job', () => {
  test('shows its status, inputs and growing messages, results only when it succeeded', async () => {
    const id = await submit();
    const inputs = Object.fromEntries(
      ['pythonScript', 'inputLayers', 'userVariables', 'context'].map((name) => [
        name,
        { paramUrl: `inputs/${name}` },
      ]),
    );
    expect(await json(`${TASK}/jobs/${id}`)).toEqual({
      jobId: id,
      jobStatus: 'esriJobSubmitted',
      inputs,
      messages: [],
    });
    changeJobStatus(server.state, id, 'esriJobExecuting', 1);
    const description = pythonOutputMessage('x');
    appendMessages(server.state, id, [{ type: 'esriJobMessageTypeInformative', description }]);
    server.coordinator.progress = { message: 'stage 1 of 2', percent: 40 };
    expect(await json(`${TASK}/jobs/${id}`)).toEqual({
      jobId: id,
      jobStatus: 'esriJobExecuting',
      progress: { type: 'step', message: 'stage 1 of 2', percent: 40 },
      inputs,
      messages: [{ type: 'esriJobMessageTypeInformative', description }],
    });
    changeJobStatus(server.state, id, 'esriJobSucceeded', 2);
    expect(await json(`${TASK}/jobs/${id}`, { returnMessages: 'true' })).toEqual({
      jobId: id,
      jobStatus: 'esriJobSucceeded',
      results: {},
      inputs,
      messages: [{ type: 'esriJobMessageTypeInformative', description }],
    });
    server.coordinator.progress = null;
    expect(await json(`${TASK}/jobs/${id}`, { returnMessages: 'false' })).not.toHaveProperty('messages');
    expect(await json(`${TASK}/jobs/${id}`, { messagesFrom: '1' })).toMatchObject({ messages: [] });
  });

  test('its inputs come back one by one or all together, without the token of a layer', async () => {
    const url = 'https://h/FeatureServer/0';
    const id = await submit({
      inputLayers: JSON.stringify([{ url, serviceToken: 'secret', filter: 'a = 1' }]),
      userVariables: '{"a": [1, "b"]}',
    });
    expect(await json(`${TASK}/jobs/${id}/inputs/pythonScript`)).toEqual({
      paramName: 'pythonScript',
      dataType: 'GPString',
      value: "print('x')",
    });
    expect(await json(`${TASK}/jobs/${id}/inputs`)).toEqual({
      pythonScript: "print('x')",
      inputLayers: [{ url, serviceToken: '***', filter: 'a = 1' }],
      userVariables: { a: [1, 'b'] },
      context: null,
    });
    expect(await json(`${TASK}/jobs/${id}/inputs/nothing`)).toMatchObject({ error: { code: 400 } });
  });

  test('has no declared results', async () => {
    const id = await submit();
    expect(await json(`${TASK}/jobs/${id}/results`)).toEqual({});
    expect(await json(`${TASK}/jobs/${id}/results/output`)).toMatchObject({
      error: { code: 400, message: expect.stringContaining("The job has no result 'output'") },
    });
  });

  test('is cancelled by its owner', async () => {
    const id = await submit();
    changeJobStatus(server.state, id, 'esriJobExecuting', 1);
    expect(await json(`${TASK}/jobs/${id}/cancel`, { id, returnMessages: 'false' })).toEqual({
      jobId: id,
      jobStatus: 'esriJobCancelling',
      messages: [],
    });
  });

  test('is for its owner and administrators only', async () => {
    const id = await submit();
    for (const path of ['', '/cancel', '/inputs', '/inputs/pythonScript', '/results', '/rejectedRows']) {
      const other = await post(server, `${TASK}/jobs/${id}${path}`, { f: 'json', token: server.reader });
      expect(other.json(), path).toMatchObject({
        error: { code: 403, message: `User does not have permissions to access job '${id}'.` },
      });
    }
    const admin = await post(server, `${TASK}/jobs/${id}`, { f: 'json', token: server.admin });
    expect(admin.json()).toMatchObject({ jobId: id });
  });

  test('that does not exist is named', async () => {
    expect(await json(`${TASK}/jobs/j123`)).toEqual({
      error: { code: 400, message: "There is no job 'j123'.", details: [] },
    });
  });

  test('shows rejected rows with their place', async () => {
    const id = await submit();
    const row = { source: 's/d', file: 'a.csv', line: 7, reason: 'not a number', text: '1;x' };
    addRejectedRows(server.state, id, [row, { ...row, line: 9 }]);
    expect(await json(`${TASK}/jobs/${id}/rejectedRows`)).toEqual({
      offset: 0,
      rejectedRows: [row, { ...row, line: 9 }],
    });
    expect(await json(`${TASK}/jobs/${id}/rejectedRows`, { offset: '1' })).toEqual({
      offset: 1,
      rejectedRows: [{ ...row, line: 9 }],
    });
  });

  test('has a page that escapes what the script printed and reloads until the job is over', async () => {
    const id = await submit();
    changeJobStatus(server.state, id, 'esriJobExecuting', 1);
    appendMessages(server.state, id, [
      { type: 'esriJobMessageTypeError', description: pythonOutputMessage('<img src=x onerror=alert(1)>') },
    ]);
    const running = await get(server, `${TASK}/jobs/${id}`, { token: server.publisher });
    expect(running.body).toContain(
      '<pre class="esriJobMessageTypeError">[Python] &lt;img src=x onerror=alert(1)&gt;</pre>',
    );
    expect(running.body).toContain('http-equiv="refresh"');
    expect(running.body).toContain('Cancel job');
    expect(running.body).not.toContain(server.publisher);
    expect(running.headers['content-security-policy']).toContain("default-src 'none'");
    changeJobStatus(server.state, id, 'esriJobFailed', 2, 'because');
    const failed = await get(server, `${TASK}/jobs/${id}`, { token: server.publisher });
    expect(failed.body).toContain('because');
    expect(failed.body).not.toContain('http-equiv="refresh"');
  });
});

test('the list of jobs shows everyone his own and administrators all', async () => {
  const id = await submit();
  const list = async (path: string, token: string): Promise<{ jobs: { jobId: string; owner: string }[] }> =>
    (await get(server, path, { f: 'json', token })).json();
  expect((await list(`${TASK}/jobs`, server.publisher)).jobs[0]).toMatchObject({
    jobId: id,
    owner: 'publisher',
  });
  expect((await list(`${TASK}/jobs`, server.reader)).jobs).toEqual([]);
  expect((await list(`${TASK}/jobs`, server.admin)).jobs[0].jobId).toBe(id);
  expect((await list('/admin/graticule/jobs', server.admin)).jobs[0].jobId).toBe(id);
  const page = await get(server, `${TASK}/jobs`, { token: server.publisher });
  expect(page.body).toContain(`<a href="/arcgis${TASK}/jobs/${id}">${id}</a>`);
});
