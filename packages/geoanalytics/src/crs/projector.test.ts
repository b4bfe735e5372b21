import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseProjectedSystem } from './choose.js';
import { projectEnvelope, projector } from './projector.js';
import { coordinateSystem } from './system.js';

/** Made by bench/oracles/crs_points.py with PROJ: [wkid, longitude, latitude, x, y]. */
const oracle: [number, number, number, number, number][] = JSON.parse(
  readFileSync(new URL('./fixtures/points.json', import.meta.url), 'utf8'),
);
const DEGREES = coordinateSystem(4326);

function project(from: number, to: number, x: number, y: number): [number, number] {
  const xs = Float64Array.of(x);
  const ys = Float64Array.of(y);
  projector(coordinateSystem(from), coordinateSystem(to))(xs, ys);
  return [xs[0], ys[0]];
}

describe('projector', () => {
  it('agrees with PROJ to a fifth of a millimetre in every listed system, Robinson to 5 cm', () => {
    const wrong = oracle.filter(([wkid, longitude, latitude, x, y]) => {
      const [foundX, foundY] = project(4326, wkid, longitude, latitude);
      // Robinson is defined by a table; how it is interpolated differs between programs.
      const tolerance = wkid === 54030 ? 0.05 : 2e-4;
      return !(Math.abs(foundX - x) < tolerance && Math.abs(foundY - y) < tolerance);
    });
    expect(wrong).toEqual([]);
  });

  it('finds longitude and latitude again from projected coordinates', () => {
    const wrong = oracle.filter(([wkid, longitude, latitude]) => {
      const [x, y] = project(4326, wkid, longitude, latitude);
      const [foundLongitude, foundLatitude] = project(wkid, 4326, x, y);
      return !(Math.abs(foundLongitude - longitude) < 2e-8 && Math.abs(foundLatitude - latitude) < 2e-8);
    });
    expect(wrong).toEqual([]);
  });

  it('gives NaN for points beyond a pole, and for the poles in Web Mercator', () => {
    expect(project(4326, 32615, -93, 91)).toEqual([NaN, NaN]);
    expect(project(4326, 3857, 10, 90)).toEqual([NaN, NaN]);
    expect(project(4326, 3857, NaN, 10)).toEqual([NaN, NaN]);
    expect(project(4326, 54034, 0, -90)[1]).toBeCloseTo(-6363885.3319, 3);
  });

  it('leaves coordinates alone between systems that share them', () => {
    expect(project(102100, 3857, 1.5, 2.5)).toEqual([1.5, 2.5]);
    expect(project(4269, 4326, -100, 40)).toEqual([-100, 40]);
  });

  it('knows the unit of a system', () => {
    expect(coordinateSystem(3857).metresPerUnit).toBe(1);
    expect(coordinateSystem(2227).metresPerUnit).toBeCloseTo(0.3048006096012192, 15);
    expect(DEGREES.metresPerUnit).toBe(null);
    expect(DEGREES.geographic).toBe(true);
  });

  it('reads WKT as shapefiles carry it', () => {
    const wkt =
      'PROJCS["NAD_1983_StatePlane_California_III_FIPS_0403_Feet",GEOGCS["GCS_North_American_1983",' +
      'DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],' +
      'UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",' +
      '6561666.666666666],PARAMETER["False_Northing",1640416.666666667],PARAMETER["Central_Meridian",-120.5],' +
      'PARAMETER["Standard_Parallel_1",37.06666666666667],PARAMETER["Standard_Parallel_2",38.43333333333333],' +
      'PARAMETER["Latitude_Of_Origin",36.5],UNIT["Foot_US",0.3048006096012192]]';
    const xs = Float64Array.of(6000000);
    const ys = Float64Array.of(2100000);
    projector(coordinateSystem({ wkt }), DEGREES)(xs, ys);
    // pyproj 3.7.2, EPSG:2227; the text above rounds the false easting by 0.3 mm.
    expect(xs[0]).toBeCloseTo(-122.44272560090643, 8);
    expect(ys[0]).toBeCloseTo(37.74619923452378, 8);
  });

  it('refuses a wkid it does not know and a datum that would need a shift', () => {
    expect(() => coordinateSystem(99999)).toThrow(
      /Unknown spatial reference: wkid 99999\. Expected the wkid of/,
    );
    const shifted =
      'GEOGCS["NAD27",DATUM["North_American_Datum_1927",SPHEROID["Clarke 1866",6378206.4,294.978698213898]],' +
      'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]';
    expect(() => coordinateSystem({ wkt: shifted })).toThrow(
      /Unknown spatial reference: WKT GEOGCS\["NAD27"/,
    );
    expect(() => coordinateSystem({})).toThrow(/no wkid or wkt in \{\}/);
  });
});

describe('projectEnvelope', () => {
  it('covers the curve of an edge', () => {
    const envelope = projectEnvelope(
      { xmin: -120, ymin: 30, xmax: -72, ymax: 50 },
      DEGREES,
      coordinateSystem(5070),
    )!;
    // The southern edge bulges below its corners: pyproj gives y = 774662.9 at (-96, 30) and 1042207.3 at (-120, 30).
    expect(envelope.ymin).toBeLessThan(775000);
  });
});

describe('chooseProjectedSystem', () => {
  const reference = (xmin: number, ymin: number, xmax: number, ymax: number): number | undefined =>
    chooseProjectedSystem({ xmin, ymin, xmax, ymax }).reference.wkid;

  it('takes the UTM zone that holds the extent, north or south by the centre', () => {
    expect(reference(-95, 29, -94, 30)).toBe(32615);
    expect(reference(151, -34, 152, -33)).toBe(32756);
    expect(reference(-180, -1, -174, 5)).toBe(32601);
  });

  it('takes World Cylindrical Equal Area for wider data and for no data', () => {
    expect(reference(-125, 25, -66, 49)).toBe(54034);
    expect(reference(-97, 29, -95, 30)).toBe(54034);
    expect(chooseProjectedSystem(null).reference.wkid).toBe(54034);
  });
});
