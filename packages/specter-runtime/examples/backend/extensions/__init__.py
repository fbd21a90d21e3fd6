"""Extensions of the example backend, found by their file names."""
