# Where do flights leave late?
#
# Input layers: layers[0] flights (date, delay in minutes, distance, origin, destination),
#               layers[1] airports (iata, name, state, longitude, latitude),
#               layers[2] counties (polygons).
# Variables:    bin_size (miles), suffix (appended to the names of the result layers).

import pyspark.sql.functions as f

bin_size = user_variables.get("bin_size", 100)
suffix = user_variables.get("suffix", "")

flights = layers[0]
airports = layers[1].select("iata", "name", "state", "longitude", "latitude")
counties = layers[2]

# Join every flight to the airport it leaves from, by code.
departures = flights.join(airports, flights["origin"] == airports["iata"])

# The contiguous states, without flights whose delay is a typing error.
departures = departures.filter("state NOT IN ('AK', 'HI', 'PR', 'VI', 'GU', 'NA')") \
                       .filter("delay BETWEEN -60 AND 1440")

# Build the geometry from the two columns of the airport.
point = f.struct(f.col("longitude").cast("double").alias("x"),
                 f.col("latitude").cast("double").alias("y"))
departures = departures.withColumn(
    "$geometry",
    point.alias("$geometry", metadata={"geometry": {"type": "point", "spatialReference": {"wkid": 4326}}}))

print("Departures with a place: {:,}".format(departures.count()))

# A look at the attributes: airports with many flights, the latest first.
departures.groupBy("origin", "name") \
          .agg(f.count("delay").alias("flights"), f.round(f.avg("delay"), 1).alias("mean_delay")) \
          .filter("flights >= 20000") \
          .orderBy(f.desc("mean_delay")) \
          .show(8, False)

statistics = [{"statisticType": "Mean", "onStatisticField": "delay"},
              {"statisticType": "Max", "onStatisticField": "delay"}]

# Mean delay in hexagons.
hexagons = geoanalytics.aggregate_points(point_layer=departures,
                                         bin_type="Hexagon",
                                         bin_size=bin_size,
                                         bin_size_unit="Miles",
                                         summary_fields=statistics)
print("Hexagons of {} miles with departures: {}".format(bin_size, hexagons.count()))
hexagons.write.format("webgis").save("flight_delays_hexagons" + suffix)

# Mean delay in counties.
by_county = geoanalytics.aggregate_points(point_layer=departures,
                                          polygon_layer=counties,
                                          summary_fields=statistics)
by_county.select("county", "COUNT", "MEAN_delay").orderBy(f.desc("COUNT")).show(5, False)
by_county.write.format("webgis").save("flight_delays_counties" + suffix)
