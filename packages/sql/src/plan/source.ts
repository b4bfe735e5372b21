import type { StructType } from '@graticule/columnar';

/**
 * What a scan reads, as data. The coordinator takes it from its catalog and passes it through plans; only the executor
 * opens it (describe, split, read). Paths are as the executors see them.
 */
export type Source =
  | DatasetSource
  | LayerSource
  | FeatureServiceSource
  | CollectionSource
  | CachedSource
  | FilesSource
  | JdbcSource;

/** One dataset (sub-folder) of a big data file share. */
export interface DatasetSource {
  readonly kind: 'dataset';
  /** For messages: `share/dataset`. */
  readonly name: string;
  readonly folder: string;
  /** The dataset's entry of the share's manifest (format, schema, geometry, time). */
  readonly manifest: DatasetManifest;
}

/** A hosted layer file of our own (FlatGeobuf). */
export interface LayerSource {
  readonly kind: 'layer';
  readonly name: string;
  readonly path: string;
}

/** A layer of a feature service elsewhere, read by paged queries. */
export interface FeatureServiceSource {
  readonly kind: 'featureService';
  readonly url: string;
  readonly token?: string;
  readonly where?: string;
}

/**
 * A frame that executors hold in memory (`df.cache()`). Its fields are named by position (`0`, `1` ...), its splits are its
 * partitions, one task each, as the scheduler says where they lie.
 */
export interface CachedSource {
  readonly kind: 'cached';
  /** For people. */
  readonly name: string;
  readonly id: string;
}

/** An inline feature collection of `inputLayers`: Esri JSON. */
export interface CollectionSource {
  readonly kind: 'collection';
  readonly layerDefinition: Readonly<Record<string, unknown>>;
  readonly featureSet: Readonly<Record<string, unknown>>;
}

export type FileFormat = 'csv' | 'json' | 'orc' | 'parquet' | 'text';

/** Files that a script names itself: `spark.read.csv(...)` and its like. */
export interface FilesSource {
  readonly kind: 'files';
  readonly format: FileFormat;
  /** As the script wrote them: files, folders or globs; with or without `file:`. */
  readonly paths: readonly string[];
  /** Options of the format, keys in lower case. */
  readonly options: Readonly<Record<string, string>>;
  /** All columns, those of partition folders included; absent: taken from the files. */
  readonly schema?: StructType;
  /** Folders that scripts may read from; every file is checked against them by its real path. */
  readonly allowedPaths: readonly string[];
  readonly session: FileSession;
}

/** Settings of the session that change what a file's text means. */
export interface FileSession {
  readonly timeZone: string;
  readonly compat: '2.2' | '3.3';
  /** `spark.sql.columnNameOfCorruptRecord`. */
  readonly corruptRecordColumn: string;
  /** `spark.sql.legacy.timeParserPolicy`. */
  readonly timeParserPolicy: 'EXCEPTION' | 'CORRECTED' | 'LEGACY';
  /** `spark.sql.sources.partitionColumnTypeInference.enabled`: otherwise values of folders are text. */
  readonly infersPartitionTypes: boolean;
}

/** A table or query of a PostgreSQL database: `spark.read.jdbc(...)`. */
export interface JdbcSource {
  readonly kind: 'jdbc';
  /** `jdbc:postgresql://host[:port]/database[?parameters]`. */
  readonly url: string;
  /** Options, keys in lower case: dbtable or query, user, password, partitionColumn ... */
  readonly options: Readonly<Record<string, string>>;
  /** Conditions that each make one split. */
  readonly predicates: readonly string[];
  readonly timeZone: string;
}

export type EsriFieldType =
  | 'esriFieldTypeString'
  | 'esriFieldTypeSmallInteger'
  | 'esriFieldTypeInteger'
  | 'esriFieldTypeBigInteger'
  | 'esriFieldTypeSingle'
  | 'esriFieldTypeDouble'
  | 'esriFieldTypeDate'
  | 'esriFieldTypeOID'
  | 'esriFieldTypeGUID'
  | 'esriFieldTypeGlobalID'
  | 'esriFieldTypeXML'
  | 'esriFieldTypeBlob';

/** A dataset entry of a share's manifest, in the words of the REST resource. */
export interface DatasetManifest {
  readonly name: string;
  readonly format: {
    readonly type: 'delimited' | 'parquet' | 'shapefile' | 'orc' | 'geojson' | 'flatgeobuf';
    readonly extension: string;
    readonly fieldDelimiter?: string;
    readonly recordTerminator?: string;
    readonly quoteChar?: string;
    readonly hasHeaderRow?: boolean;
    readonly encoding?: string;
  };
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: EsriFieldType }[] };
  readonly geometry?: {
    readonly geometryType:
      'esriGeometryPoint' | 'esriGeometryMultipoint' | 'esriGeometryPolyline' | 'esriGeometryPolygon';
    readonly spatialReference: {
      readonly wkid?: number;
      readonly latestWkid?: number;
      readonly wkt?: string;
    };
    readonly fields: readonly { readonly name: string; readonly formats: readonly string[] }[];
  };
  readonly time?: {
    readonly timeType: 'instant' | 'interval';
    readonly timeReference: { readonly timeZone: string };
    readonly fields: readonly {
      readonly name: string;
      readonly formats: readonly string[];
      readonly role?: 'startTime' | 'endTime';
    }[];
  };
}

/** A part of a source that one task reads; made by the executor's planner for this source, opaque to the coordinator. */
export interface Split {
  /** Estimated size of the decoded data, to balance tasks. */
  readonly bytes: number;
  /** Its rows, where the source knows their number. */
  readonly rows?: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An envelope that rows must touch, in the stated coordinate system (wkid). */
export interface Extent {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
  readonly wkid: number;
}
