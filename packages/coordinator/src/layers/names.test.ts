import { describe, expect, it } from 'vitest';
import { fieldNames, layerName, LayerNameError } from './names.js';

describe('names of layers and fields', () => {
  it('keeps letters of any language, digits and underscores, and replaces the rest', () => {
    expect(layerName('bins_1563217.123')).toBe('bins_1563217_123');
    expect(layerName('Fährten 2019')).toBe('Fährten_2019');
    expect(layerName('../etc/passwd')).toBe('___etc_passwd');
  });

  it('refuses empty and endless layer names', () => {
    expect(() => layerName('  ')).toThrow(LayerNameError);
    expect(() => layerName('x'.repeat(121))).toThrow(LayerNameError);
  });

  it('cleans field names and numbers those that are taken, whatever their case', () => {
    expect(fieldNames(['avg(delay)', 'Name', 'name', 'name', '1st', 'count', 'OBJECTID'])).toEqual([
      'avg_delay_',
      'Name',
      'name_1',
      'name_2',
      '_1st',
      'count',
      'OBJECTID_1',
    ]);
  });
});
