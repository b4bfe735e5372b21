import { describe, expect, test } from 'vitest';
import { FieldValues, NULL, UNDECIDED, VALUE } from './fieldValues.js';
import { indexRecords } from './indexRecords.js';
import { RecordIndex } from './recordIndex.js';

let state = 11;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
const below = (count: number): number => Math.floor(random() * count);
const digits = (count: number): string => Array.from({ length: count }, () => below(10)).join('');

/** The texts as the second of three fields of records; a record per text, in windows that do not begin at 0. */
function fieldsOf(texts: readonly string[]): { values: FieldValues; index: RecordIndex } {
  const bytes = Buffer.from(`skipped\n${texts.map((text) => `77,${text},99\n`).join('')}`, 'latin1');
  const index = new RecordIndex(texts.length, 3, 1);
  const dialect = { delimiter: 44, quote: 34, width: 3 };
  indexRecords(bytes, 8, bytes.length, bytes.length, true, dialect, Int32Array.of(0, 1, 2), index);
  expect(index.count).toBe(texts.length);
  return { values: new FieldValues(index), index };
}

/** Texts that are decided must be what the language's own parser gives; answers the share of the others. */
function undecidedDoubles(texts: readonly string[]): number {
  const { values } = fieldsOf(texts);
  const doubles = values.doubles(1);
  const states = values.lastStates();
  const wrong = texts.filter((text, i) => states[i] === VALUE && !Object.is(doubles[i], Number(text)));
  expect(wrong).toEqual([]);
  return states.reduce((count, one) => count + (one === UNDECIDED ? 1 : 0), 0) / texts.length;
}

const many = (make: () => string): string[] => Array.from({ length: 20_000 }, make);
/** Between 0 and 1, with all bits that a double has. */
const fine = (): number => random() + random() / 2 ** 32;
const anyDouble = (): number => {
  const words = Uint32Array.of(below(2 ** 32), below(2 ** 32));
  const [value] = new Float64Array(words.buffer);
  return Number.isFinite(value) ? value : 1;
};

describe('a double is the nearest one to the text', () => {
  test('for the shortest texts of doubles of every size', () => {
    expect(undecidedDoubles(many(() => String(fine())))).toBeLessThan(0.01);
    expect(undecidedDoubles(many(() => String((fine() - 0.5) * 10 ** below(12))))).toBeLessThan(0.01);
    expect(undecidedDoubles(many(() => String(anyDouble())))).toBeLessThan(0.01);
    expect(undecidedDoubles(many(() => anyDouble().toExponential(below(18))))).toBeLessThan(0.01);
  });

  test('for any number of digits, the point anywhere, with and without an exponent', () => {
    const plain = () => {
      const text = digits(1 + below(19));
      const point = below(text.length + 1);
      return `${['', '-', '+'][below(3)]}${text.slice(0, point)}.${text.slice(point)}`;
    };
    expect(undecidedDoubles(many(plain))).toBeLessThan(0.01);
    undecidedDoubles(many(() => `${plain()}${digits(below(8))}`));
    undecidedDoubles(many(() => `${plain()}${'eE'[below(2)]}${['', '-', '+'][below(3)]}${below(340)}`));
  });

  test('with zeros in front, which take no room', () => {
    expect(
      undecidedDoubles(
        many(() => `${'0'.repeat(below(30))}.${'0'.repeat(below(8))}${1 + below(9)}${digits(18)}`),
      ),
    ).toBeLessThan(0.01);
  });

  test('next to the middle between two doubles', () => {
    const middles = Array.from({ length: 2000 }, () => {
      const whole = 2n ** 53n + BigInt(below(2 ** 40)) * 2n + 1n;
      return [`${whole}`, `${whole}.0`, `${whole}.001`, `${whole - 1n}.999`, `${whole}e0`, `${whole}000e-3`];
    });
    undecidedDoubles(middles.flat());
  });

  test('at the ends of what there is', () => {
    undecidedDoubles([
      ...['0', '-0', '0.0', '-0e5', '.5', '5.', '5.e3', '00', '1e0', '1e22', '1e23', '1e-22', '1e-23'],
      ...['4.9e-324', '2.4e-324', '2.5e-324', '2.2250738585072014e-308', '2.2250738585072011e-308'],
      ...[
        '1.7976931348623157e308',
        '1.7976931348623159e308',
        '1e309',
        '1e-400',
        '0e999',
        '1e9999',
        '1e-9999',
      ],
      ...['18446744073709551615', '18446744073709551616', '9999999999999999999', '9007199254740993'],
    ]);
  });

  test('and what is no such text is undecided', () => {
    const texts = [
      '.',
      '-',
      '+',
      '1.2.3',
      '1e',
      '1e+',
      'e5',
      'x',
      '12 3',
      '1234567x',
      '12345678x',
      '--1',
      '1e1x',
    ];
    expect(
      undecidedDoubles([...texts, 'NaN', 'Infinity', '1_0', '0x10', ' ', '"1""2"', '1.5f', '1e00001']),
    ).toBe(1);
  });
});

