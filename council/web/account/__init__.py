"""Signing in and out, codes, passwords."""
