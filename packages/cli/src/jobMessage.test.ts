import { describe, expect, test } from 'vitest';
import { showMessage } from './jobMessage.js';

const informative = 'esriJobMessageTypeInformative';

describe('job messages on the console', () => {
  test('what the script printed goes to stdout without the prefix', () => {
    const description =
      '{"messageCode":"BD_101138","message":"[Python] Hello World!","params":{"text":"Hello World!"}}';
    expect(showMessage({ type: informative, description })).toEqual({
      stream: 'stdout',
      text: 'Hello World!',
    });
  });

  test('printed lines that look like JSON stay as printed', () => {
    const description = JSON.stringify({
      messageCode: 'BD_101138',
      message: '[Python] {"a":1}',
      params: { text: '{"a":1}' },
    });
    expect(showMessage({ type: informative, description }).text).toBe('{"a":1}');
  });

  test('other messages go to stderr with their kind', () => {
    const coded = '{"messageCode":"BD_101051","message":"problems in \'x\'"}';
    expect(showMessage({ type: 'esriJobMessageTypeWarning', description: coded })).toEqual({
      stream: 'stderr',
      text: "warning: problems in 'x'",
    });
    expect(showMessage({ type: 'esriJobMessageTypeError', description: 'ValueError: no' }).text).toBe(
      'error: ValueError: no',
    );
    expect(showMessage({ type: informative, description: 'Submitted.' })).toEqual({
      stream: 'stderr',
      text: 'Submitted.',
    });
  });

  test('JSON that is no GeoAnalytics message is shown as it is', () => {
    expect(showMessage({ type: informative, description: '{"a": 1}' }).text).toBe('{"a": 1}');
    expect(showMessage({ type: informative, description: '{broken' }).text).toBe('{broken');
  });
});
