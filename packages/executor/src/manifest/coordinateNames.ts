const LONGITUDE = /^(.*?)(longitude|longitud|long|lon|lng)(_?deg|_?dd)?$/i;
const LATITUDE = /^(.*?)(latitude|latitud|lat)(_?deg|_?dd)?$/i;

/** Names of the columns that hold a longitude and a latitude (or x and y), alike but for that word; the plainest pair. */
export function coordinateNames(names: readonly string[]): { x: string; y: string } | null {
  const latitudes = new Map<string, string>();
  for (const name of names) {
    const found = LATITUDE.exec(name);
    if (found) latitudes.set(found[1].toLowerCase(), latitudes.get(found[1].toLowerCase()) ?? name);
  }
  const pairs = names.flatMap((x) => {
    const prefix = LONGITUDE.exec(x)?.[1].toLowerCase();
    const y = prefix === undefined ? undefined : latitudes.get(prefix);
    return y === undefined ? [] : [{ x, y, length: prefix!.length }];
  });
  pairs.sort((a, b) => a.length - b.length);
  if (pairs.length > 0) return { x: pairs[0].x, y: pairs[0].y };
  const x = names.find((name) => name.toLowerCase() === 'x');
  const y = names.find((name) => name.toLowerCase() === 'y');
  return x !== undefined && y !== undefined ? { x, y } : null;
}

/** Whether a column's name speaks of a time. */
export function isTimeName(name: string): boolean {
  return /date|time|timestamp|(^|_)(at|when)$/i.test(name) && !/zone|update/i.test(name);
}
