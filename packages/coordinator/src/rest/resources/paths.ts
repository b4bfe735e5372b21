/** Paths of services below /rest/services, as links and clients spell them. */
export const GP_SERVER = 'System/GeoAnalyticsTools/GPServer';
export const RUN_SCRIPT = `${GP_SERVER}/RunPythonScript`;

export function jobPath(id: string): string {
  return `${RUN_SCRIPT}/jobs/${encodeURIComponent(id)}`;
}

export function sharePath(share: string): string {
  return `DataStoreCatalogs/bigDataFileShares_${encodeURIComponent(share)}/BigDataCatalogServer`;
}

export function layerPath(name: string): string {
  return `Hosted/${encodeURIComponent(name)}/FeatureServer`;
}
