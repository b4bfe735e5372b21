import { DOUBLE, INT, STRING, TIMESTAMP, field, fromValues, structType } from '@graticule/columnar';
import type { Batch, Field, Value } from '@graticule/columnar';
import { attributesOf, outputOf } from '@graticule/sql';
import type { LogicalNode } from '@graticule/sql';
import { describe, expect, it } from 'vitest';
import { geometryType } from '../geometry/kind.js';
import { geometryMetadata, timeMetadata } from '../geometry/recognise.js';
import { runPlan } from '../testing/runPlan.js';
import type { LoweringContext } from './call.js';
import { extentNode } from './geometryNodes.js';
import { lowerTool } from './registry.js';

function layer(fields: Field[], rows: Value[][]): LogicalNode {
  const schema = structType(fields);
  const columns = fields.map((f, k) =>
    fromValues(
      f.type,
      rows.map((row) => row[k]),
    ),
  );
  const batch: Batch = { schema, length: rows.length, columns };
  return { kind: 'local', output: attributesOf(schema), batches: [batch] };
}

function spread(input: LogicalNode): LogicalNode {
  return { kind: 'repartition', input, partitions: 3, shuffle: true, keys: [] };
}

const POINT = (wkid: number) =>
  field('$geometry', geometryType('point'), true, geometryMetadata('point', { wkid }));
const TIME = field('$time', TIMESTAMP, true, timeMetadata('instant'));
const POLYGON = field(
  '$geometry',
  geometryType('polygon'),
  true,
  geometryMetadata('polygon', { wkid: 3857 }),
);

/** Projected points: two in square (0, 0), one in (1, 0), one without geometry. */
const POINTS = layer(
  [field('speed', DOUBLE), field('kind', STRING), field('lanes', INT), POINT(3857), TIME],
  [
    [2, 'b', 1, [10, 10], 0n],
    [4, 'a', null, [90, 10], 3_600_000_000n],
    [null, null, 7, [150, 10], 0n],
    [9, 'z', 9, null, 0n],
  ],
);

function context(messages: string[] = []): LoweringContext {
  return {
    extentOf: async (plan, attribute) => {
      const [{ xmin, ymin, xmax, ymax }] = (await runPlan(extentNode(plan, attribute))) as Record<
        string,
        number
      >[];
      return xmin === null ? null : { xmin, ymin, xmax, ymax };
    },
    message: (level, text) => messages.push(`${level}: ${text}`),
  };
}

function aggregate(
  parameters: Record<string, unknown>,
  inputs: Record<string, LogicalNode> = { pointLayer: POINTS },
  messages: string[] = [],
): Promise<LogicalNode> {
  return lowerTool({ tool: 'AggregatePoints', parameters, inputs, output: '' }, context(messages));
}

const SQUARES = { binType: 'square', binSize: 100, binSizeUnit: 'meters' };

