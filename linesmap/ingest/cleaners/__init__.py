"""Clean values: one module a kind of value, text in, a value, None or a `Problem` out."""
