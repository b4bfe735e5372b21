import { ESRI_GEOMETRY_TYPE, type GeometryKind } from '@graticule/geoanalytics';
import type { DatasetManifest, EsriFieldType } from '@graticule/sql';
import type { DatasetFile } from '../files/datasetFiles.js';
import { featureTexts } from '../sources/geojson/featureTexts.js';
import { SourceError } from '../sources/sourceError.js';
import type { Guess } from './inspectShare.js';

const SAMPLED_FEATURES = 10_000;
const KINDS: Readonly<Record<string, GeometryKind>> = {
  Point: 'point',
  MultiPoint: 'multipoint',
  LineString: 'polyline',
  MultiLineString: 'polyline',
  Polygon: 'polygon',
  MultiPolygon: 'polygon',
};
/** From the narrowest; values of two of them make the wider one. */
const TYPES: readonly EsriFieldType[] = [
  'esriFieldTypeInteger',
  'esriFieldTypeBigInteger',
  'esriFieldTypeDouble',
  'esriFieldTypeString',
];

/** Fields and geometry type from the first features of every file. GeoJSON is in WGS 84 (RFC 7946, section 4). */
export async function guessGeojson(
  name: string,
  extension: string,
  files: readonly DatasetFile[],
): Promise<Guess> {
  const fields = new Map<string, number>();
  const kinds = new Set<GeometryKind>();
  let features = 0;
  for (const file of files) {
    let sampled = 0;
    for await (const text of featureTexts(file)) {
      const feature = parsed(text);
      if (feature?.type !== 'Feature') continue;
      for (const [key, value] of Object.entries(feature.properties ?? {})) {
        fields.set(key, Math.max(fields.get(key) ?? 0, widthOf(value)));
      }
      const kind = KINDS[feature.geometry?.type ?? ''];
      if (kind) kinds.add(kind);
      features++;
      if (++sampled === SAMPLED_FEATURES) break;
    }
  }
  if (features === 0) throw new SourceError('SOURCE_MALFORMED', `${files[0].name} holds no GeoJSON feature`);
  const [kind, ...others] = kinds;
  const notes = others.map(
    (other) => `features of type ${other} are left without geometry; the dataset is of ${kind}`,
  );
  return {
    manifest: {
      name,
      format: { type: 'geojson', extension },
      schema: { fields: [...fields].map(([key, width]) => ({ name: key, type: TYPES[width] })) },
      ...(kind && {
        geometry: {
          geometryType: ESRI_GEOMETRY_TYPE[kind] as NonNullable<DatasetManifest['geometry']>['geometryType'],
          spatialReference: { wkid: 4326 },
          fields: [{ name: 'geometry', formats: ['GeoJSON'] }],
        },
      }),
    },
    notes,
  };
}

interface Sampled {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly geometry?: { readonly type?: string } | null;
}

function parsed(text: string): Sampled | null {
  try {
    return JSON.parse(text) as Sampled;
  } catch {
    return null;
  }
}

/** Position in TYPES. */
function widthOf(value: unknown): number {
  if (value === null) return 0;
  if (typeof value !== 'number') return 3;
  if (!Number.isSafeInteger(value)) return 2;
  return Math.abs(value) < 0x80000000 ? 0 : 1;
}
