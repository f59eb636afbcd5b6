"""The words everybody speaks: values, ports, errors and events; standard library only."""
