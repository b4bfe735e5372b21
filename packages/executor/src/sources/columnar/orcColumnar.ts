import { decodeStripe, orcColumns } from '../orc/orcFile.js';
import { readTail } from '../orc/orcTail.js';
import { rangeOfStripe } from '../orc/stripeRange.js';
import type { ColumnarFormat, ColumnarGroup } from './columnarFile.js';

/** Packed bytes become about so many times more. */
const PACKED_FACTOR = 3;

export const orcColumnar: ColumnarFormat = {
  label: 'ORC',

  async open(file) {
    const tail = await readTail(file);
    const columns = await orcColumns(file);
    const byName = new Map(columns.map((column) => [column.name, column]));
    const factor = tail.packing === null ? 1 : PACKED_FACTOR;
    return {
      columns,
      groups: tail.stripes.map((stripe): ColumnarGroup => ({
        rows: stripe.rows,
        // How long each column's part is stands in the stripe, which is not read for an estimate.
        bytes: (wanted) => (factor * stripe.dataBytes * wanted.size) / Math.max(1, columns.length),
        range: (name) => {
          const column = byName.get(name);
          return column === undefined ? null : rangeOfStripe(tail, stripe, column);
        },
      })),
      decode: (stripe, wanted) =>
        decodeStripe(
          file,
          stripe,
          columns.filter(({ name }) => wanted.has(name)),
        ),
    };
  },
};
