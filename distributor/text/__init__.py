"""Text tools that know Vietnamese but no law: plain words, borders of sentences, shortening, tidy HTML."""
