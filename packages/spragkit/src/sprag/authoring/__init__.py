"""What an author writes: declarations only, no I/O."""
