"""Reports by mail, on schedule: a row a sending, sent afterwards, at least once, under a message id that stays."""
