import type { ConfigRequest, ConfigResponseSchema } from '@graticule/protocol';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { malformed, SparkError } from './errors.js';
import type { SessionConf } from './sessionConf.js';

type Pairs = NonNullable<MessageInitShape<typeof ConfigResponseSchema>['pairs']>;

/** Carries out one operation on the settings and answers its pairs. */
export function runConfig(conf: SessionConf, { operation }: ConfigRequest): Pairs {
  const opType = operation?.opType ?? { case: undefined };
  switch (opType.case) {
    case 'set':
      for (const { key, value } of opType.value.pairs) {
        if (value === undefined) throw malformed(`Setting ${key} lacks its value`);
        conf.set(key, value);
      }
      return [];
    case 'get':
      return opType.value.keys.map((key) => ({ key, value: required(conf, key) }));
    case 'getWithDefault':
      return opType.value.pairs.map(({ key, value }) => ({ key, value: conf.orDefault(key, value) }));
    case 'getOption':
      return opType.value.keys.map((key) => ({ key, value: conf.get(key) }));
    case 'getAll': {
      // With a prefix clients expect the rest of each key.
      const prefix = opType.value.prefix ?? '';
      return conf.all(prefix).map(([key, value]) => ({ key: key.slice(prefix.length), value }));
    }
    case 'unset':
      for (const key of opType.value.keys) conf.unset(key);
      return [];
    case 'isModifiable':
      return opType.value.keys.map((key) => ({ key, value: String(conf.isModifiable(key)) }));
    case undefined:
      throw malformed('The request holds no operation this server knows');
  }
}

function required(conf: SessionConf, key: string): string {
  const value = conf.get(key);
  if (value === undefined) throw new SparkError('NoSuchElementException', `The setting ${key} has no value`);
  return value;
}
