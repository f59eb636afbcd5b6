"""The usual wrong "optimization": setdefault's argument is computed before it is asked for."""

_cache = {}


def expensive_operation(item):
    total = item
    for number in range(200):
        total = (total * 31 + number) % 10007
    return total


def process_data(data):
    result = []
    for item in data:
        result.append(_cache.setdefault(item, expensive_operation(item)))
    return result
