"""What everybody may read: disclosed rows only, personal data masked."""
