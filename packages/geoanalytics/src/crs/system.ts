import proj4 from 'proj4';
import { GeoAnalyticsError } from '../errors.js';
import type { SpatialReference } from '../geometry/recognise.js';
import { albers } from './albers.js';
import { cylindricalEqualArea } from './cylindricalEqualArea.js';
import { DEFINITIONS } from './definitions.js';
import { lambertConformal } from './lambertConformal.js';
import { otherProjection } from './otherProjection.js';
import { IDENTITY } from './projection.js';
import type { Projection, ProjectionParameters } from './projection.js';
import { transverseMercator } from './transverseMercator.js';
import { WEB_MERCATOR } from './webMercator.js';
import { authorityCodeOf, hasUsableDatum } from './wkt.js';

/**
 * A coordinate system ready for use. Its datum is WGS 84 or one within about two metres of it (NAD 83, ETRS 89,
 * GDA ...), between which coordinates are not shifted, or is brought to WGS 84 by the parameters in its WKT.
 */
export interface CoordinateSystem {
  /** As given, with latestWkid filled in. */
  readonly reference: SpatialReference;
  /** Equal keys: equal coordinates. */
  readonly key: string;
  /** For messages: `WGS 84 / UTM zone 15N (wkid 32615)`. */
  readonly name: string;
  readonly geographic: boolean;
  /** Length of one unit in metres; null for a geographic system. */
  readonly metresPerUnit: number | null;
  readonly projection: Projection;
}

/** Esri's own numbers for systems that have another today. */
const LATEST_WKIDS: ReadonlyMap<number, number> = new Map([
  [102100, 3857],
  [102113, 3857],
  [900913, 3857],
]);

const GEOGRAPHIC_NAMES: ReadonlyMap<number, string> = new Map([
  [4326, 'WGS 84'],
  [4269, 'NAD 83'],
  [4258, 'ETRS 89'],
  [4283, 'GDA 94'],
  [7844, 'GDA 2020'],
  [4167, 'NZGD 2000'],
  [4171, 'RGF 93'],
  [4152, 'NAD 83 (HARN)'],
  [4759, 'NAD 83 (NSRS 2007)'],
  [6318, 'NAD 83 (2011)'],
  [4617, 'NAD 83 (CSRS)'],
  [4674, 'SIRGAS 2000'],
  [4619, 'SWEREF 99'],
  [6668, 'JGD 2011'],
]);

const NAMES: ReadonlyMap<number, string> = new Map([
  [3857, 'Web Mercator'],
  [54034, 'World Cylindrical Equal Area'],
  [5070, 'Conus Albers'],
  [102003, 'USA Contiguous Albers Equal Area Conic'],
  [102008, 'North America Albers Equal Area Conic'],
  [3035, 'LAEA Europe'],
]);

/** Degrees on any of the datums above: equal coordinates. */
const LONGITUDE_LATITUDE = {
  key: '4326',
  geographic: true,
  metresPerUnit: null,
  projection: IDENTITY,
} as const;

const systems = new Map<string, CoordinateSystem>();
let definitionsByWkid: Map<number, string> | undefined;

/**
 * The coordinate system for a wkid or a spatial reference. latestWkid is tried first, then wkid, then wkt.
 * Throws UNKNOWN_SPATIAL_REFERENCE, saying what can be given.
 */
export function coordinateSystem(wanted: number | SpatialReference): CoordinateSystem {
  const reference: SpatialReference = typeof wanted === 'number' ? { wkid: wanted } : wanted;
  const given = `${reference.wkid}/${reference.latestWkid}/${reference.wkt}`;
  const known = systems.get(given);
  if (known !== undefined) return known;
  const system = resolve(reference);
  systems.set(given, system);
  return system;
}

function resolve(reference: SpatialReference): CoordinateSystem {
  for (const wkid of [reference.latestWkid, reference.wkid]) {
    const system = wkid === undefined ? null : systemOfWkid(wkid, reference);
    if (system !== null) return system;
  }
  if (reference.wkt) return systemOfWkt(reference.wkt);
  const found =
    reference.wkid === undefined && reference.latestWkid === undefined
      ? `no wkid or wkt in ${JSON.stringify(reference)}`
      : `wkid ${reference.latestWkid ?? reference.wkid}`;
  throw unknown(found);
}

function unknown(found: string): GeoAnalyticsError {
  return new GeoAnalyticsError(
    'UNKNOWN_SPATIAL_REFERENCE',
    `Unknown spatial reference: ${found}. Expected the wkid of longitude/latitude (4326, 4269, 4258 ...), Web Mercator ` +
      '(3857, 102100), UTM (326zz and 327zz, NAD 83 269zz, ETRS 89 258zz), World Cylindrical Equal Area (54034), a ' +
      'national or state plane system on WGS 84, NAD 83, ETRS 89, GDA, NZGD, JGD 2011 or SIRGAS 2000, or the ' +
      "system's definition as WKT 1 with such a datum or with TOWGS84",
  );
}

function systemOfWkid(wkid: number, given: SpatialReference): CoordinateSystem | null {
  const latest = LATEST_WKIDS.get(wkid) ?? wkid;
  const reference = { wkid: given.wkid ?? wkid, latestWkid: given.latestWkid ?? latest };
  const key = String(latest);
  const geographicName = GEOGRAPHIC_NAMES.get(latest);
  if (geographicName !== undefined) {
    const name = `${geographicName} (wkid ${wkid})`;
    return { ...LONGITUDE_LATITUDE, reference, name };
  }
  if (latest === 3857) {
    const name = `Web Mercator (wkid ${wkid})`;
    return { reference, key, name, geographic: false, metresPerUnit: 1, projection: WEB_MERCATOR };
  }
  const utm = utmDefinition(latest);
  const definition = utm?.definition ?? definitionOf(latest);
  if (definition === undefined) return null;
  const label = utm?.name ?? NAMES.get(latest);
  const name = label === undefined ? `wkid ${wkid}` : `${label} (wkid ${wkid})`;
  return { reference, key, name, geographic: false, ...projectionOf(definition) };
}

