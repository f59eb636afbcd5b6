"""The web page: the same program in a browser, for several tabs and the terminal at once."""
