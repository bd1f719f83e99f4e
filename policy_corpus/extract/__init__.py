"""From archives to tables: one module a step of the way."""
