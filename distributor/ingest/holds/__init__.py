"""What must hold an item until a person has looked: drafts, secrecy, internal papers, persons. Each file finds one kind. Pure."""