test('empty text and records with a fault are null, spaces around a number do not count', () => {
  const { values, index } = fieldsOf(['', '1.5', '""', '  2.5 ', '"3"', 'x', '4']);
  index.faults[6] = 5;
  expect([...values.doubles(1)]).toEqual([0, 1.5, 0, 2.5, 3, 0, 0]);
  expect([...values.lastStates()]).toEqual([NULL, VALUE, NULL, VALUE, VALUE, UNDECIDED, NULL]);
  expect([...values.integers(0, 100)]).toEqual([77, 77, 77, 77, 77, 77, 0]);
});

describe('integers', () => {
  test('of every length', () => {
    const texts = many(() => `${['', '-', '+', ' '][below(4)]}${digits(1 + below(18))}`);
    const { values } = fieldsOf(texts);
    expect([...values.longs(1)]).toEqual(texts.map((text) => BigInt(text.trim().replace('+', ''))));
    const integers = values.integers(1, 2 ** 31);
    const states = values.lastStates();
    texts.forEach((text, i) => {
      const value = Number(text);
      const fits = text.trim().replace(/[-+]/, '').length <= 15 && value >= -(2 ** 31) && value < 2 ** 31;
      expect([states[i], integers[i]]).toEqual(fits ? [VALUE, value | 0] : [UNDECIDED, 0]);
    });
  });

  test('within their limits only, and nothing else', () => {
    const { values } = fieldsOf([
      '127',
      '128',
      '-128',
      '-129',
      '1.0',
      '-',
      '12345678a',
      '1234567890123456789',
      'a1',
    ]);
    expect([...values.integers(1, 128)]).toEqual([127, 0, -128, 0, 0, 0, 0, 0, 0]);
    expect([...values.lastStates()]).toEqual([1, 2, 1, 2, 2, 2, 2, 2, 2]);
    values.longs(1);
    expect([...values.lastStates()]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });
});

test('strings of every length come whole, doubled quotes as one', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyzäöü'.repeat(10);
  const plain = Array.from({ length: 2000 }, () => letters.slice(below(29), below(150)));
  const quoted = Array.from({ length: 2000 }, () =>
    Array.from({ length: below(12) }, () => '"x,\ny'[below(5)]).join(''),
  );
  const texts = [...plain, ...quoted];
  const { values } = fieldsOf([...plain, ...quoted.map((text) => `"${text.replaceAll('"', '""')}"`)]);
  const { offsets, data } = values.strings(1);
  const found = texts.map((_, i) =>
    Buffer.from(data.subarray(offsets[i], offsets[i + 1])).toString('latin1'),
  );
  expect(found).toEqual(texts);
  expect([...values.lastStates()]).toEqual(texts.map((text) => (text === '' ? NULL : VALUE)));
});

describe('a dictionary', () => {
  const written = (text: string) => `"${text.replaceAll('"', '""')}"`;
  /** Texts by reference into the distinct ones, as a map in order of first appearance gives them. */
  const expected = (texts: readonly string[]) => {
    const numbers = new Map<string, number>();
    const indices = texts.map((text) => {
      if (text !== '' && !numbers.has(text)) numbers.set(text, numbers.size);
      return numbers.get(text) ?? 0;
    });
    return { indices, distinct: [...numbers.keys()] };
  };
  const found = (values: FieldValues, rows: number, limit: number) => {
    const answer = values.dictionary(1, rows, limit);
    if (answer === null) return null;
    const { indices, offsets, data } = answer;
    const at = (i: number) => Buffer.from(data.subarray(offsets[i], offsets[i + 1])).toString('latin1');
    return { indices: [...indices], distinct: Array.from({ length: offsets.length - 1 }, (_, i) => at(i)) };
  };

  test('holds every text once, of any length, quotes in it or not', () => {
    const pieces = ['', 'x', 'a,b', '"', '"""', 'kind 1', 'kind 10', 'kind 11', 'a\nb'];
    for (let length = 1; length < 80; length++) {
      const long = 'abcdefgh'.repeat(10).slice(0, length);
      const place = below(length);
      pieces.push(
        long,
        `${long.slice(0, place)}#${long.slice(place + 1)}`,
        `${long.slice(0, place)}"${long}`,
      );
    }
    const texts = Array.from({ length: 5000 }, () => pieces[below(pieces.length)]);
    const { values } = fieldsOf(
      texts.map((text) => (below(2) || /[",\n]/.test(text) ? written(text) : text)),
    );
    const wanted = expected(texts);
    expect(found(values, texts.length, 1250)).toEqual(wanted);
    expect([...values.lastStates()]).toEqual(texts.map((text) => (text === '' ? NULL : VALUE)));
    expect(found(values, texts.length, wanted.distinct.length)).toEqual(wanted);
    expect(found(values, texts.length, wanted.distinct.length - 1)).toBeNull();
    expect(found(values, 100, 50)).toEqual(
      new Set(texts.slice(0, 100).filter(Boolean)).size > 50 ? null : expected(texts.slice(0, 100)),
    );
  });

  test('of as many texts as it may have at most', () => {
    const texts = Array.from({ length: 40_000 }, (_, i) => `item-${i % 10_000}`);
    const { values } = fieldsOf(texts);
    expect(found(values, texts.length, 10_000)).toEqual(expected(texts));
    expect(found(values, texts.length, 9999)).toBeNull();
  });

  test('of nothing but nulls is empty', () => {
    expect(found(fieldsOf(['', '""', '']).values, 3, 1)).toEqual({ indices: [0, 0, 0], distinct: [] });
  });
});
