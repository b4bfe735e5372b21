import type { DataType } from '@graticule/columnar';
import type { GeometryKind } from '@graticule/geoanalytics';
import { ESRI_GEOMETRY_TYPE } from '@graticule/geoanalytics';
import type { DatasetManifest, EsriFieldType } from '@graticule/sql';
import type { DatasetFile } from '../files/datasetFiles.js';
import { orcColumnar } from '../sources/columnar/orcColumnar.js';
import { parquetColumnar } from '../sources/columnar/parquetColumnar.js';
import { readFooter } from '../sources/parquet/footer.js';
import { coordinateNames } from './coordinateNames.js';
import type { Guess } from './inspectShare.js';

/** Manifest words for types; where files are typed, their own types rule and these only describe. */
const WORDS: Readonly<Partial<Record<DataType['kind'], EsriFieldType>>> = {
  boolean: 'esriFieldTypeSmallInteger',
  byte: 'esriFieldTypeSmallInteger',
  short: 'esriFieldTypeSmallInteger',
  int: 'esriFieldTypeInteger',
  long: 'esriFieldTypeBigInteger',
  float: 'esriFieldTypeSingle',
  double: 'esriFieldTypeDouble',
  decimal: 'esriFieldTypeDouble',
  string: 'esriFieldTypeString',
  binary: 'esriFieldTypeBlob',
  date: 'esriFieldTypeDate',
  timestamp: 'esriFieldTypeDate',
};

/**
 * Parquet or ORC: the union of the files' columns, geometry by GeoParquet's metadata or by coordinate names, time by the
 * first timestamp.
 */
export async function guessColumnar(
  name: string,
  type: 'parquet' | 'orc',
  files: readonly DatasetFile[],
): Promise<Guess> {
  const notes: string[] = [];
  const types = new Map<string, DataType>();
  let geometry: DatasetManifest['geometry'];
  for (const file of files) {
    const geo = type === 'parquet' ? geoMetadata((await readFooter(file)).keyValues.get('geo'), notes) : null;
    geometry ??= geo?.geometry;
    const { columns } = await (type === 'parquet' ? parquetColumnar() : orcColumnar).open(file);
    for (const { name: column, type: own, spelling } of columns) {
      if (column === geo?.column || types.has(column)) continue;
      if (own !== null && WORDS[own.kind]) types.set(column, own);
      else if (file === files[0])
        notes.push(`column ${column} is left out: its type (${spelling}) is not supported`);
    }
  }
  const numeric = [...types]
    .filter(([, { kind }]) => kind === 'double' || kind === 'float')
    .map(([column]) => column);
  const pair = geometry ? null : coordinateNames(numeric);
  if (pair) {
    geometry = {
      geometryType: 'esriGeometryPoint',
      spatialReference: { wkid: 4326 },
      fields: [
        { name: pair.x, formats: ['x'] },
        { name: pair.y, formats: ['y'] },
      ],
    };
  }
  const time = [...types].find(([, { kind }]) => kind === 'timestamp')?.[0];
  const manifest: DatasetManifest = {
    name,
    format: { type, extension: type },
    schema: { fields: [...types].map(([column, { kind }]) => ({ name: column, type: WORDS[kind]! })) },
    ...(geometry ? { geometry } : {}),
    ...(time
      ? {
          time: {
            timeType: 'instant',
            timeReference: { timeZone: 'UTC' },
            fields: [{ name: time, formats: [] }],
          },
        }
      : {}),
  };
  return { manifest, notes };
}

interface GeoColumn {
  readonly encoding?: string;
  readonly geometry_types?: readonly string[];
  readonly crs?: { readonly id?: { readonly authority?: string; readonly code?: number | string } } | null;
}

const KINDS: Readonly<Record<string, GeometryKind>> = {
  Point: 'point',
  MultiPoint: 'multipoint',
  LineString: 'polyline',
  MultiLineString: 'polyline',
  Polygon: 'polygon',
  MultiPolygon: 'polygon',
};

/** The primary geometry column of GeoParquet (https://geoparquet.org); no crs means longitude and latitude on WGS 84. */
function geoMetadata(
  text: string | undefined,
  notes: string[],
): { column: string; geometry: DatasetManifest['geometry'] } | null {
  if (text === undefined) return null;
  const geo = JSON.parse(text) as { primary_column: string; columns: Record<string, GeoColumn> };
  const column = geo.columns[geo.primary_column];
  const kinds = new Set(column.geometry_types?.map((type) => KINDS[type.replace(/ ZM?$/, '')]));
  const [kind] = kinds;
  const { authority, code } = column.crs?.id ?? {};
  const wkid = !column.crs || authority === 'OGC' ? 4326 : Number(code);
  if (column.encoding !== 'WKB' || kinds.size !== 1 || kind === undefined || !Number.isInteger(wkid)) {
    const found = `encoding ${column.encoding}, types ${column.geometry_types?.join(', ') || 'not stated'}, system ${authority}:${code}`;
    notes.push(
      `its geometry is left out: expected WKB of one kind with a coded coordinate system, found ${found}`,
    );
    return { column: geo.primary_column, geometry: undefined };
  }
  return {
    column: geo.primary_column,
    geometry: {
      geometryType: ESRI_GEOMETRY_TYPE[kind] as 'esriGeometryPoint',
      spatialReference: { wkid },
      fields: [{ name: geo.primary_column, formats: ['WKB'] }],
    },
  };
}
