import { albers } from './albers.mjs';

const WIDTH = 960;
const HEIGHT = 640;
const MARGIN = 24;
const HEADER = 74;
const LEGEND = 62;
/** From early to late: six steps that also differ in lightness. */
const COLOURS = ['#2c7bb6', '#7fb8d6', '#d7e8d4', '#fdd49e', '#f08a4b', '#b5182b'];

/** Limits between the classes: every class holds about the same number of values. Ascending, one fewer than classes. */
export function classLimits(values, classes = COLOURS.length) {
  const sorted = [...values].sort((a, b) => a - b);
  return Array.from(
    { length: classes - 1 },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / classes)],
  );
}

/** The class of a value: the number of limits that it reaches. */
export function classOf(value, limits) {
  return limits.filter((limit) => value >= limit).length;
}

/**
 * Draws the map. `hexagons`: [{rings, value, count}], rings as [[longitude, latitude], ...] lists; `states`: GeoJSON polygon
 * or multipolygon geometries in degrees. Returns the text of an SVG file.
 */
export function drawDelayMap({ title, subtitle, hexagons, states }) {
  const outlines = states.flatMap((geometry) =>
    geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat(),
  );
  const place = fit([...outlines, ...hexagons.flatMap((hexagon) => hexagon.rings)]);
  const limits = classLimits(hexagons.map((hexagon) => hexagon.value));
  const shapes = hexagons.map(({ rings, value, count }) => {
    const tip = `mean delay ${value.toFixed(1)} min, ${count.toLocaleString('en-US')} departures`;
    return `<path d="${pathOf(rings, place)}" fill="${COLOURS[classOf(value, limits)]}"><title>${tip}</title></path>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"` +
      ' font-family="Helvetica, Arial, sans-serif">',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${MARGIN}" y="38" font-size="24" font-weight="bold" fill="#222222">${escapeText(title)}</text>`,
    `<text x="${MARGIN}" y="60" font-size="14" fill="#555555">${escapeText(subtitle)}</text>`,
    `<path d="${pathOf(outlines, place)}" fill="#f1efe9" stroke="none" fill-rule="evenodd"/>`,
    `<g stroke="#ffffff" stroke-width="0.8">${shapes.join('\n')}</g>`,
    `<path d="${pathOf(outlines, place)}" fill="none" stroke="#4a4a4a" stroke-width="0.6" stroke-linejoin="round"/>`,
    legend(limits),
    '</svg>',
    '',
  ].join('\n');
}

/** A function from degrees to picture coordinates that shows all rings between header and legend. */
function fit(rings) {
  let [xmin, ymin, xmax, ymax] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (const [longitude, latitude] of ring) {
      const [x, y] = albers(longitude, latitude);
      xmin = Math.min(xmin, x);
      ymin = Math.min(ymin, y);
      xmax = Math.max(xmax, x);
      ymax = Math.max(ymax, y);
    }
  }
  const [width, height] = [WIDTH - 2 * MARGIN, HEIGHT - HEADER - LEGEND];
  const scale = Math.min(width / (xmax - xmin), height / (ymax - ymin));
  const left = MARGIN + (width - scale * (xmax - xmin)) / 2;
  const top = HEADER + (height - scale * (ymax - ymin)) / 2;
  return (longitude, latitude) => {
    const [x, y] = albers(longitude, latitude);
    return [left + scale * (x - xmin), top + scale * (ymax - y)];
  };
}

function pathOf(rings, place) {
  const point = ([longitude, latitude]) => {
    const [x, y] = place(longitude, latitude);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return rings.map((ring) => `M${ring.map(point).join('L')}Z`).join('');
}

function legend(limits) {
  const width = 78;
  const top = HEIGHT - 40;
  const label = (x, text) => `<text x="${x}" y="${top + 30}" text-anchor="middle">${text}</text>`;
  const boxes = COLOURS.map(
    (colour, index) =>
      `<rect x="${MARGIN + index * width}" y="${top}" width="${width}" height="14" fill="${colour}"/>`,
  );
  const labels = limits.map((limit, index) => label(MARGIN + (index + 1) * width, limit.toFixed(1)));
  const heading = `<text x="${MARGIN}" y="${top - 8}">Mean delay at departure, minutes</text>`;
  return `<g font-size="12" fill="#333333">${heading}${boxes.join('')}${labels.join('')}</g>`;
}

function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
