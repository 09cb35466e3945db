"""What citizens write means, and the law looked up in their words: for SMS, Zalo and the web."""