describe('AggregatePoints in bins', () => {
  it('gives a polygon, the count and the statistics of each bin that has points', async () => {
    const summaryFields = [
      { statisticType: 'MEAN', onStatisticField: 'SPEED' },
      { statisticType: 'stddev', onStatisticField: 'speed' },
      { statisticType: 'Any', onStatisticField: 'kind' },
      { statisticType: 'Count', onStatisticField: 'lanes' },
      { statisticType: 'Range', onStatisticField: 'speed' },
    ];
    const plan = await aggregate({ ...SQUARES, summaryFields });
    const rows = await runPlan(plan);
    rows.sort((a, b) => Number(a.bin_id) - Number(b.bin_id));
    expect(rows).toEqual([
      {
        bin_id: 0n,
        COUNT: 2n,
        MEAN_speed: 3,
        SD_speed: Math.SQRT2,
        ANY_kind: 'a',
        COUNT_lanes: 1n,
        RANGE_speed: 2,
        $geometry: [
          [
            [
              [0, 0],
              [0, 100],
              [100, 100],
              [100, 0],
              [0, 0],
            ],
          ],
        ],
      },
      {
        bin_id: 4294967296n,
        COUNT: 1n,
        MEAN_speed: null,
        SD_speed: null,
        ANY_kind: null,
        COUNT_lanes: 1n,
        RANGE_speed: null,
        $geometry: [
          [
            [
              [100, 0],
              [100, 100],
              [200, 100],
              [200, 0],
              [100, 0],
            ],
          ],
        ],
      },
    ]);
    const geometry = outputOf(plan).find((column) => column.name === '$geometry')!;
    expect(geometry.metadata).toEqual({
      geometry: { type: 'polygon', spatialReference: { wkid: 3857, latestWkid: 3857 } },
    });
  });

  it('takes all statistics of all fields when summaryFields is absent, and none for an empty list', async () => {
    const names = async (parameters: object) =>
      outputOf(await aggregate({ ...SQUARES, ...parameters })).map((a) => a.name);
    expect(await names({})).toEqual([
      ...['bin_id', 'COUNT'],
      ...[
        'COUNT_speed',
        'SUM_speed',
        'MEAN_speed',
        'MIN_speed',
        'MAX_speed',
        'RANGE_speed',
        'SD_speed',
        'VAR_speed',
      ],
      ...['COUNT_kind', 'ANY_kind'],
      ...[
        'COUNT_lanes',
        'SUM_lanes',
        'MEAN_lanes',
        'MIN_lanes',
        'MAX_lanes',
        'RANGE_lanes',
        'SD_lanes',
        'VAR_lanes',
      ],
      '$geometry',
    ]);
    expect(await names({ summaryFields: [] })).toEqual(['bin_id', 'COUNT', '$geometry']);
  });

  it('skips a statistic that does not fit its field and says so', async () => {
    const messages: string[] = [];
    const summaryFields = '[{"statisticType":"Sum","onStatisticField":"kind"}]';
    const plan = await aggregate({ ...SQUARES, summaryFields }, { pointLayer: POINTS }, messages);
    expect(outputOf(plan).map((a) => a.name)).toEqual(['bin_id', 'COUNT', '$geometry']);
    expect(messages).toEqual([
      'warning: AggregatePoints: Sum of field kind (string) is not possible and was left out.',
    ]);
  });

  it('groups by time step as well, with the step as columns and as $time', async () => {
    const plan = await aggregate({
      ...SQUARES,
      summaryFields: [],
      timeStepInterval: 1,
      timeStepIntervalUnit: 'Hours',
    });
    const rows = await runPlan(plan);
    const seen = rows.map(({ bin_id, COUNT, START_DATETIME, END_DATETIME, $time }) => [
      bin_id,
      COUNT,
      START_DATETIME,
      END_DATETIME,
      $time,
    ]);
    seen.sort((a, b) => Number(a[0]) - Number(b[0]) || Number(a[2]) - Number(b[2]));
    expect(seen).toEqual([
      [0n, 1n, 0n, 3_600_000_000n, [0n, 3_600_000_000n]],
      [0n, 1n, 3_600_000_000n, 7_200_000_000n, [3_600_000_000n, 7_200_000_000n]],
      [4294967296n, 1n, 0n, 3_600_000_000n, [0n, 3_600_000_000n]],
    ]);
    expect(outputOf(plan).at(-1)!.metadata).toEqual({ time: { type: 'interval' } });
  });

  it('chooses the UTM zone of geographic data and tells the user', async () => {
    const messages: string[] = [];
    const degrees = layer([POINT(4326)], [[[-93.1, 45.0]], [[-93.1, 45.0001]], [[-92.9, 45.0]]]);
    const plan = await aggregate(
      { binType: 'Hexagon', binSize: 1, binSizeUnit: 'Miles' },
      { pointLayer: degrees },
      messages,
    );
    const rows = await runPlan(plan);
    expect(rows.map((row) => row.COUNT).sort()).toEqual([1n, 2n]);
    expect(messages).toEqual([
      'informative: AggregatePoints: bins need a projected coordinate system and the layer is in WGS 84 (wkid 4326); ' +
        'WGS 84 / UTM zone 15N (wkid 32615) was chosen from the extent of the data. Use project to choose another.',
    ]);
    const geometry = outputOf(plan).find((column) => column.name === '$geometry')!;
    expect(geometry.metadata).toMatchObject({ geometry: { spatialReference: { wkid: 32615 } } });
    // By pyproj (-93.1, 45) is at 492118.5, 4982955.3 in zone 15: hexagon (353, 3096) of 1609.344 m.
    expect(rows.find((row) => row.COUNT === 2n)!.bin_id).toBe((353n << 32n) | 3096n);
  });

  it('takes H3 cells by resolution, in longitude and latitude', async () => {
    const bay = layer([POINT(4326)], [[[-122.4180449, 37.775938728915946]], [[-122.418, 37.7759]], [null]]);
    const plan = await aggregate({ binType: 'h3', binSize: 9 }, { pointLayer: bay });
    const [row, ...others] = await runPlan(plan);
    expect([row.bin_id, row.COUNT, others.length]).toEqual(['8928308280fffff', 2n, 0]);
    expect((row.$geometry as number[][][][])[0][0].length).toBe(7);
    expect(outputOf(plan).at(-1)!.metadata).toMatchObject({ geometry: { spatialReference: { wkid: 4326 } } });
  });

  it('gives the same rows for one partition and for several', async () => {
    let state = 3;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
    const many = layer(
      [field('value', DOUBLE), POINT(3857)],
      Array.from({ length: 3000 }, () => [random() * 1e6, [random() * 1000, random() * 1000]]),
    );
    const summaryFields = [
      { statisticType: 'Max', onStatisticField: 'value' },
      { statisticType: 'Var', onStatisticField: 'value' },
    ];
    const sorted = async (pointLayer: LogicalNode) => {
      const rows = await runPlan(
        await aggregate({ ...SQUARES, binType: 'Hexagon', summaryFields }, { pointLayer }),
      );
      return rows.sort((a, b) => Number(a.bin_id) - Number(b.bin_id));
    };
    const one = await sorted(many);
    const several = await sorted(spread(many));
    expect(several.length).toBe(one.length);
    several.forEach((row, k) => {
      const { VAR_value: own, ...rest } = row;
      const { VAR_value: other, ...expected } = one[k];
      expect(rest).toEqual(expected);
      if (own === null) expect(other).toBe(null);
      else expect(Math.abs((own as number) / (other as number) - 1)).toBeLessThan(1e-12);
    });
  });
});

