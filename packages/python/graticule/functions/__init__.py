"""The functions of `pyspark.sql.functions`, by what they work on."""
