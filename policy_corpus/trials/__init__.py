"""Comparisons of methods and benchmarks: nothing else imports them."""
