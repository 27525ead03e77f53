"""The rules for a table of prices, one module a family, each rule a function of the bars that yields what breaks it.

A finding is a severity, one line, and the rows at fault. An error is what would make returns wrong, and takes two
independent signs where a market could have done the same; a warning is what is odd but may be real.
"""
