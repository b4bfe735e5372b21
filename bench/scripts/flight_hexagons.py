# Three million flights in hexagons, timed inside the job. Variables: bin_size (miles), rounds, suffix.
import json
import time

import pyspark.sql.functions as f

bin_size = user_variables["bin_size"]


def departures():
    airports = layers[1].select("iata", "longitude", "latitude")
    joined = layers[0].join(airports, layers[0]["origin"] == airports["iata"])
    point = f.struct(f.col("longitude").alias("x"), f.col("latitude").alias("y"))
    geometry = {"geometry": {"type": "point", "spatialReference": {"wkid": 4326}}}
    return joined.withColumn("$geometry", point.alias("$geometry", metadata=geometry))


def hexagons():
    return geoanalytics.aggregate_points(
        point_layer=departures(), bin_type="Hexagon", bin_size=bin_size, bin_size_unit="Miles",
        summary_fields=[{"statisticType": "Mean", "onStatisticField": "delay"}])


for number in range(user_variables["rounds"]):
    started = time.perf_counter()
    rows = hexagons().select("bin_id", "COUNT", "MEAN_delay").collect()
    print(json.dumps({"collect": time.perf_counter() - started}))

started = time.perf_counter()
hexagons().write.format("webgis").save("flight_hexagons" + user_variables["suffix"])
print(json.dumps({"write": time.perf_counter() - started}))

for row in rows:
    print(json.dumps({"bin": str(row["bin_id"]), "count": row["COUNT"], "mean": row["MEAN_delay"]}))
