"""Tables as people hand them in: separated text, JSON and workbooks, read record by record."""
