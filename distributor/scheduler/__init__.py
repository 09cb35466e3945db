"""What is due, once a second, straight from the database."""
