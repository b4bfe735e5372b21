"""Writes packages/geoanalytics/src/tools/fixtures/stormsInCounties.json: storm reports 1982-1992 by county, by shapely.

Rows [GEOID, reports, direct injuries, largest magnitude, sample deviation of the magnitude or null], counties with
reports only; needs the project's shared data sets.

    .venv/bin/pip install shapely==2.2.0 && .venv/bin/python bench/oracles/storms_in_counties.py ../shared/data
"""

import csv
import json
import statistics
import sys
from pathlib import Path

import shapely

TARGET = Path(__file__).parents[2] / "packages/geoanalytics/src/tools/fixtures/stormsInCounties.json"


def main():
    data = Path(sys.argv[1])
    features = json.loads((data / "us_counties/us_counties_2017.geojson").read_text())["features"]
    counties = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    with open(data / "storm_events/storm_events_1982_1992.csv", newline="") as file:
        storms = [row for row in csv.DictReader(file) if row["BEGIN_LAT"] and row["BEGIN_LON"]]
    points = shapely.points([[float(s["BEGIN_LON"]), float(s["BEGIN_LAT"])] for s in storms])
    shapely.prepare(counties)
    rows, found = shapely.STRtree(counties).query(points, predicate="intersects")
    groups = {}
    for row, county in zip(rows.tolist(), found.tolist()):
        groups.setdefault(county, []).append(storms[row])
    lines = []
    for county, members in groups.items():
        magnitudes = [float(m["MAGNITUDE"]) for m in members if m["MAGNITUDE"]]
        deviation = statistics.stdev(magnitudes) if len(magnitudes) > 1 else None
        injuries = sum(int(m["INJURIES_DIRECT"]) for m in members)
        lines.append([features[county]["properties"]["GEOID"], len(members), injuries, max(magnitudes, default=None), deviation])
    lines.sort()
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("[\n" + ",\n".join(json.dumps(line) for line in lines) + "\n]\n")
    print(len(lines), "counties,", sum(line[1] for line in lines), "pairs of", len(storms))


main()
