"""Process each item of some data; most items come more than once."""


def expensive_operation(item):
    total = item
    for number in range(200):
        total = (total * 31 + number) % 10007
    return total


def process_data(data):
    result = []
    for item in data:
        result.append(expensive_operation(item))
    return result
