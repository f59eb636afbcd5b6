"""Serve a line of people; who is not done goes to its end again.

Fed with: numbers, size 20000
"""


def solve(people):
    line = list(people)
    served = []
    while len(line) > 0:
        person = line.pop(0)
        if person > 500:
            line.append(person - 500)
        else:
            served.append(person)
    return served
