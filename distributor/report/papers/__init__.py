"""The engagement report on paper: an outline in administrative prose, set as a PDF and as a document that staff go on editing."""
