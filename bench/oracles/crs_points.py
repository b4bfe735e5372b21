"""Writes packages/geoanalytics/src/crs/fixtures/points.json: projected coordinates by PROJ.

Rows [wkid, longitude, latitude, x, y]: one point inside the area of use of every system of definitions.ts, and a dozen
points around the world for the systems most used. Longitude and latitude are on the system's own datum.

    .venv/bin/pip install pyproj==3.7.2 && .venv/bin/python bench/oracles/crs_points.py
"""

import json
import math
import random
import re
import warnings
from pathlib import Path

import pyproj

warnings.simplefilter("ignore")
SOURCE = Path(__file__).parents[2] / "packages/geoanalytics/src/crs"
# wkid, authority, window of longitudes and latitudes
DETAILED = [
    (3857, "EPSG", (-180, 180, -85, 85)),
    (54034, "ESRI", (-180, 180, -90, 90)),
    (32615, "EPSG", (-100, -86, -10, 84)),
    (32633, "EPSG", (-15, 45, 0, 89)),
    (32756, "EPSG", (147, 159, -80, 5)),
    (26910, "EPSG", (-130, -116, 20, 70)),
    (5070, "EPSG", (-130, -60, 15, 60)),
    (102003, "ESRI", (-170, -40, -10, 80)),
    (102008, "ESRI", (-170, -40, -10, 80)),
    (3577, "EPSG", (105, 160, -50, -5)),
    (3034, "EPSG", (-20, 50, 30, 75)),
    (2154, "EPSG", (-10, 12, 38, 55)),
    (2227, "EPSG", (-125, -118, 34, 40)),
    (3035, "EPSG", (-20, 50, 30, 75)),
    (3395, "EPSG", (-180, 180, -80, 80)),
]


def system(code):
    for authority in ("EPSG", "ESRI"):
        try:
            return pyproj.CRS.from_authority(authority, code)
        except pyproj.exceptions.CRSError:
            continue
    raise ValueError(code)


def project(crs, longitude, latitude):
    transformer = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    return transformer.transform(longitude, latitude)


def main():
    random.seed(7)
    rows = []
    for code, authority, (west, east, south, north) in DETAILED:
        crs = pyproj.CRS.from_authority(authority, code)
        for _ in range(12):
            longitude = round(random.uniform(west, east), 6)
            latitude = round(random.uniform(south, north), 6)
            x, y = project(crs, longitude, latitude)
            rows.append([code, longitude, latitude, round(x, 6), round(y, 6)])
    for line in (SOURCE / "definitions.ts").read_text().splitlines():
        match = re.match(r"(\d+)[, ]", line)
        if not match:
            continue
        crs = system(int(match.group(1)))
        area = crs.area_of_use
        if area is None:
            continue
        west, east = area.west, area.east if area.east >= area.west else area.east + 360
        longitude = round(west + 0.6 * (east - west), 6)
        longitude = longitude - 360 if longitude > 180 else longitude
        latitude = round(area.south + 0.6 * (area.north - area.south), 6)
        try:
            x, y = project(crs, longitude, latitude)
        except pyproj.exceptions.ProjError:
            continue
        if math.isfinite(x) and math.isfinite(y):
            rows.append([int(match.group(1)), longitude, latitude, round(x, 4), round(y, 4)])
    text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"
    (SOURCE / "fixtures/points.json").write_text(text)
    print(len(rows), "rows,", len(text), "bytes")


main()
