import { saturateInt64 } from '@graticule/columnar';
import type { DataType, Value } from '@graticule/columnar';
import { ArgumentError } from '../definition.js';
import type { ScalarFunction } from '../definition.js';
import { maybe, valueFunction } from '../values.js';
import { parseXml, textOf } from './document.js';
import { asBoolean, asNumber, asText, evaluateXPath } from './evaluate.js';
import type { XPathValue } from './evaluate.js';
import { parseXPath } from './path.js';
import type { XPath } from './path.js';

const STRING = { kind: 'string' } as const;

/** A function of XML text and a literal XPath; null for empty text. */
function xpath(
  names: readonly string[],
  doc: string,
  type: DataType,
  convert: (value: XPathValue) => Value,
): ScalarFunction {
  return valueFunction({
    names,
    doc,
    raises: true,
    inputTypes: { rule: 'each', types: [STRING, STRING] },
    resultType: ([, path]) => {
      if (path.literal === undefined) throw new ArgumentError('path should be a string literal');
      return maybe(type)();
    },
    prepare: () => {
      let path: XPath | null = null;
      return (xml: string, text: string): Value => {
        if (xml === '' || text === '') return null;
        const root = parseXml(xml);
        return convert(evaluateXPath((path ??= parseXPath(text)), root));
      };
    },
  });
}

/** Texts of the nodes; elements have none of their own to Spark, so they cannot be listed. */
function nodeTexts(value: XPathValue): Value {
  if (typeof value !== 'object') throw new ArgumentError('xpath: the expression gives no nodes');
  return value.map((node) => {
    if (node.kind === 'element' || node.kind === 'root') {
      throw new ArgumentError(
        'xpath: the expression gives elements, which have no value; end it with /text()',
      );
    }
    return textOf(node);
  });
}

/** As Java narrows a double: cut towards 0, saturating at int (NaN is 0), and then by its low bits. */
const toInt = (value: XPathValue): number => Math.max(-2147483648, Math.min(2147483647, asNumber(value))) | 0;
const toLong = (value: XPathValue): bigint => {
  const number = Math.trunc(asNumber(value));
  return number === number ? saturateInt64(number) : 0n;
};

export const xpathFunctions: readonly ScalarFunction[] = [
  xpath(
    ['xpath'],
    'Texts of the nodes that an XPath finds in XML text.',
    { kind: 'array', element: STRING, containsNull: true },
    nodeTexts,
  ),
  xpath(
    ['xpath_string'],
    'Text of the first node that an XPath finds in XML text, or its value.',
    STRING,
    asText,
  ),
  xpath(
    ['xpath_boolean'],
    'Whether an XPath finds a node in XML text, or is true.',
    { kind: 'boolean' },
    asBoolean,
  ),
  xpath(
    ['xpath_double', 'xpath_number'],
    'Value of an XPath as double; NaN for what is no number.',
    { kind: 'double' },
    asNumber,
  ),
  xpath(
    ['xpath_float'],
    'Value of an XPath as float; NaN for what is no number.',
    { kind: 'float' },
    (value) => Math.fround(asNumber(value)),
  ),
  xpath(['xpath_long'], 'Value of an XPath as bigint; 0 for what is no number.', { kind: 'long' }, toLong),
  xpath(['xpath_int'], 'Value of an XPath as int; 0 for what is no number.', { kind: 'int' }, toInt),
  xpath(
    ['xpath_short'],
    'Value of an XPath as smallint; 0 for what is no number.',
    { kind: 'short' },
    (value) => (toInt(value) << 16) >> 16,
  ),
];
