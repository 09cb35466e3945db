"""The engagement report: what was published in a span, what citizens did with it, what it cost. One reading, many forms."""
