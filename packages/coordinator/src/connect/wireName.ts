/** The name of a field as the protocol writes it: `mapPartitions` is map_partitions. */
export function wireName(localName: string): string {
  return localName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
