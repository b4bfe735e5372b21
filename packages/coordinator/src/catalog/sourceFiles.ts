import type { StructType } from '@graticule/columnar';
import {
  decodePlan,
  encodePlan,
  type DatasetManifest,
  type Expression,
  type Extent,
  type Source,
  type Split,
} from '@graticule/sql';
import type { Executors } from '../cluster/executors.js';

/** What a scan will read, for planning its splits. */
export interface ScanPlanRequest {
  readonly source: Source;
  readonly columns: readonly string[];
  readonly extent: Extent | null;
  /** Bound over `columns`. */
  readonly filters: readonly Expression[];
}

/**
 * Looks at files and services through an executor: the coordinator itself opens none. Failures of the user's making
 * (a folder that does not exist, a broken header) come as RpcError INVALID_ARGUMENT with the executor's words.
 */
export class SourceFiles {
  constructor(private readonly executors: Executors) {}

  async inspectShare(
    folder: string,
  ): Promise<{ datasets: readonly DatasetManifest[]; notes: readonly string[] }> {
    const response = await this.executors.ask((client) => client.inspectShare({ folder }));
    const { datasets } = JSON.parse(response.manifestJson) as { datasets: DatasetManifest[] };
    return { datasets, notes: response.notes };
  }

  async describe(source: Source): Promise<StructType> {
    const sourceJson = encodePlan(source);
    const response = await this.executors.ask((client) => client.describeSource({ sourceJson }));
    return decodePlan<StructType>(response.schemaJson);
  }

  async planScan(request: ScanPlanRequest): Promise<readonly Split[]> {
    const message = {
      sourceJson: encodePlan(request.source),
      columns: [...request.columns],
      extentJson: request.extent ? encodePlan(request.extent) : '',
      filtersJson: encodePlan(request.filters),
    };
    const response = await this.executors.ask((client) => client.planScan(message));
    return decodePlan<Split[]>(response.splitsJson);
  }
}
