"""Which version of Code Evolver this is."""

VERSION = "0.1.0"
