"""What users might type with no model at hand, and what they should get.

Written apart from the library: no line is a phrase or an example of one.
"""

import json
from collections.abc import Iterator

from src.domain.json_value import JSONValue

ANY = "ANY"
"""Stands for a text that cannot be foretold (a joke, a password): not empty is enough."""

SOLVED = """
what's 12 plus 30? => 42
please add 7 and 8 => 15
can you add 3, 4 and 5 for me => 12
what is 45 minus 17 => 28
subtract 8 from 20 => 12
take 15 away from 40 => 25
multiply 6 by 7 => 42
what's 9 times 8 => 72
divide 144 by 12 => 12
how much is 100 / 8? => 12.5
what is the remainder of 29 divided by 6 => 5
calculate (12 + 8) * 3 => 60
2 + 3 * 4 => 14
evaluate 2^8 => 256
what is 2 to the power of 5? => 32
what is 12 squared => 144
3 cubed plus 1 => 28
square root of 81 => 9
what's the cube root of 64? => 4
what is 20% of 150? => 30
30 percent of 90 => 27
increase 200 by 15% => 230
what is half of 84? => 42
double 17 => 34
triple 14 => 42
the sum of 11, 22 and 33 => 66
what is the product of 4, 5 and 6 => 120
difference between 50 and 18 => 32
add twenty-five and seventeen => 42
one hundred minus forty => 60
three times seven => 21
average of 4, 8 and 15 => 9
what is the mean of 10, 20, 30, 40? => 25
median of 7, 1, 3 => 3
max of 3, 99 and 12 => 99
what is the smallest of 8, 3 and 5? => 3
add 5 and 10, then multiply by 3 => 45
1,250 + 750 => 2000
0.1 plus 0.2 => 0.3
a dozen plus 3 => 15
-4 times 6 => -24
fibonacci => [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
give me the first 8 fibonacci numbers => [0, 1, 1, 2, 3, 5, 8, 13]
generate the fibonacci sequence up to 6 terms => [0, 1, 1, 2, 3, 5]
what is the 12th fibonacci number? => 144
write a program that calculates the fibonacci sequence => [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
is 29 a prime number? => true
check whether 51 is prime => false
tell me if 7919 is prime => true
show me all the primes below 30 => [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
list the prime numbers up to 13 => [2, 3, 5, 7, 11, 13]
first 6 prime numbers => [2, 3, 5, 7, 11, 13]
primes between 20 and 40 => [23, 29, 31, 37]
what's the 25th prime? => 97
factorial of 6 => 720
what is 8 factorial? => 40320
compute the factorial of seven => 5040
5! => 120
gcd of 48 and 36 => 12
what is the greatest common divisor of 17 and 51? => 17
lcm of 6 and 8 => 24
find the least common multiple of 4, 6 and 10 => 60
what are the factors of 28? => [1, 2, 4, 7, 14, 28]
list the divisors of 16 => [1, 2, 4, 8, 16]
prime factorization of 84 => [2, 2, 3, 7]
factorize 91 => [7, 13]
what is the sum of the digits of 9876? => 30
digit sum of 555 => 15
collatz sequence for 7 => [7, 22, 11, 34, 17, 52, 26, 13, 40, 20, 10, 5, 16, 8, 4, 2, 1]
is 496 a perfect number? => true
is 370 an armstrong number? => true
is 14 even? => true
is 14 odd? => false
print the first 3 rows of pascal's triangle => [[1], [1, 1], [1, 2, 1]]
first 5 catalan numbers => [1, 1, 2, 5, 14]
sum of all numbers from 1 to 50 => 1275
what is the sum of the first 20 natural numbers? => 210
fizzbuzz up to 6 => [1, 2, "Fizz", 4, "Buzz", "Fizz"]
play fizzbuzz to 3 => [1, 2, "Fizz"]
sort 9, 4, 7 => [4, 7, 9]
sort these numbers: 5 3 8 1 => [1, 3, 5, 8]
sort the list [10, 2, 33] in ascending order => [2, 10, 33]
sort 4, 8, 1 in descending order => [8, 4, 1]
sort 3 9 2 from largest to smallest => [9, 3, 2]
please sort the numbers 3, 1 and 2 => [1, 2, 3]
remove duplicates from 1, 2, 2, 3, 3 => [1, 2, 3]
remove the duplicates from [4, 4, 5] => [4, 5]
what are the unique values in 7, 7, 8? => [7, 8]
reverse the list [1, 2, 3] => [3, 2, 1]
get the even numbers from 1, 2, 3, 4, 5, 6 => [2, 4, 6]
filter the odd numbers from [1, 2, 3] => [1, 3]
running total of 2, 4, 6 => [2, 6, 12]
cumulative sum of 1, 1, 1 => [1, 2, 3]
what is the mode of 1, 3, 3, 5? => 3
range of 12, 5, 9 => 7
sample standard deviation of 2, 4, 6 => 2
population variance of 1, 3, 5, 7 => 5
top 3 numbers in 4, 9, 2, 7 => [9, 7, 4]
the 2 smallest numbers in 4, 9, 2, 7 => [2, 4]
second largest number in 4, 9, 2, 7 => 7
split [1, 2, 3, 4, 5, 6] into chunks of 4 => [[1, 2, 3, 4], [5, 6]]
rotate [1, 2, 3, 4, 5] left by 2 => [3, 4, 5, 1, 2]
rotate [1, 2, 3] right by 1 => [3, 1, 2]
how many times does 3 appear in 3, 1, 3 => 2
union of [1, 2] and [2, 5] => [1, 2, 5]
intersection of [1, 2, 3] and [3, 2] => [2, 3]
what are the common elements of [1, 2] and [2, 3]? => [2]
flatten [[1], [2, 3]] => [1, 2, 3]
reverse the string python => "nohtyp"
reverse "good morning" => "gninrom doog"
spell stressed backwards => "desserts"
can you reverse the word drawer please => "reward"
reverse the words in "one two three" => "three two one"
convert hello to uppercase => "HELLO"
make "quiet please" uppercase => "QUIET PLEASE"
uppercase the word cat => "CAT"
convert the text LOUD NOISE to lowercase => "loud noise"
lowercase "ABC" => "abc"
title case the quick brown fox => "The Quick Brown Fox"
is racecar a palindrome? => true
check if banana is a palindrome => false
is "never odd or even" a palindrome? => true
count the words in the rain in spain => 4
how many words are there in "to be or not to be"? => 6
how many vowels are in education? => 5
count the vowels in "programming" => 3
number of consonants in hello => 3
how many characters are in hello? => 5
what is the length of "hello world"? => 11
how many times does the letter s appear in mississippi? => 4
are listen and silent anagrams? => true
check if night and thing are anagrams => true
encrypt hello with caesar cipher shift 5 => "mjqqt"
decrypt "mjqqt" with a caesar cipher with shift 5 => "hello"
rot13 of hello => "uryyb"
convert sos to morse code => "... --- ..."
what is "help" in morse code? => ".... . .-.. .--."
decode the morse code -.-. .- - => "cat"
slugify "Hello World Example" => "hello-world-example"
make an acronym of "random access memory" => "RAM"
what is the longest word in "a very interesting story"? => "interesting"
find the shortest word in "give me some" => "me"
remove the vowels from "computer" => "cmptr"
remove all spaces from "a b c d" => "abcd"
replace "red" with "blue" in "red car, red house" => "blue car, blue house"
extract all numbers from "I have 2 cats and 3 dogs" => [2, 3]
extract the email addresses from "contact me at joe@site.com" => ["joe@site.com"]
find all urls in "visit https://example.org today" => ["https://example.org"]
word frequency of "the cat the dog" => {"the": 2, "cat": 1, "dog": 1}
sort the words banana, apple, cherry alphabetically => ["apple", "banana", "cherry"]
sort the words banana, fig, apple by length => ["fig", "apple", "banana"]
convert myVariableName to snake case => "my_variable_name"
convert "some text here" to camel case => "someTextHere"
repeat "ha" 3 times => "hahaha"
base64 encode hello => "aGVsbG8="
decode aGVsbG8= from base64 => "hello"
md5 of hello => "5d41402abc4b2a76b9719d911017c592"
convert 100 celsius to fahrenheit => 212
what is 98.6 fahrenheit in celsius? => 37
convert 25 degrees celsius to kelvin => 298.15
convert 5 kilometers to miles => 3.1068559612
how many centimeters are in 2 meters? => 200
6 feet in inches => 72
convert 150 pounds to kg => 68.0388555
how many grams are in 1 kg? => 1000
convert 60 mph to km/h => 96.56064
how many minutes are in 3 hours? => 180
convert 2 days to hours => 48
convert 3 GB to MB => 3000
how many bytes are in 2 kib? => 2048
2 liters in ml => 2000
convert 42 to binary => "101010"
what is 255 in hexadecimal? => "ff"
convert binary 1101 to decimal => "13"
convert 2024 to roman numerals => "MMXXIV"
convert MMXXIV to a number => 2024
convert 90 degrees to radians => 1.5707963268
write 342 in words => "three hundred forty-two"
convert #00ff00 to rgb => [0, 255, 0]
convert rgb(0, 0, 255) to hex => "#0000ff"
how many days between 2024-01-01 and 2024-12-31 => 365
number of days between March 1, 2024 and March 31, 2024 => 30
what day of the week was 2000-01-01? => "Saturday"
what day is July 4, 2026 => "Saturday"
is 2028 a leap year? => true
was 2100 a leap year => false
add 45 days to 2024-01-15 => "2024-02-29"
what date is 10 days before 2024-03-05? => "2024-02-24"
iso week of 2024-07-01 => 27
how many days are in February 2023? => 28
how old is someone born on 1985-06-15 on 2024-06-14 => 38
is john.doe@example.com a valid email address? => true
is 4111 1111 1111 1111 a valid credit card number? => true
is 978-0-306-40615-7 a valid isbn => true
is 192.168.1.300 a valid ip address? => false
are the brackets in "(a[b]{c})" balanced? => true
how strong is the password "Abcdefgh1234"? => {"strength": "medium", "lacks": ["a sign"]}
generate a password with 16 characters => ANY
create a random password => ANY
generate a uuid => ANY
roll two dice => ANY
roll a die => ANY
flip a coin => ANY
pick a random number between 1 and 10 => ANY
shuffle [1, 2, 3] => ANY
give me 10 words of lorem ipsum => ANY
show me a calendar for March 2025 => ANY
write me a joke about cats => ANY
tell me a joke => ANY
can you write a haiku about the sea? => ANY
write a short poem about autumn leaves => ANY
write a short story about a dragon => ANY
write a greeting for my neighbour => ANY
binary search for 9 in [1, 4, 9, 16] => 2
quick sort 9, 3, 7 => [3, 7, 9]
sort [4, 2, 8] using merge sort => [2, 4, 8]
bubble sort 3 2 1 => [1, 2, 3]
solve the towers of hanoi with 2 disks => ["A -> B", "A -> C", "B -> C"]
how many solutions does the 6 queens problem have? => 4
edit distance between sunday and saturday => 3
shortest path from A to C in A-B:2, B-C:2, A-C:5 => {"path": ["A", "B", "C"], "length": 4}
topological sort of a->b, b->c => ["a", "b", "c"]
all permutations of xyz => ["xyz", "xzy", "yxz", "yzx", "zxy", "zyx"]
power set of [1, 2] => [[], ["1"], ["2"], ["1", "2"]]
what is 6 choose 3? => 20
transpose [[1, 2, 3], [4, 5, 6]] => [[1, 4], [2, 5], [3, 6]]
determinant of [[3, 1], [2, 4]] => 10
multiply [[1, 0], [0, 1]] by [[7, 8], [9, 1]] => [[7, 8], [9, 1]]
make change for 41 with coins 25, 10, 5, 1 => [25, 10, 5, 1]
magic square of size 3 => [[8, 1, 6], [3, 5, 7], [4, 9, 2]]
sum of column price in "item,price\\nx,4\\ny,6" => 10
average of the price column in "item,price\\nx,4\\ny,6" => 5
list the columns of "item,price\\nx,4" => ["item", "price"]
pretty print {"a": 1} => "{\\n  \\"a\\": 1\\n}"
get the keys of {"x": 1, "y": 2} => ["x", "y"]
value of user.name in {"user": {"name": "Ann"}} => "Ann"
area of a circle with radius 2 => 12.5663706144
hypotenuse of 6 and 8 => 10
percentage increase from 40 to 50 => 25
next prime after 90 => 97
how many primes are there below 20 => 8
is 144 a perfect square? => true
is 89 a fibonacci number => true
list the even numbers up to 6 => [2, 4, 6]
count from 10 to 7 => [10, 9, 8, 7]
how many divisors does 28 have => 6
sum of [5, 6, 7] => 18
average of the list 2, 4, 9 => 5
length of the list [4, 5, 6] => 3
capitalize the word monday => "Monday"
reverse each word in "abc def" => "cba fed"
calculate fibonaci => [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
revrse the string abc => "cba"
what is the factoral of 5 => 120
convert 10 kilometrs to miles => 6.2137119224
CALCULATE FACTORIAL OF 4 => 24
Sort 3 2 1 In Descending Order => [3, 2, 1]
IS 13 PRIME => true
sum the even numbers in 1, 2, 3, 4 => 6
fibonacci numbers below 100 => [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89]
what are the first 3 numbers of 9, 8, 7, 6 => [9, 8, 7]
give me the last two elements of [1, 2, 3, 4] => [3, 4]
double every number in 1, 2, 3 => [2, 4, 6]
square each of 2, 3, 4 => [4, 9, 16]
keep only the even numbers from 1, 2, 3, 4 => [2, 4]
remove negative numbers from -1, 2, -3, 4 => [2, 4]
which numbers are greater than 5 in 3, 8, 5, 9 => [8, 9]
is 4 in the list 1, 2, 3 => false
does [1, 2, 3] contain 2 => true
what is the product of 2, 3 and 4 => 24
sum of all multiples of 3 below 10 => 18
sum of the first 10 even numbers => 110
what's the 5th triangular number => 15
is 64 a power of two => true
which is bigger, 3 or 7 => 7
is 10 greater than 9 => true
how many digits does 12345 have => 5
what is a 15% tip on 80 => 12
does "hello world" contain "wor" => true
does "hello" start with "he" => true
first letter of "banana" => "b"
last three characters of "banana" => "ana"
swap the case of "Hello" => "hELLO"
ascii code of A => 65
which character has ascii code 97 => "a"
url encode "a b&c" => "a%20b%26c"
split "a,b,c" by comma => ["a", "b", "c"]
join the words red, green and blue with a dash => "red-green-blue"
how many digits are in "a1b22" => 3
remove all digits from "a1b22" => "ab"
how many feet are in a mile => 5280
how many seconds in an hour => 3600
how many grams are in 2 kilograms => 2000
5 ft 10 in in cm => 177.8
2h 30m in minutes => 150
3725 seconds as h:mm:ss => "1:02:05"
"""

