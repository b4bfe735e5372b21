import { describe, expect, it } from 'vitest';
import { LayerUrlError, parseLayerUrl } from './layerUrl.js';

const own = (host: string): boolean => host === 'gis.example.com:7443';
const parse = (url: string) => parseLayerUrl(url, own);

describe('layer URLs', () => {
  it('recognises a dataset of a big data file share, with non-ASCII names', () => {
    const url =
      'https://gis.example.com:7443/arcgis/rest/services/DataStoreCatalogs/bigDataFileShares_taxi/BigDataCatalogServer/F%C3%A4hrten';
    expect(parse(url)).toEqual({ kind: 'dataset', share: 'taxi', dataset: 'Fährten' });
  });

  it('recognises a hosted layer whatever the context and whether or not the layer id is given', () => {
    expect(parse('https://gis.example.com:7443/server/rest/services/Hosted/bins/FeatureServer/0')).toEqual({
      kind: 'hosted',
      layer: 'bins',
    });
    expect(parse('/arcgis/rest/services/Hosted/bins/FeatureServer')).toEqual({
      kind: 'hosted',
      layer: 'bins',
    });
  });

  it('leaves services of other hosts to be read remotely', () => {
    const url = 'https://other.example.org/arcgis/rest/services/Hosted/bins/FeatureServer/0';
    expect(parse(url)).toEqual({ kind: 'remote', url, host: 'other.example.org' });
  });

  it('says what was expected when the path is no layer of this server', () => {
    expect(() => parse('https://gis.example.com:7443/arcgis/rest/services/Hosted')).toThrow(LayerUrlError);
    expect(() => parse('https://gis.example.com:7443/arcgis/home')).toThrow('it has no /rest/services/ part');
    expect(() => parse('ftp://gis.example.com:7443/x')).toThrow('the scheme ftp: is not http or https');
  });
});
