import { RpcCode, RpcError } from '@graticule/protocol';
import { describe, expect, it } from 'vitest';
import type { ExecutorClient } from './executorClient.js';
import { Executors, HEARTBEAT_TIMEOUT_MS, NoExecutorError } from './executors.js';

const info = (id: string) => ({
  id,
  address: `${id}:1`,
  hostName: 'host',
  pid: 1,
  slots: 2,
  memoryBudgetBytes: 1,
});

/** Executors by id whose pings are answered or not. */
function cluster(answers: Readonly<Record<string, boolean>>, now: () => number = () => 0) {
  const events: string[] = [];
  const executors = new Executors((address) => {
    const id = address.split(':')[0];
    const ping = (): Promise<object> =>
      answers[id] ? Promise.resolve({}) : Promise.reject(new RpcError(RpcCode.UNAVAILABLE, 'refused'));
    return { id, ping, close: () => undefined } as unknown as ExecutorClient;
  }, now);
  executors.listen({ joined: ({ id }) => events.push(`+${id}`), lost: ({ id }) => events.push(`-${id}`) });
  for (const id of Object.keys(answers)) executors.register(info(id));
  return { executors, events };
}

const idOf = (client: ExecutorClient): string => (client as unknown as { id: string }).id;

describe('executors', () => {
  it('are lost after ten seconds without a heartbeat and must register again', () => {
    let time = 0;
    const { executors, events } = cluster({ a: true }, () => time);
    time = HEARTBEAT_TIMEOUT_MS;
    executors.checkHeartbeats();
    expect(executors.alive().map(({ id }) => id)).toEqual(['a']);
    time = HEARTBEAT_TIMEOUT_MS + 1;
    executors.checkHeartbeats();
    expect(events).toEqual(['+a', '-a']);
    const vitals = { storedBytes: 0, runningTasks: 0, runningDrivers: 0 };
    expect(executors.heartbeat('a', vitals)).toBe(false);
    executors.register(info('a'));
    expect(executors.heartbeat('a', vitals)).toBe(true);
  });

  it('that do not answer when suspected are lost at once, others stay', async () => {
    const { executors, events } = cluster({ a: true, b: false });
    await executors.suspect('a');
    await executors.suspect('b');
    expect(events).toEqual(['+a', '+b', '-b']);
  });

  it('are asked one after the other until a call gets through', async () => {
    const { executors } = cluster({ a: false, b: true });
    const answer = await executors.ask((client) =>
      idOf(client) === 'a'
        ? Promise.reject(new RpcError(RpcCode.UNAVAILABLE, 'reset'))
        : Promise.resolve(idOf(client)),
    );
    expect(answer).toBe('b');
    expect(executors.alive().map(({ id }) => id)).toEqual(['b']);
  });

  it('keep their own errors to themselves: no other executor is asked', async () => {
    const { executors } = cluster({ a: true, b: true });
    const asked: string[] = [];
    const refused = executors.ask((client) => {
      asked.push(idOf(client));
      return Promise.reject(new RpcError(RpcCode.INVALID_ARGUMENT, 'no such folder'));
    });
    await expect(refused).rejects.toThrow('no such folder');
    expect(asked).toEqual(['a']);
  });

  it('that are all gone leave a message that says what to do', async () => {
    const { executors } = cluster({ a: false });
    const call = executors.ask(() => Promise.reject(new RpcError(RpcCode.UNAVAILABLE, 'reset')));
    await expect(call).rejects.toThrow(NoExecutorError);
  });
});
