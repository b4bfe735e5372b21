"""The Python side of a Graticule job: connection to the executor's gateway, plans, rows and the driver."""
