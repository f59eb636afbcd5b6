"""A right one: what is in the cache is not computed again."""

_cache = {}


def expensive_operation(item):
    total = item
    for number in range(200):
        total = (total * 31 + number) % 10007
    return total


def process_data(data):
    result = []
    for item in data:
        if item not in _cache:
            _cache[item] = expensive_operation(item)
        result.append(_cache[item])
    return result