function utmDefinition(wkid: number): { definition: string; name: string } | null {
  const zone = wkid % 100;
  const family = (wkid - zone) / 100;
  const southern = family === 327;
  if ((family === 326 || southern) && zone >= 1 && zone <= 60) {
    return {
      definition: `+proj=utm +zone=${zone}${southern ? ' +south' : ''} +ellps=WGS84 +towgs84=0,0,0`,
      name: `WGS 84 / UTM zone ${zone}${southern ? 'S' : 'N'}`,
    };
  }
  const datum = family === 269 && zone >= 1 && zone <= 23 ? 'NAD 83' : null;
  const european = family === 258 && zone >= 28 && zone <= 38 ? 'ETRS 89' : null;
  if (datum === null && european === null) return null;
  return {
    definition: `+proj=utm +zone=${zone} +ellps=GRS80 +towgs84=0,0,0`,
    name: `${datum ?? european} / UTM zone ${zone}N`,
  };
}

function definitionOf(wkid: number): string | undefined {
  definitionsByWkid ??= readDefinitions();
  return definitionsByWkid.get(wkid);
}

function readDefinitions(): Map<number, string> {
  const byWkid = new Map<number, string>();
  for (const line of DEFINITIONS.trim().split('\n')) {
    const [wkids, projection, ...parameters] = line.split(' ');
    const words = parameters.some((word) => word.startsWith('ellps='))
      ? parameters
      : [...parameters, 'ellps=GRS80'];
    const definition = [`+proj=${projection}`, ...words.map((word) => `+${word}`), '+towgs84=0,0,0'].join(
      ' ',
    );
    for (const wkid of wkids.split(',')) byWkid.set(Number(wkid), definition);
  }
  return byWkid;
}

function systemOfWkt(wkt: string): CoordinateSystem {
  const code = authorityCodeOf(wkt);
  const coded = code === null ? null : systemOfWkid(code, { wkid: code });
  if (coded !== null) return coded;
  if (!/^\s*(PROJCS|GEOGCS)\s*\[/i.test(wkt) || !hasUsableDatum(wkt))
    throw unknown(`WKT ${wkt.slice(0, 120)}`);
  const name = /\[\s*"([^"]*)"/.exec(wkt)?.[1] ?? 'WKT';
  const reference = { wkt };
  if (/^\s*GEOGCS/i.test(wkt) && !/TOWGS84/i.test(wkt)) {
    return { ...LONGITUDE_LATITUDE, reference, name };
  }
  if (/Mercator_Auxiliary_Sphere|Popular Visualisation Pseudo Mercator/i.test(wkt)) {
    return { reference, key: '3857', name, geographic: false, metresPerUnit: 1, projection: WEB_MERCATOR };
  }
  return { reference, key: wkt, name, geographic: /^\s*GEOGCS/i.test(wkt), ...projectionOf(wkt) };
}

/** What proj4 understood of a definition; the fields its projections set, which its types do not list. */
interface ParsedDefinition {
  readonly names?: readonly string[];
  readonly a: number;
  readonly es: number;
  readonly sphere?: boolean;
  readonly long0?: number;
  readonly lat0?: number;
  readonly lat1?: number;
  readonly lat2?: number;
  readonly lat_ts?: number;
  readonly k0?: number;
  readonly x0?: number;
  readonly y0?: number;
  readonly to_meter?: number;
  readonly datum_params?: readonly (string | number)[];
}

function projectionOf(definition: string): { metresPerUnit: number | null; projection: Projection } {
  const parse = proj4.Proj as unknown as new (text: string) => ParsedDefinition;
  const parsed = new parse(definition);
  const names = parsed.names ?? [];
  const metresPerUnit = names.includes('longlat') ? null : (parsed.to_meter ?? 1);
  const shifted = (parsed.datum_params ?? []).some((value) => Number(value) !== 0);
  const make =
    shifted || parsed.sphere || parsed.es === 0
      ? undefined
      : OWN_LOOPS.find(([name]) => names.includes(name));
  const projection = make === undefined ? otherProjection(definition) : make[1](parametersOf(parsed));
  return { metresPerUnit, projection };
}

const OWN_LOOPS: readonly (readonly [string, (parameters: ProjectionParameters) => Projection])[] = [
  ['tmerc', transverseMercator],
  ['utm', transverseMercator],
  ['aea', albers],
  ['lcc', lambertConformal],
  ['cea', cylindricalEqualArea],
];

function parametersOf(parsed: ParsedDefinition): ProjectionParameters {
  const latitude1 = parsed.lat_ts ?? parsed.lat1 ?? 0;
  return {
    semiMajor: parsed.a,
    eccentricitySquared: parsed.es,
    longitude0: parsed.long0 ?? 0,
    latitude0: parsed.lat0 ?? 0,
    latitude1,
    latitude2: parsed.lat2 ?? latitude1,
    scale: parsed.k0 ?? 1,
    falseEasting: parsed.x0 ?? 0,
    falseNorthing: parsed.y0 ?? 0,
    metresPerUnit: parsed.to_meter ?? 1,
  };
}
