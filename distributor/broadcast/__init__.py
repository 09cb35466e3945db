"""SMS to many: audiences and consent, one ledger row a recipient, windows sent exactly once, receipts, and citizens' answers."""
