"""Writes packages/geoanalytics/src/kernels/fixtures/intersectsExtent.json: shapely's answers for geometries and boxes.

Coordinates are small integers, so that many geometries just touch a box. Rows [wkt, xmin, ymin, xmax, ymax, answer].

    .venv/bin/pip install shapely==2.2.0 && .venv/bin/python bench/oracles/intersects_extent.py
"""

import json
import random
from pathlib import Path

import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box

TARGET = Path(__file__).parents[2] / "packages/geoanalytics/src/kernels/fixtures/intersectsExtent.json"


def coordinate(rng):
    return rng.randint(0, 12), rng.randint(0, 12)


def ring(rng):
    """A simple polygon: the hull of a few points, now and then with a hole."""
    hull = MultiPoint([coordinate(rng) for _ in range(6)]).convex_hull
    if hull.geom_type != "Polygon":
        return None
    inner = hull.buffer(-1.5, join_style="mitre")
    if rng.random() < 0.4 and inner.geom_type == "Polygon" and not inner.is_empty:
        return Polygon(hull.exterior.coords, [inner.exterior.coords])
    return hull


def main():
    rng = random.Random(11)
    rows = []
    while len(rows) < 600:
        kind = len(rows) % 4
        if kind == 0:
            geometry = Point(coordinate(rng))
        elif kind == 1:
            geometry = MultiPoint([coordinate(rng) for _ in range(3)])
        elif kind == 2:
            geometry = LineString([coordinate(rng) for _ in range(rng.randint(2, 4))])
        else:
            geometry = ring(rng)
        if geometry is None:
            continue
        x, y = coordinate(rng)
        extent = (x, y, x + rng.randint(1, 4), y + rng.randint(1, 4))
        rows.append([shapely.to_wkt(geometry, rounding_precision=-1), *extent, bool(geometry.intersects(box(*extent)))])
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    print(sum(row[-1] for row in rows), "of", len(rows), "intersect")


main()
