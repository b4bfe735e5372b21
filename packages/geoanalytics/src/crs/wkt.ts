/** Datums within about two metres of WGS 84, by their names in WKT of several authorities (blanks as `_`). */
const USABLE_DATUMS: readonly RegExp[] = [
  /^(d_)?wgs_?(19)?84/,
  /^world_geodetic_system_1984/,
  /^(d_)?(nad_?(19)?83|north_american_(datum_)?(of_)?1983)/,
  /^(d_)?(etrs_?(19)?89|european_terrestrial_reference_(system|frame)_(19)?89)/,
  /^(d_)?(gda_?(19)?(20)?(94|20)|geocentric_datum_of_australia)/,
  /^(d_)?(nzgd_?2000|new_zealand_(geodetic_datum_)?2000)/,
  /^(d_)?(jgd_?20(00|11)|japanese_geodetic_datum_20(00|11))/,
  /^(d_)?(sirgas_?2000|sistema_de_referencia_geocentrico_para_(las_)?americas_2000)/,
  /^(d_)?(rgf_?(19)?93|reseau_geodesique_francais_1993)/,
  /^(d_)?sweref_?99/,
  /^(d_)?(china_2000|cgcs_?2000)/,
];

/** The EPSG or Esri code that the definition as a whole carries (its last AUTHORITY or ID), or null. */
export function authorityCodeOf(wkt: string): number | null {
  const match = /(?:AUTHORITY|ID)\s*\[\s*"(?:EPSG|ESRI)"\s*,\s*"?(\d+)"?\s*\]\s*\]\s*$/i.exec(wkt);
  return match === null ? null : Number(match[1]);
}

/** True when coordinates need no datum shift that is not in the text itself. */
export function hasUsableDatum(wkt: string): boolean {
  if (/TOWGS84\s*\[/i.test(wkt)) return true;
  const match = /DATUM\s*\[\s*"([^"]+)"/i.exec(wkt);
  if (match === null) return false;
  const name = match[1].toLowerCase().replace(/[\s()/-]+/g, '_');
  return USABLE_DATUMS.some((pattern) => pattern.test(name));
}
