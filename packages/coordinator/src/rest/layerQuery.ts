import type { Extent } from '@graticule/sql';

/** Which rows of a layer. Conditions are combined with AND; null = no such condition. */
export interface LayerFilter {
  /** SQL condition over the layer's attributes and OBJECTID, without the word WHERE. */
  readonly where: string | null;
  readonly objectIds: readonly number[] | null;
  /** Rows whose geometry touches this envelope (with its own wkid). */
  readonly extent: Extent | null;
}

export interface OrderField {
  readonly field: string;
  readonly descending: boolean;
}

/**
 * One page of rows of a layer. The answer's schema holds exactly `fields` in this order (names exist, spelled as the
 * layer spells them; `OBJECTID` is a long), then `$geometry` when asked for and the layer has one.
 */
export interface LayerQuery extends LayerFilter {
  readonly fields: readonly string[];
  readonly returnGeometry: boolean;
  /** Coordinate system of the geometry in the answer; null = the layer's own. */
  readonly outWkid: number | null;
  /** Before OBJECTID, which always breaks ties. */
  readonly orderBy: readonly OrderField[];
  readonly offset: number;
  /** Null = all rows. */
  readonly limit: number | null;
}

export type StatisticType = 'count' | 'sum' | 'min' | 'max' | 'avg' | 'stddev' | 'var';

/** Figures over the rows of a filter, per group. The answer's schema holds `groupBy`, then the names of `statistics`. */
export interface LayerStatistics extends LayerFilter {
  readonly groupBy: readonly string[];
  readonly statistics: readonly {
    readonly statistic: StatisticType;
    readonly field: string;
    readonly name: string;
  }[];
  readonly orderBy: readonly OrderField[];
}
