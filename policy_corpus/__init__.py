"""The archived privacy policies as tables, and the code that makes them."""
