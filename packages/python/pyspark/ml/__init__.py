"""pyspark.ml is not there yet: importing it says so at once instead of failing later."""

raise ImportError('pyspark.ml is not supported yet by Graticule')
