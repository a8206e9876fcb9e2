"""The store: the only room with SQL in it. One set of statements for every database."""
