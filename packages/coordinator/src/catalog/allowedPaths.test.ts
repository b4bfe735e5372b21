import { describe, expect, it } from 'vitest';
import { refuseForeignPaths } from './allowedPaths.js';

const refused = (path: string, allowed: readonly string[]) => {
  try {
    refuseForeignPaths([path], allowed);
    return false;
  } catch (error) {
    expect((error as Error).message).toContain('allowedPaths');
    return true;
  }
};

describe('the text of a path', () => {
  it('may lead anywhere below an allowed folder', () => {
    for (const path of [
      '/data',
      '/data/',
      '/data/x/*.csv',
      '/data/a/../b',
      'file:///data/x',
      'file:/data/x',
    ]) {
      expect([path, refused(path, ['/other', '/data'])]).toEqual([path, false]);
    }
  });

  it('is refused when it leads elsewhere', () => {
    for (const path of [
      '/data2/x',
      '/data/../etc',
      '/',
      'data/x',
      '../data',
      'file:///etc/x',
      'file:///data/%2e%2e/etc',
    ]) {
      expect([path, refused(path, ['/data'])]).toEqual([path, true]);
    }
    expect(refused('/data/x', [])).toBe(true);
  });

  it('is judged by the rules of the system of the allowed folder', () => {
    expect(refused('C:\\data\\x', ['C:\\data'])).toBe(false);
    expect(refused('c:/data/x', ['C:\\data'])).toBe(false);
    expect(refused('file:///C:/data/x', ['C:\\data'])).toBe(false);
    expect(refused('C:\\data\\..\\x', ['C:\\data'])).toBe(true);
    expect(refused('D:\\data\\x', ['C:\\data'])).toBe(true);
  });
});
