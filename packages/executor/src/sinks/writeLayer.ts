import { fromValues, type Batch } from '@graticule/columnar';
import { WRITE_LAYER_SCHEMA, type PhysicalWriteLayer } from '@graticule/sql';
import { writeFlatgeobuf } from './flatgeobuf/flatgeobufWriter.js';

/** Writes all rows to the file of a hosted layer and yields the one row of WRITE_LAYER_SCHEMA. */
export async function* writeLayer(
  node: PhysicalWriteLayer,
  input: AsyncIterable<Batch>,
): AsyncGenerator<Batch> {
  const written = await writeFlatgeobuf(node.path, node.name, node.input.schema, input);
  const values = [
    BigInt(written.count),
    BigInt(written.bytes),
    ...(written.extent ?? [null, null, null, null]),
  ];
  const columns = WRITE_LAYER_SCHEMA.fields.map((field, i) => fromValues(field.type, [values[i]]));
  yield { schema: WRITE_LAYER_SCHEMA, length: 1, columns };
}
