import { mkdtempSync, rmSync, writeFileSync, renameSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { field, LONG, STRING, structType } from '@graticule/columnar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StateDatabase } from './database.js';
import type { JobInputs } from './job.js';
import {
  changeJobStatus,
  createJob,
  failInterruptedJobs,
  findJob,
  listJobs,
  listUnfinishedJobs,
} from './jobs.js';
import type { Layer } from './layer.js';
import { findLayer, LayerExistsError, listLayers, publishLayer, removeLayer } from './layers.js';
import { appendMessages, readMessages } from './messages.js';
import { addRejectedRows, readRejectedRows } from './rejectedRows.js';
import { changeSettings, DEFAULT_SETTINGS, readSettings } from './settings.js';
import { findShare, listShares, removeShare, saveShare } from './shares.js';
import { findPasswordHash, findUser, insertUser, listUsers } from './users.js';

const INPUTS: JobInputs = {
  pythonScript: "print('Grüße')\n",
  inputLayers: [{ kind: 'url', url: 'https://host/FeatureServer/0', filter: "NAME = 'Ü'" }],
  userVariablesJson: '{"a": [1, 1.0, null, true, {"b": "c"}]}',
  context: null,
};

const LAYER: Layer = {
  name: 'Hexagons_1',
  file: '/data/layers/Hexagons_1.fgb',
  owner: 'ada',
  job: null,
  created: 1_700_000_000_000,
  schema: structType([field('COUNT', LONG, false), field('name', STRING)]),
  geometryType: 'esriGeometryPolygon',
  spatialReference: { wkid: 102100, latestWkid: 3857 },
  extent: { xmin: -1.5, ymin: 0, xmax: 2, ymax: 3 },
  count: 12,
  time: { startTimeField: 'name', endTimeField: null, timeExtent: [1, 2] },
};

let folder: string;
let state: StateDatabase;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graticule-state-'));
  state = new StateDatabase(join(folder, 'state.sqlite'));
});

afterEach(() => {
  state.close();
  rmSync(folder, { recursive: true });
});

function reopen(): void {
  state.close();
  state = new StateDatabase(join(folder, 'state.sqlite'));
}

describe('jobs', () => {
  test('a job is the same after a restart', () => {
    const job = createJob(state, 'ada', INPUTS, 1000);
    reopen();
    expect(findJob(state, job.id)).toEqual({
      id: job.id,
      owner: 'ada',
      status: 'esriJobSubmitted',
      submitted: 1000,
      started: null,
      ended: null,
      inputs: INPUTS,
      error: null,
    });
    expect(job.id).toMatch(/^j[0-9a-f]{32}$/);
  });

  test('a status moves forward only and stamps its times', () => {
    const { id } = createJob(state, 'ada', INPUTS, 1000);
    expect(changeJobStatus(state, id, 'esriJobExecuting', 1100)).toBe(true);
    expect(changeJobStatus(state, id, 'esriJobWaiting', 1200)).toBe(false);
    expect(changeJobStatus(state, id, 'esriJobCancelling', 1300)).toBe(true);
    expect(changeJobStatus(state, id, 'esriJobCancelled', 1400)).toBe(true);
    expect(changeJobStatus(state, id, 'esriJobSucceeded', 1500)).toBe(false);
    expect(findJob(state, id)).toMatchObject({ status: 'esriJobCancelled', started: 1100, ended: 1400 });
  });

  test('jobs are listed newest first, for one owner or for all, by pages', () => {
    const ids = ['ada', 'bob', 'ada'].map((owner) => createJob(state, owner, INPUTS, 1000).id);
    expect(listJobs(state, null, 0, 10).map((job) => job.id)).toEqual([ids[2], ids[1], ids[0]]);
    expect(listJobs(state, 'ada', 0, 10).map((job) => job.id)).toEqual([ids[2], ids[0]]);
    expect(listJobs(state, 'ada', 1, 1).map((job) => job.id)).toEqual([ids[0]]);
  });

  test('jobs that were running when the coordinator stopped are failed with the reason as last message', () => {
    const running = createJob(state, 'ada', INPUTS, 1000).id;
    const waiting = createJob(state, 'ada', INPUTS, 1001).id;
    const finished = createJob(state, 'ada', INPUTS, 1002).id;
    changeJobStatus(state, running, 'esriJobExecuting', 1100);
    appendMessages(state, running, [{ type: 'esriJobMessageTypeInformative', description: 'half way' }]);
    changeJobStatus(state, finished, 'esriJobSucceeded', 1200);
    reopen();

    expect(failInterruptedJobs(state, 'The server was restarted.', 2000)).toEqual([running, waiting]);
    expect(findJob(state, running)).toMatchObject({
      status: 'esriJobFailed',
      started: 1100,
      ended: 2000,
      error: 'The server was restarted.',
    });
    expect(readMessages(state, running).map((message) => message.description)).toEqual([
      'half way',
      'The server was restarted.',
    ]);
    expect(findJob(state, finished)?.status).toBe('esriJobSucceeded');
    expect(listUnfinishedJobs(state)).toEqual([]);
    expect(failInterruptedJobs(state, 'again', 3000)).toEqual([]);
  });
});

