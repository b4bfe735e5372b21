"""There is no Java here. This package holds the error classes that scripts import for their except clauses."""
