"""pyspark.mllib is not there yet: importing it says so at once instead of failing later."""

raise ImportError('pyspark.mllib is not supported yet by Graticule')
