"""Pictures of posts: drawn from data, the same bytes every time, kept under the name of their own SHA-256."""
