"""The laboratory: from a question about many scenarios to an answer that can be defended."""
