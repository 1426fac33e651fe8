"""Sheets for a class: whose variants (`assignment`), which files (`papers`)."""
