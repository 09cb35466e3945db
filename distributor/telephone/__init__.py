"""The telephone line: one flow over whatever exchange carries the call; look-ups, messages and cases by the machines that are."""
