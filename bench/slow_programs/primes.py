"""All prime numbers up to n.

Fed with: number, size 2500
"""


def is_prime(n):
    if n < 2:
        return False
    for i in range(2, n):
        if n % i == 0:
            return False
    return True


def solve(n):
    primes = []
    for number in range(n):
        if is_prime(number):
            primes.append(number)
    return primes
