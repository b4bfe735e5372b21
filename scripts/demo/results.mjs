import { feature } from 'topojson-client';
import { readAtlas } from './shareFolder.mjs';
import { drawDelayMap } from './delayMap.mjs';

const PAGE = 1000;
/** FIPS codes of what lies outside the contiguous states: Alaska, Hawaii and the territories (60 and above). */
const OUTSIDE = (fips) => fips === '02' || fips === '15' || Number(fips) >= 60;

/** All features of a hosted layer, in longitude and latitude, as Esri JSON, read page by page as any client would. */
export async function readFeatures(api, layer) {
  const features = [];
  for (;;) {
    const page = await api.query(layer, {
      where: '1=1',
      outFields: '*',
      outSR: '4326',
      resultOffset: String(features.length),
      resultRecordCount: String(PAGE),
    });
    features.push(...page.features);
    if (!page.exceededTransferLimit || page.features.length === 0) return features;
  }
}

/** The hexagon layer's features as an SVG map over the outlines of the contiguous states. */
export function mapOf(features, title) {
  const atlas = readAtlas('states');
  const states = feature(atlas, atlas.objects.states).features.filter((state) => !OUTSIDE(state.id));
  const flights = features.reduce((sum, { attributes }) => sum + attributes.COUNT, 0);
  return drawDelayMap({
    title,
    subtitle: `${flights.toLocaleString('en-US')} departures of 2001 in ${features.length} hexagons, by the airport they left from`,
    hexagons: features.map(({ attributes, geometry }) => ({
      rings: geometry.rings,
      value: attributes.MEAN_delay,
      count: attributes.COUNT,
    })),
    states: states.map((state) => state.geometry),
  });
}
