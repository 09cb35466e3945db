"""The legal-education page of the fictional province Hương Giang: feed, articles, attachments."""
