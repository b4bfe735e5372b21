import { RpcCode, RpcError } from '@graticule/protocol';
import { expect, test } from 'vitest';
import { toRequestError } from './requestError.js';

test("what an executor says about the caller's files is shown", () => {
  const error = toRequestError(
    new RpcError(RpcCode.INVALID_ARGUMENT, 'the folder /nowhere cannot be read: ENOENT'),
  );
  expect(error).toMatchObject({ code: 400, message: 'the folder /nowhere cannot be read: ENOENT' });
});

test('what went wrong inside is not shown', () => {
  for (const inner of [new RpcError(RpcCode.INTERNAL, 'secret'), new Error('secret'), 'secret']) {
    expect(toRequestError(inner)).toMatchObject({
      code: 500,
      message: expect.not.stringContaining('secret') as string,
    });
  }
});
