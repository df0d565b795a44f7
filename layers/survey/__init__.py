"""What people write in tables: headings, cells and values, understood."""