describe('messages', () => {
  test('messages are numbered on, in the order given, across calls and restarts', () => {
    const { id } = createJob(state, 'ada', INPUTS, 1000);
    const twelve = Array.from({ length: 12 }, (_, i) => ({
      type: 'esriJobMessageTypeInformative' as const,
      description: `line "${i}" \u0000 ü\n`,
    }));
    appendMessages(state, id, twelve);
    reopen();
    appendMessages(state, id, [{ type: 'esriJobMessageTypeWarning', description: 'last' }]);
    expect(readMessages(state, id).map((message) => message.index)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ]);
    expect(readMessages(state, id, 11)).toEqual([
      { index: 11, type: 'esriJobMessageTypeInformative', description: 'line "11" \u0000 ü\n' },
      { index: 12, type: 'esriJobMessageTypeWarning', description: 'last' },
    ]);
  });

  test('a message of an unknown job is refused', () => {
    expect(() =>
      appendMessages(state, 'j0', [{ type: 'esriJobMessageTypeWarning', description: 'x' }]),
    ).toThrow(/FOREIGN KEY/);
  });
});

describe('layers', () => {
  test('a published layer is found by its name in any case, after a restart too', () => {
    publishLayer(state, LAYER, () => undefined);
    reopen();
    expect(findLayer(state, 'HEXAGONS_1')).toEqual(LAYER);
    expect(listLayers(state)).toEqual([LAYER]);
  });

  test('a table has neither geometry nor extent', () => {
    const table: Layer = { ...LAYER, geometryType: null, spatialReference: null, extent: null, time: null };
    publishLayer(state, table, () => undefined);
    expect(findLayer(state, LAYER.name)).toEqual(table);
  });

  test('a taken name is refused before the file is touched', () => {
    publishLayer(state, LAYER, () => undefined);
    let touched = false;
    const again = (): unknown =>
      publishLayer(state, { ...LAYER, name: 'hexagons_1' }, () => {
        touched = true;
      });
    expect(again).toThrow(LayerExistsError);
    expect(again).toThrow("A layer named 'hexagons_1' exists already.");
    expect(touched).toBe(false);
  });

  test('the layer is not in the catalog when its file cannot be renamed', () => {
    const publish = (): unknown =>
      publishLayer(state, LAYER, () => renameSync(join(folder, 'missing'), join(folder, 'layer.fgb')));
    expect(publish).toThrow(/ENOENT/);
    expect(findLayer(state, LAYER.name)).toBeUndefined();
  });

  test('replacing swaps entry and file together and answers the old entry', () => {
    const target = join(folder, 'layer.fgb');
    publishLayer(state, LAYER, () => undefined);
    writeFileSync(`${target}.part`, 'new');
    const replaced = publishLayer(
      state,
      { ...LAYER, count: 13 },
      () => renameSync(`${target}.part`, target),
      true,
    );
    expect(replaced).toEqual(LAYER);
    expect(findLayer(state, LAYER.name)?.count).toBe(13);
    expect(existsSync(target)).toBe(true);
    expect(removeLayer(state, LAYER.name)).toBe(true);
    expect(removeLayer(state, LAYER.name)).toBe(false);
  });
});

test('rejected rows keep their order, and the same place and reason count once', () => {
  const { id } = createJob(state, 'ada', INPUTS, 1000);
  const row = { source: 'share/storms', file: 'a.csv', line: 7, reason: 'not a number', text: '1;\u0000x' };
  addRejectedRows(state, id, [row, { ...row, line: 3 }, { ...row, line: null }]);
  addRejectedRows(state, id, [row, { ...row, line: null }]);
  reopen();
  expect(readRejectedRows(state, id, 0, 2)).toEqual([row, { ...row, line: 3 }]);
  expect(readRejectedRows(state, id, 2, 10).map((rejected) => rejected.line)).toEqual([null, null]);
});

test('shares are replaced by name', () => {
  saveShare(state, { name: 'Storms', folder: '/a', datasets: [] });
  saveShare(state, { name: 'storms', folder: '/b', datasets: [] });
  reopen();
  expect(listShares(state)).toEqual([{ name: 'storms', folder: '/b', datasets: [] }]);
  expect(findShare(state, 'STORMS')?.folder).toBe('/b');
  expect(removeShare(state, 'STORMS')).toBe(true);
});

test('users are found in any case and never come with their password', () => {
  const user = { name: 'Ada', fullName: 'Ada L.', role: 'org_user', created: 5 } as const;
  insertUser(state, user, 'hash');
  reopen();
  expect(findUser(state, 'ADA')).toEqual(user);
  expect(listUsers(state)).toEqual([user]);
  expect(findPasswordHash(state, 'ada')).toBe('hash');
});

test('settings that were never changed have their defaults', () => {
  expect(readSettings(state)).toEqual(DEFAULT_SETTINGS);
  changeSettings(state, { pysparkPython: '/usr/bin/python3' });
  changeSettings(state, { allowedHosts: ['gis.example.org'] });
  reopen();
  expect(readSettings(state)).toEqual({
    ...DEFAULT_SETTINGS,
    pysparkPython: '/usr/bin/python3',
    allowedHosts: ['gis.example.org'],
  });
});

test('a file of a newer release is refused', () => {
  state.run('PRAGMA user_version = 99');
  expect(reopen).toThrow(/newer release: its version is 99/);
  state = new StateDatabase(join(folder, 'other.sqlite'));
});
