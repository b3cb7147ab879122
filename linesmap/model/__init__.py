"""Name the nouns of the field: kinds of record, columns, vocabularies, gradings, filters, tables."""
