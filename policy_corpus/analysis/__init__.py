"""From tables to answers: one module a question."""
