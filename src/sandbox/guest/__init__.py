"""The code that runs inside the zygote and its children; standard library only."""
