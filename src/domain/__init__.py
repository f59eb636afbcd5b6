"""The words every package uses: values, ports, events and errors; standard library only."""
