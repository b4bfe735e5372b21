import { LONG, field, structType, type Batch, type StructType } from '@graticule/columnar';
import { coordinateSystem, findGeometry, projectEnvelope } from '@graticule/geoanalytics';
import type { Extent, LayerSource, Split } from '@graticule/sql';
import { readRange, withFile } from '../../files/byteRange.js';
import { SPLIT_FEATURES } from '../../files/flatgeobufFormat.js';
import { filterByExtent, requestedFields, selectColumns } from '../extentFilter.js';
import type { SourceReader } from '../source.js';
import { FeatureDecoder } from './featureDecoder.js';
import { openLayerFile, type LayerFile } from './layerFile.js';
import { featureOffset, searchTree, type FeatureRun } from './treeSearch.js';

const OBJECT_ID = 'OBJECTID';
const BATCH_ROWS = 65_536;
const WINDOW_BYTES = 4 << 20;

interface LayerSplit {
  readonly runs: readonly FeatureRun[];
}

/**
 * Hosted layers: FlatGeobuf files of our own, and others' of one geometry type. The first field is OBJECTID, the feature's
 * position plus one; an attribute of that name appears as OBJECTID_1.
 */
export const layerReader: SourceReader<LayerSource> = {
  async describe(source) {
    return layerSchema(await openLayerFile(source.path, source.name));
  },

  async plan(source, request) {
    const file = await openLayerFile(source.path, source.name);
    if (file.count === 0) return [];
    const runs =
      request.extent && file.indexNodeSize > 0 ? await hits(file, request.extent) : await allRuns(file);
    return grouped(runs).map((group): Split => {
      const bytes = group.reduce(
        (sum, run) => sum + (run.end ?? file.bytes - file.featuresStart) - run.start,
        0,
      );
      return { bytes, detail: { runs: group } };
    });
  },

  async *read(source, split, request, context) {
    const { runs } = split.detail as unknown as LayerSplit;
    const file = await openLayerFile(source.path, source.name);
    const wanted = requestedFields(layerSchema(file), request.columns, `layer ${source.name}`);
    const read = withGeometry(wanted, file, request.extent);
    for (const run of runs) {
      for await (const batch of readRun(file, run, read)) {
        context.signal.throwIfAborted();
        yield selectColumns(request.extent ? filterByExtent(batch, request.extent) : batch, wanted);
      }
    }
  },
};

function attributeNames(file: LayerFile): string[] {
  const taken = new Set(file.columns.map(({ field }) => field.name.toUpperCase()));
  return file.columns.map(({ field: { name } }) => {
    if (name.toUpperCase() !== OBJECT_ID) return name;
    for (let k = 1; ; k++) if (!taken.has(`${OBJECT_ID}_${k}`)) return `${OBJECT_ID}_${k}`;
  });
}

function layerSchema(file: LayerFile): StructType {
  const names = attributeNames(file);
  const fields = [
    field(OBJECT_ID, LONG, false),
    ...file.columns.map((c, i) => ({ ...c.field, name: names[i] })),
  ];
  return structType(file.geometry ? [...fields, file.geometry.field] : fields);
}

function withGeometry(wanted: StructType, file: LayerFile, extent: Extent | null): StructType {
  if (!extent || !file.geometry || wanted.fields.includes(file.geometry.field)) return wanted;
  return structType([...wanted.fields, file.geometry.field]);
}

async function hits(file: LayerFile, extent: Extent): Promise<FeatureRun[]> {
  const reference = findGeometry([file.geometry!.field])!.spatialReference;
  const [from, to] = [coordinateSystem(extent.wkid), coordinateSystem(reference)];
  // In another system the sides are curves, and the projected box is only nearly around them.
  const box = from.key === to.key ? extent : widened(projectEnvelope(extent, from, to));
  if (box === null) return allRuns(file);
  return withFile(file.path, (handle) => searchTree(handle, file, box));
}

function widened(box: ReturnType<typeof projectEnvelope>): ReturnType<typeof projectEnvelope> {
  if (box === null) return null;
  const width = (box.xmax - box.xmin) * 0.05;
  const height = (box.ymax - box.ymin) * 0.05;
  return { xmin: box.xmin - width, ymin: box.ymin - height, xmax: box.xmax + width, ymax: box.ymax + height };
}

/** All features in runs of 65,536, by the index or by our own list of positions; one run where a file has neither. */
async function allRuns(file: LayerFile): Promise<FeatureRun[]> {
  let offsets: readonly number[] = file.splits.length > 0 ? file.splits : [0];
  if (file.splits.length === 0 && file.indexNodeSize > 0) {
    offsets = await withFile(file.path, async (handle) => {
      const found: number[] = [];
      for (let i = 0; i < file.count; i += SPLIT_FEATURES) found.push(await featureOffset(handle, file, i));
      return found;
    });
  }
  return offsets.map((start, i) => {
    const first = i * SPLIT_FEATURES;
    const last = i === offsets.length - 1;
    return {
      first,
      count: last ? file.count - first : SPLIT_FEATURES,
      start,
      end: last ? null : offsets[i + 1],
    };
  });
}

/** Runs put together until they hold 65,536 features. */
function grouped(runs: readonly FeatureRun[]): FeatureRun[][] {
  const groups: FeatureRun[][] = [];
  let features = SPLIT_FEATURES;
  for (const run of runs) {
    if (features >= SPLIT_FEATURES) {
      groups.push([]);
      features = 0;
    }
    groups[groups.length - 1].push(run);
    features += run.count;
  }
  return groups;
}

async function* readRun(file: LayerFile, run: FeatureRun, schema: StructType): AsyncGenerator<Batch> {
  const names = attributeNames(file);
  const decoder = () => new FeatureDecoder(file, schema, OBJECT_ID, names, Math.min(run.count, BATCH_ROWS));
  const end = run.end === null ? file.bytes : file.featuresStart + run.end;
  let at = file.featuresStart + run.start;
  let current = decoder();
  let done = 0;
  // The file is opened for every window: a consumer that stops early leaves nothing open.
  while (done < run.count) {
    const window = await withFile(file.path, async (handle) => {
      const size = Math.min(WINDOW_BYTES, end - at);
      const bytes = await readRange(handle, at, at + size);
      const next = new DataView(bytes.buffer).getUint32(0, true) + 4;
      return next <= size ? bytes : readRange(handle, at, at + next);
    });
    const view = new DataView(window.buffer);
    let position = 0;
    while (done < run.count && position + 4 <= window.length) {
      const size = view.getUint32(position, true) + 4;
      if (position + size > window.length) break;
      current.add(view, window, position + 4, run.first + done);
      position += size;
      done++;
      if (!current.full) continue;
      yield current.finish();
      current = decoder();
    }
    at += position;
  }
  if (current.rows > 0) yield current.finish();
}
