import { describe, expect, it } from 'vitest';
import { OutputLines } from './outputLines.js';

const MARK = '\u001emark\u001e';

function linesOf(pieces: readonly string[]): string[] {
  const lines = new OutputLines(MARK);
  const found = pieces.flatMap((piece) => lines.push(piece));
  return [...found, ...lines.end()].map(({ text, isError }) => (isError ? `! ${text}` : text));
}

describe('lines of a script', () => {
  it('are joined from pieces and end without their line ends', () => {
    expect(linesOf(['a', 'b\nc', '\r\n', '\n', 'last'])).toEqual(['ab', 'c', '', 'last']);
  });

  it('of standard error stand where they were written', () => {
    expect(linesOf([`one\n${MARK}bad\n${MARK}two\n`])).toEqual(['one', '! bad', 'two']);
  });

  it('of standard error do not break an unfinished line of output', () => {
    expect(linesOf(['Reading ', `${MARK}war${MARK}`, `${MARK}ning\n${MARK}`, '[Done]\n'])).toEqual([
      '! warning',
      'Reading [Done]',
    ]);
  });

  it('are the same however the stream is cut', () => {
    const text = `x\u001e\n${MARK}bad\nworse${MARK}y\n${MARK}\n${MARK}\u001ema`;
    const whole = linesOf([text]);
    expect(whole).toEqual(['x\u001e', '! bad', 'y', '! worse', '\u001ema']);
    for (let cut = 1; cut < text.length; cut++) {
      expect(linesOf([text.slice(0, cut), text.slice(cut)])).toEqual(whole);
    }
    expect(linesOf([...text])).toEqual(whole);
  });

  it('longer than a million characters are cut', () => {
    expect(linesOf(['x'.repeat(2_500_000)]).map((line) => line.length)).toEqual([1e6, 1e6, 5e5]);
  });
});