describe('AggregatePoints in polygons', () => {
  const square = (x: number) => [
    [
      [
        [x, 0],
        [x, 100],
        [x + 100, 100],
        [x + 100, 0],
        [x, 0],
      ],
    ],
  ];
  const POLYGONS = layer(
    [field('name', STRING), field('COUNT', INT), POLYGON],
    [
      ['west', 5, square(0)],
      ['middle', 6, square(50)],
      ['nowhere', 7, square(1000)],
    ],
  );

  it('counts a point in every polygon it intersects and keeps the fields of the polygons', async () => {
    const inputs = { pointLayer: spread(POINTS), polygonLayer: spread(POLYGONS) };
    const summaryFields = [{ statisticType: 'Sum', onStatisticField: 'speed' }];
    const rows = await runPlan(await aggregate({ summaryFields }, inputs));
    rows.sort((a, b) => String(b.name).localeCompare(String(a.name)));
    expect(rows).toEqual([
      { name: 'west', COUNT: 5, COUNT1: 2n, SUM_speed: 6, $geometry: square(0) },
      { name: 'middle', COUNT: 6, COUNT1: 2n, SUM_speed: 4, $geometry: square(50) },
    ]);
  });

  it('brings polygons to the system of the points', async () => {
    const degrees = layer([POINT(4326)], [[[0.0001, 0.0001]], [[0.005, 0.0001]]]);
    const rows = await runPlan(await aggregate({}, { pointLayer: degrees, polygonLayer: POLYGONS }));
    expect(rows.map(({ name, COUNT1 }) => [name, COUNT1])).toEqual([['west', 1n]]);
    const plan = await aggregate({}, { pointLayer: degrees, polygonLayer: POLYGONS });
    expect(outputOf(plan).at(-1)!.metadata).toMatchObject({ geometry: { spatialReference: { wkid: 4326 } } });
  });

  it('has no rows when there are no polygons', async () => {
    const none = layer([field('name', STRING), POLYGON], []);
    expect(await runPlan(await aggregate({}, { pointLayer: POINTS, polygonLayer: none }))).toEqual([]);
  });
});

