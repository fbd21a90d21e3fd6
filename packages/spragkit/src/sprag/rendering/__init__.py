"""Rendering on the server: trees to HTML, documents, payloads."""
