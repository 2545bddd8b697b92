"""Who may enter: access, forms, pages and open data."""
