"""What pages of text and tables are made of: document, sections, cells, words."""
