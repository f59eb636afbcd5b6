"""The commands, one file a group; catalogue.py lists them."""