describe('AggregatePoints refuses', () => {
  const polygons = layer([POLYGON], []);
  const cases: [string, Record<string, unknown>, Record<string, LogicalNode>, string][] = [
    [
      'neither bins nor polygons',
      {},
      { pointLayer: POINTS },
      'parameter binType: expected either binType or polygonLayer, neither was given',
    ],
    [
      'both',
      SQUARES,
      { pointLayer: POINTS, polygonLayer: polygons },
      'expected either binType or polygonLayer, both were given',
    ],
    [
      'bins without a size',
      { binType: 'Square' },
      { pointLayer: POINTS },
      'parameter binSize: required with Square bins, not given',
    ],
    [
      'an unknown shape',
      { ...SQUARES, binType: 'Triangle' },
      { pointLayer: POINTS },
      'parameter binType: expected one of Square, Hexagon, H3, found "Triangle"',
    ],
    [
      'an H3 resolution beyond 15',
      { binType: 'H3', binSize: 16 },
      { pointLayer: POINTS },
      'parameter binSize: expected an H3 resolution, a whole number from 0 to 15, found 16',
    ],
    [
      'a unit for H3',
      { ...SQUARES, binType: 'H3', binSize: 5 },
      { pointLayer: POINTS },
      'parameter binSizeUnit: H3 bins have a resolution; expected no unit, found Meters',
    ],
    [
      'an unknown unit',
      { ...SQUARES, binSizeUnit: 'Leagues' },
      { pointLayer: POINTS },
      'parameter binSizeUnit: expected one of Meters, Kilometers',
    ],
    [
      'a size of zero',
      { ...SQUARES, binSize: 0 },
      { pointLayer: POINTS },
      'parameter binSize: expected a number greater than 0, found 0',
    ],
    [
      'polygons for points',
      SQUARES,
      { pointLayer: polygons },
      'parameter pointLayer: expected a point layer, found polygon geometry',
    ],
    ['a missing layer', SQUARES, {}, 'parameter pointLayer: required, not given'],
    [
      'an unknown field',
      { ...SQUARES, summaryFields: [{ statisticType: 'Sum', onStatisticField: 'x' }] },
      { pointLayer: POINTS },
      'no field x; the layer has speed, kind, lanes',
    ],
    [
      'an unknown parameter',
      { ...SQUARES, size: 1 },
      { pointLayer: POINTS },
      'parameter size: unknown; expected one of pointLayer, binType',
    ],
    [
      'a repeat without an interval',
      { ...SQUARES, timeStepReference: 0 },
      { pointLayer: POINTS },
      'parameter timeStepInterval: required with timeStepReference, not given',
    ],
    [
      'a time of day alone',
      { ...SQUARES, timeStepReference: '10:30:00' },
      { pointLayer: POINTS },
      'parameter timeStepReference: expected epoch milliseconds or a date',
    ],
    [
      'steps without time',
      { ...SQUARES, timeStepInterval: 1, timeStepIntervalUnit: 'Days' },
      { pointLayer: layer([POINT(3857)], []) },
      'pointLayer must be time enabled',
    ],
  ];
  it.each(cases)('%s', async (_name, parameters, inputs, message) => {
    await expect(aggregate(parameters, inputs)).rejects.toThrow(message);
  });
});
