"""A stand-in for Zalo's Official Account API: articles, broadcasts, tokens that work once."""
