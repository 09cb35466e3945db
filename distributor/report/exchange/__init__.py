"""What others are told of items, documents and posts: one shape each, read with a fixed number of queries. Reads only."""