DECLINED = """
translate "good morning" into french
summarize the plot of hamlet
what is the weather in berlin
write an article about climate change
reverse the string hello without the vowels
sort 3, 1, 2 except the largest
list the primes below 50 that end in 3
add every other number in 1, 2, 3, 4
reverse every other word in one two three
count the words in hello world and reverse them
is 17 not prime
fibonacci without the first two numbers
sort apples by price
convert 10 miles to fahrenheit
convert 5 dollars to euros
who was the first president of the usa
berechne die summe von 3 und 4
calcule la suite de fibonacci
build me a web server
draw a picture of a cat
multiply
divide 10 and 5
subtract 10 and 4
square root of 16 plus 9
sum of 3 and 4 times 2
half of 50 plus 10
add one hundred and five
uppercase hello but keep the first letter small
count the vowels in hello except e
write me two jokes about cats that rhyme
sort 3 1 2 and remove the largest
what is the prime before 100
sum of the first 10 primes
the product of the first five natural numbers
first 10 even fibonacci numbers
is 10 a lucky number
reverse the number of words in hello world
convert 1010 to decimal
standard deviation of 2, 4, 6
remove duplicates and sort 3, 1, 3
sort 1,000, 20, 3
how old is someone born in 1990
generate a haiku in japanese
play chess with me
solve x^2 - 4 = 0
integrate x squared
what is 5 minus
10 plus plus 3
capital of france
delete all my files
send an email to bob@example.com
average of 5 numbers 1 2 3 4 5
max of 3 and 7 times 2
shortest path from A to B
encrypt hello
count from 10 to 1 by twos
100 minus 20%
"""


def solved_tasks() -> Iterator[tuple[str, JSONValue]]:
    """Each task with the result it should have."""
    for line in SOLVED.strip().splitlines():
        task, _, expected = line.rpartition(" => ")
        yield task, ANY if expected == ANY else json.loads(expected)


def declined_tasks() -> tuple[str, ...]:
    """Tasks that must not be answered: nothing bundled covers the whole of them."""
    return tuple(DECLINED.strip().splitlines())
