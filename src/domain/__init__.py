"""The values, ports, events and errors that every package uses; standard library only."""
