"""What staff make by hand: posts and recordings."""
