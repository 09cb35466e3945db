"""What citizens' answers teach: which hours and which wordings do best, how sure that is, and in words why."""
