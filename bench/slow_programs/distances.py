"""How far is each point from the origin?

Fed with: points, size 100000
"""

import math


def solve(points):
    distances = []
    for point in points:
        x = point[0]
        y = point[1]
        distances.append(math.sqrt(x * x + y * y))
    return distances
