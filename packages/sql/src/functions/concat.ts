import { BytesBuilder, createBuilder, isValid, nullColumn, stringAt, valueAt } from '@graticule/columnar';
import type { Value } from '@graticule/columnar';
import { widestType } from '../types/coercion.js';
import { anyNullable, commonValidity, isRowValid, strideOf, textReader } from './columns.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';

/** Texts, bytes and arrays one after the other. */

const STRING = { kind: 'string' } as const;

export const concat: ScalarFunction = {
  kind: 'scalar',
  names: ['concat'],
  doc: 'The texts (or arrays) one after another; null when one is null.',
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 0,
    max: Infinity,
    types: (args) => {
      const types = args.map(({ type }) => type);
      if (types.every(({ kind }) => kind === 'binary')) return types;
      const common = types.every(({ kind }) => kind === 'array') ? widestType(types) : null;
      return types.map((type) => common ?? (type.kind === 'array' ? type : STRING));
    },
  },
  resultType: (args) => {
    const types = args.map((arg) => arg.type);
    if (types.some((type) => type.kind !== 'string')) {
      if (types.every((type) => type.kind === 'array' || type.kind === 'binary')) {
        const type = widestType(types);
        if (type !== null) return { type, nullable: anyNullable(args) };
      }
      throw new ArgumentError(
        `concat expects texts or arrays, found ${types.map((type) => type.kind).join(', ')}`,
      );
    }
    return { type: STRING, nullable: anyNullable(args) };
  },
  evaluate: (args, length, _, type) => {
    const validity = commonValidity(args, length);
    const builder = createBuilder(type);
    if (type.kind === 'array') {
      const steps = args.map((arg) => strideOf(arg, length));
      for (let i = 0; i < length; i++) {
        if (!isRowValid(validity, i)) builder.appendNull();
        else builder.append(args.flatMap((arg, k) => valueAt(arg, i * steps[k]) as Value[]));
      }
      return builder.finish();
    }
    if (args.some((arg) => arg.layout === 'null')) return nullColumn(type, length);
    if (type.kind === 'binary') {
      const steps = args.map((arg) => strideOf(arg, length));
      for (let i = 0; i < length; i++) {
        if (!isRowValid(validity, i)) builder.appendNull();
        else builder.append(Buffer.concat(args.map((arg, k) => valueAt(arg, i * steps[k]) as Uint8Array)));
      }
      return builder.finish();
    }
    const readers = args.map((arg) => textReader(arg, length));
    for (let i = 0; i < length; i++) {
      if (!isRowValid(validity, i)) {
        builder.appendNull();
        continue;
      }
      let text = '';
      for (let k = 0; k < readers.length; k++) text += readers[k](i);
      builder.append(text);
    }
    return builder.finish();
  },
};

export const concatWs: ScalarFunction = {
  kind: 'scalar',
  names: ['concat_ws'],
  doc: 'The texts and the elements of text arrays, joined by the first argument; nulls are left out.',
  deterministic: true,
  inputTypes: {
    rule: 'custom',
    min: 1,
    max: Infinity,
    types: (args) =>
      args.map(({ type }, k) => (k > 0 && type.kind === 'array' ? { ...type, element: STRING } : STRING)),
  },
  resultType: (args) => ({ type: STRING, nullable: args[0].nullable }),
  evaluate: (args, length) => {
    const builder = new BytesBuilder(STRING);
    const steps = args.map((arg) => strideOf(arg, length));
    for (let i = 0; i < length; i++) {
      if (!isValid(args[0], i * steps[0])) {
        builder.appendNull();
        continue;
      }
      const parts: string[] = [];
      for (let k = 1; k < args.length; k++) {
        const value = valueAt(args[k], i * steps[k]);
        if (typeof value === 'string') parts.push(value);
        else if (Array.isArray(value))
          parts.push(...(value as Value[]).filter((v): v is string => typeof v === 'string'));
      }
      builder.appendString(parts.join(stringAt(args[0], i * steps[0])));
    }
    return builder.finish();
  },
};
