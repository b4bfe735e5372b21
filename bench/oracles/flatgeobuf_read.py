"""Reads a FlatGeobuf layer of ours with GDAL (pyogrio) and prints what it finds.

    python flatgeobuf_read.py LAYER.fgb [ORIGINAL KEY]

Checks that searches by rectangle through the R-tree give what a search without the index gives. With ORIGINAL, a file of
the same features that GDAL wrote, also checks that geometries are equal feature by feature, matched by attribute KEY.
Needs pyogrio, geopandas and shapely from PyPI.
"""
import random
import sys

import pyogrio
import shapely


def main():
    path = sys.argv[1]
    info = pyogrio.read_info(path)
    print({key: info[key] for key in ("driver", "crs", "geometry_type", "features", "total_bounds", "dtypes")})
    frame = pyogrio.read_dataframe(path)
    assert len(frame) == info["features"], (len(frame), info["features"])
    if "geometry" not in frame.columns:
        print("table without geometry:", len(frame), "rows")
        return
    print("null geometries:", int(frame.geometry.isna().sum()), "invalid:", int((~frame.geometry.dropna().is_valid).sum()))
    xmin, ymin, xmax, ymax = frame.total_bounds
    generator = random.Random(1)
    for _ in range(50):
        xs = sorted(generator.uniform(xmin, xmax) for _ in range(2))
        ys = sorted(generator.uniform(ymin, ymax) for _ in range(2))
        found = len(pyogrio.read_dataframe(path, bbox=(xs[0], ys[0], xs[1], ys[1])))
        bounds = frame.geometry.bounds
        touching = (bounds.minx <= xs[1]) & (bounds.maxx >= xs[0]) & (bounds.miny <= ys[1]) & (bounds.maxy >= ys[0])
        box = shapely.box(xs[0], ys[0], xs[1], ys[1])
        exact = int(frame.geometry.intersects(box).sum())
        # GDAL tests boxes, geometries or both, depending on its version.
        assert exact <= found <= int(touching.sum()), (found, exact, int(touching.sum()))
    print("50 searches by rectangle agree with a scan")
    if len(sys.argv) == 4:
        original = pyogrio.read_dataframe(sys.argv[2]).set_index(sys.argv[3]).geometry
        own = frame.set_index(sys.argv[3]).geometry.reindex(original.index)
        equal = shapely.equals_exact(shapely.normalize(own.values), shapely.normalize(original.values), tolerance=0)
        print("geometries equal to the original:", int(equal.sum()), "of", len(original))


main()
