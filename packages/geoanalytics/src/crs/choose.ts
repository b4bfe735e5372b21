import { coordinateSystem } from './system.js';
import type { CoordinateSystem } from './system.js';
import type { Envelope } from './projector.js';

const WORLD_CYLINDRICAL_EQUAL_AREA = 54034;

/**
 * The projected system in which longitude/latitude data is analysed when the user names none. The vendor's rule is
 * not published; ours: data that lies inside one UTM zone (six degrees of longitude, latitudes 80 S to 84 N) uses
 * that zone, northern or southern by the latitude of the centre; everything else, and no data at all, uses World
 * Cylindrical Equal Area (54034).
 *
 * extent: degrees, or null when there is no data.
 */
export function chooseProjectedSystem(extent: Envelope | null): CoordinateSystem {
  if (extent === null) return coordinateSystem(WORLD_CYLINDRICAL_EQUAL_AREA);
  const zone = Math.floor((extent.xmin + 180) / 6) + 1;
  const east = zone * 6 - 180;
  const inside = zone >= 1 && zone <= 60 && extent.xmax <= east && extent.ymin >= -80 && extent.ymax <= 84;
  if (!inside) return coordinateSystem(WORLD_CYLINDRICAL_EQUAL_AREA);
  const southern = (extent.ymin + extent.ymax) / 2 < 0;
  return coordinateSystem((southern ? 32700 : 32600) + zone);
}
