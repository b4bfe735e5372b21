/** Encoding of parquet.thrift, by number. */
export const PLAIN = 0;
export const PLAIN_DICTIONARY = 2;
export const RLE = 3;
export const DELTA_BINARY_PACKED = 5;
export const DELTA_LENGTH_BYTE_ARRAY = 6;
export const DELTA_BYTE_ARRAY = 7;
export const RLE_DICTIONARY = 8;
export const BYTE_STREAM_SPLIT = 9;

const NAMES: Readonly<Record<number, string>> = {
  [PLAIN]: 'PLAIN',
  [PLAIN_DICTIONARY]: 'PLAIN_DICTIONARY',
  [RLE]: 'RLE',
  4: 'BIT_PACKED',
  [DELTA_BINARY_PACKED]: 'DELTA_BINARY_PACKED',
  [DELTA_LENGTH_BYTE_ARRAY]: 'DELTA_LENGTH_BYTE_ARRAY',
  [DELTA_BYTE_ARRAY]: 'DELTA_BYTE_ARRAY',
  [RLE_DICTIONARY]: 'RLE_DICTIONARY',
  [BYTE_STREAM_SPLIT]: 'BYTE_STREAM_SPLIT',
};

export function unknownEncoding(encoding: number, physical: string): RangeError {
  return new RangeError(
    `encoding ${NAMES[encoding] ?? `number ${encoding}`} of ${physical} is not supported`,
  );
}
