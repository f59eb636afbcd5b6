"""Is a program really cheaper to run, and does it still do the same?"""
