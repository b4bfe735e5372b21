import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BOOLEAN, field, fromValues, structType, type StructType } from '@graticule/columnar';
import type { Kernel } from '@graticule/sql';
import { checkedTarget } from '../../files/allowedPaths.js';
import { exists, restore } from './commitParts.js';
import { extensionOf, type FileSink } from './fileSink.js';
import { checkSink } from './partWriter.js';

export const TARGET_SCHEMA = structType([field('exists', BOOLEAN, false)]);

/** The first step of a write: tells whether the target exists and, unless that ends the write, makes its folders. */
export const openTarget: Kernel = {
  name: 'openTarget',
  async *run(_inputs, parameters) {
    const { schema, ...sink } = parameters as unknown as FileSink & { readonly schema: StructType };
    await checkedTarget(sink.path, sink.allowedPaths);
    extensionOf(sink);
    checkSink(schema, sink);
    const found = await exists(sink.path);
    if (!found || sink.mode === 'append' || sink.mode === 'overwrite') {
      await mkdir(join(sink.path, sink.temporary), { recursive: true });
    }
    yield { schema: TARGET_SCHEMA, length: 1, columns: [fromValues(BOOLEAN, [found])] };
  },
};

/** After a failed write: removes what it left, and brings back what it had moved aside. */
export const abandonTarget: Kernel = {
  name: 'abandonTarget',
  async *run(_inputs, parameters) {
    const { path, temporary, allowedPaths } = parameters as unknown as FileSink;
    await checkedTarget(path, allowedPaths);
    await restore(path, join(path, temporary));
    await rm(join(path, temporary), { recursive: true, force: true });
    yield { schema: TARGET_SCHEMA, length: 1, columns: [fromValues(BOOLEAN, [true])] };
  },
};
