import { create } from '@bufbuild/protobuf';
import { ExecutePlanResponse_ArrowBatchSchema } from '@graticule/protocol';
import { afterEach, expect, test, vi } from 'vitest';
import { RunningOperation, type ResponsePart } from './operation.js';

afterEach(() => vi.useRealTimers());

const NEVER = new AbortController().signal;
const MB = 1024 * 1024;

function batch(bytes: number): ResponsePart {
  const value = create(ExecutePlanResponse_ArrowBatchSchema, { rowCount: 1n, data: new Uint8Array(bytes) });
  return { responseType: { case: 'arrowBatch', value } };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 200; i++) await Promise.resolve();
}

test('a producer runs ahead of its reader by a bounded number of bytes', async () => {
  const operation = new RunningOperation('op', [], true, () => {});
  let produced = 0;
  void operation.run(async function* () {
    for (; produced < 20; produced++) yield batch(10 * MB);
  });
  await settled();
  expect(produced).toBe(6);
  let read = 0;
  for await (const response of operation.read(null, NEVER))
    if (response.part.responseType?.case === 'arrowBatch') read++;
  expect(read).toBe(20);
});

test('responses that were read are dropped when room is needed; coming back before them is an error', async () => {
  const operation = new RunningOperation('op', [], true, () => {});
  const done = operation.run(async function* () {
    for (let i = 0; i < 10; i++) yield batch(10 * MB);
  });
  const ids: string[] = [];
  for await (const { id } of operation.read(null, NEVER)) ids.push(id);
  await done;
  await expect(operation.read(null, NEVER).next()).rejects.toThrow('were released already');
  await expect(operation.read(ids[0], NEVER).next()).rejects.toThrow('has no response');
  const again = [];
  for await (const { id } of operation.read(ids[8], NEVER)) again.push(id);
  expect(again).toEqual(ids.slice(9));
});

test('one response larger than the whole buffer still passes', async () => {
  const operation = new RunningOperation('op', [], true, () => {});
  void operation.run(async function* () {
    yield batch(70 * MB);
    yield batch(70 * MB);
  });
  let read = 0;
  for await (const response of operation.read(null, NEVER)) read += response.part.responseType ? 1 : 0;
  expect(read).toBe(3);
});

test('an operation whose client does not come back for five minutes is stopped and forgotten', async () => {
  vi.useFakeTimers();
  let left = 0;
  const operation = new RunningOperation('op', [], true, () => left++);
  const finished = operation.run(async function* ({ signal }) {
    yield batch(1);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });
  for await (const response of operation.read(null, NEVER)) if (response) break;
  vi.advanceTimersByTime(5 * 60 * 1000 - 1);
  expect([left, operation.signal.aborted]).toEqual([0, false]);
  vi.advanceTimersByTime(1);
  expect([left, operation.signal.aborted]).toEqual([1, true]);
  await finished;
});

test('an operation that is not reattachable ends with its reader', async () => {
  let left = 0;
  const operation = new RunningOperation('op', [], false, () => left++);
  const finished = operation.run(async function* () {
    for (;;) yield batch(1);
  });
  for await (const response of operation.read(null, NEVER)) if (response) break;
  await finished;
  expect([left, operation.running, operation.signal.aborted]).toEqual([1, false, true]);
});

test('a failure of the producer reaches the reader after what came before it', async () => {
  const operation = new RunningOperation('op', [], true, () => {});
  void operation.run(async function* () {
    yield batch(1);
    throw new Error('broken pipe');
  });
  const responses = operation.read(null, NEVER);
  expect((await responses.next()).done).toBe(false);
  await expect(responses.next()).rejects.toThrow('broken pipe');
});
