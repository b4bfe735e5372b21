"""The peers of bench/src/kernels.mjs: the same points through shapely, numpy and pyproj; prints JSON.

    python3 kernels_peer.py FOLDER COUNT SEED BIN_METRES
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pyproj
import shapely


def make_points(count, seed):
    state = np.uint64(seed)
    values = np.empty(2 * count)
    multiplier, increment, mask = 1664525, 1013904223, 0xFFFFFFFF
    # Jump ahead in blocks: state after k steps is a^k state + c_k.
    block = 1 << 16
    powers = np.empty(block, dtype=np.uint64)
    sums = np.empty(block, dtype=np.uint64)
    power, total = 1, 0
    for k in range(block):
        power = (power * multiplier) & mask
        total = (total * multiplier + increment) & mask
        powers[k], sums[k] = power, total
    current = int(state)
    for start in range(0, 2 * count, block):
        states = (powers * np.uint64(current) + sums) & np.uint64(mask)
        end = min(start + block, 2 * count)
        values[start:end] = states[: end - start] / 4294967296
        current = int(states[-1])
    return -125 + 58 * values[0::2], 25 + 24 * values[1::2]


def timed(seconds, name, action):
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        result = action()
        best = min(best, time.perf_counter() - start)
    seconds[name] = best
    return result


def square_ids(xs, ys, size):
    i = np.floor(xs / size).astype(np.int64)
    j = np.floor(ys / size).astype(np.int64)
    return (i << 32) | (j & 0xFFFFFFFF)


def hexagon_ids(xs, ys, size):
    width = 1.5 * size / np.sqrt(3)
    left = np.floor(xs / width).astype(np.int64)
    best = None
    for i in (left, left + 1):
        shift = np.where(i & 1, size / 2, 0.0)
        j = np.ceil((ys - shift) / size - 0.5)
        distance = (xs - i * width) ** 2 + (ys - (j * size + shift)) ** 2
        ids = (i << 32) | (j.astype(np.int64) & 0xFFFFFFFF)
        if best is None:
            best = (distance, ids)
        else:
            best = (None, np.where(distance < best[0], ids, best[1]))
    return best[1]


def main():
    folder, count, seed, size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    counties = shapely.from_geojson([json.loads(json.dumps(t)) for t in json.loads((folder / "counties.json").read_text())])
    xs, ys = make_points(count, seed)
    seconds = {}
    tree = timed(seconds, "counties: build", lambda: shapely.STRtree(counties))

    def query():
        points = shapely.points(xs, ys)
        shapely.prepare(counties)
        return tree.query(points, predicate="intersects")

    pairs = timed(seconds, "counties: query", query)
    per_county = np.bincount(pairs[1], minlength=len(counties))
    for wkid in (3857, 32615, 5070):
        crs = pyproj.CRS.from_epsg(wkid)
        move = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
        plane = timed(seconds, f"project {wkid}", lambda: move.transform(xs, ys))
    squares = timed(seconds, "square bins", lambda: square_ids(*plane, size))
    hexagons = timed(seconds, "hexagon bins", lambda: hexagon_ids(*plane, size))
    print(
        json.dumps(
            {
                "seconds": seconds,
                "perCounty": per_county.tolist(),
                "squares": len(np.unique(squares)),
                "hexagons": len(np.unique(hexagons)),
            }
        )
    )


main()
