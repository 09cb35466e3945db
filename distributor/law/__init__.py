"""The register: which documents have effect on a day, because of whom, and what follows from a change."""
