"""The command line on a Dask cluster: what a user sends to workers, and what runs on them."""
